#pragma once

// What the kernels of membranes see, all but that of lif_pass.hpp; see stages.hpp. Raw arrays as there.

#include <cstddef>
#include <cstdint>

#include "kernels/membranes/neuron_block.hpp"

namespace lapicque::detail::kernels {

/// Repetitions that serve every vector.
inline constexpr std::size_t repetitions = 16;
/// Neurons taken at once, so that what arrives stays in the L1 cache.
inline constexpr std::uint32_t stage_size = 256;
/// Times within a step at which a scheme wants its input.
inline constexpr std::size_t nodes = 3;
/// Receptors with a magnesium block that a model can have.
inline constexpr std::size_t most_nmda = 8;

/// One receptor of all neurons of a population. Its conductance or current x and the rise that feeds it follow linear
/// equations, so that they are known at every time in a step.
///
/// Where coefficients are the same for all neurons, an array repeats them for the lanes of a vector.
template <class Real>
struct StageReceptor {
  enum class Kind : std::uint8_t {
    delta,        // V_m += arriving
    current,      // [pA]
    conductance,  // [nS], to E_rev
    nmda,         // the same behind the magnesium block of NMDA receptors
  };
  Kind kind = Kind::delta;
  Real* x = nullptr;
  Real* rise = nullptr;  // null: x jumps by what arrives
  const Real* decay = nullptr;
  const Real* rise_decay = nullptr;
  const Real* rise_to_x = nullptr;
  const Real* rise_per_weight = nullptr;
  const Real* x_at[nodes] = {};  // x at a node is x_at*x + rise_at*rise
  const Real* rise_at[nodes] = {};
  // Only for the exact propagator.
  const Real* x_to_V = nullptr;  // what x and rise do to V_m in a step [mV/pA or mV/(pA/ms)]
  const Real* rise_to_V = nullptr;
  // Only for linear membranes, see linear_integral.hpp.
  const Real* x_curvature[nodes] = {};  // curvature of its decay at a node: x_curvature*x + rise_curvature*rise
  const Real* rise_curvature[nodes] = {};
  const Real* x_whole = nullptr;  // decay over the whole step by x and rise
  const Real* rise_whole = nullptr;
  const Real* E_rev = nullptr;  // [mV]
  const Real* Mg = nullptr;     // magnesium over 3.57 mM
};

/// A variable that decays and that each spike of the neuron increases: an element of a spike-triggered current or of a
/// moving threshold. The same for all neurons of a population but for the values.
template <class Real>
struct SpikeTriggered {
  Real* x = nullptr;
  Real at[nodes] = {};  // what is left of it at a node
  Real decay = 0;
  Real jump = 0;               // by a spike
  const Real* to_V = nullptr;  // only for the exact propagator: what it does to V_m in a step [mV/pA]
};

/// One population. What the coefficients are, the model's kernel says.
template <class Real>
struct MembranePass {
  static constexpr std::size_t most_state = 4;
  static constexpr std::size_t most_coefficients = 24;
  Real* state[most_state] = {};  // V_m first
  const Real* coefficient[most_coefficients] = {};
  const Real* I_e = nullptr;    // [pA]
  const Real* I_ext = nullptr;  // external current of this step [pA]; null: none
  const StageReceptor<Real>* receptors = nullptr;
  std::size_t n_receptors = 0;
  Tick* free_from = nullptr;  // step from which on the membrane is free
  const Tick* refractory_steps = nullptr;
  const SpikeTriggered<Real>* currents = nullptr;  // taken from the input [pA]
  std::size_t n_currents = 0;
  const SpikeTriggered<Real>* thresholds = nullptr;  // added to the threshold [mV]
  std::size_t n_thresholds = 0;
  const Real* uniform = nullptr;  // random numbers on (0, 1), one a neuron of the block
  bool per_neuron = false;        // coefficients are one a neuron
};

/// Advances a block by one step; writes the indices of the neurons that fire, ascending, and returns how many.
template <class Real>
using MembraneKernel = std::uint32_t (*)(const MembranePass<Real>& pass, const NeuronBlock& block,
                                         std::uint32_t* spikes);

}  // namespace lapicque::detail::kernels
