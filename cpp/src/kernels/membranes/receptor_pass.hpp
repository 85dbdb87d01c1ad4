#pragma once

#include <cstddef>
#include <cstdint>

#include "memory/neuron_values.hpp"

namespace lapicque::detail::kernels {

/// Times within a step at which the scheme of linear membranes wants its input.
inline constexpr std::size_t nodes = 3;
/// Terms of the polynomial that is the input of membranes that are integrated numerically.
inline constexpr std::size_t powers = 4;
/// NMDA receptors that a model can have.
inline constexpr std::size_t most_nmda = 8;

/// What a receptor acts through.
enum class ReceptorEffect : std::uint8_t {
  delta,        // V_m += arriving
  current,      // [pA]
  conductance,  // [nS], to E_rev
  nmda,         // a conductance behind the magnesium block
};

/// One receptor of all neurons of a population. Its conductance or current x and the rise that feeds it follow linear
/// equations, so that they are known at every time in a step.
template <class Real>
struct ReceptorPass {
  ReceptorEffect effect = ReceptorEffect::delta;
  Real* x = nullptr;     // current or conductance [pA or nS]
  Real* rise = nullptr;  // null: x jumps by what arrives [pA/ms or nS/ms]
  NeuronValues<Real> decay = {};
  NeuronValues<Real> rise_decay = {};
  NeuronValues<Real> rise_to_x = {};
  NeuronValues<Real> rise_per_weight = {};  // gives a peak of 1 [1/ms]
  // Only for the exact propagator: what x and rise do to V_m in a step [mV/pA or mV/(pA/ms)].
  NeuronValues<Real> x_to_V = {};
  NeuronValues<Real> rise_to_V = {};
  // Only for numerical schemes: what a power of the part of a step that has passed counts is x_power*x +
  // rise_power*rise.
  NeuronValues<Real> x_power[powers] = {};
  NeuronValues<Real> rise_power[powers] = {};
  // Only for linear membranes, see linear_integral.hpp: x at a node is x_at*x + rise_at*rise.
  NeuronValues<Real> x_at[nodes] = {};
  NeuronValues<Real> rise_at[nodes] = {};
  NeuronValues<Real> x_curvature[nodes] = {};  // curvature of its decay at a node: x_curvature*x + rise_curvature*rise
  NeuronValues<Real> rise_curvature[nodes] = {};
  NeuronValues<Real> x_whole = {};  // decay over the whole step by x and rise
  NeuronValues<Real> rise_whole = {};
  NeuronValues<Real> E_rev = {};  // [mV]
  NeuronValues<Real> Mg = {};     // over the concentration that blocks half of the channels at 0 mV
};

}  // namespace lapicque::detail::kernels
