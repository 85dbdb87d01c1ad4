#pragma once

// What the kernels see of a population: raw arrays, nothing of the engine. A kernel file is compiled once per
// instruction set, so it must not instantiate code that the linker could share with the rest of the library.
// `Real` is the precision of the network, double or float.

#include <cstddef>
#include <cstdint>

#include "kernels/membranes/neuron_block.hpp"

namespace lapicque::detail::kernels {

/// One receptor of all neurons of a population. Coefficients point to one value, or to one a neuron.
template <class Real>
struct ReceptorPass {
  enum class Kind : std::uint8_t {
    delta,      // V_m += arriving
    one_stage,  // I decays and jumps by arriving
    two_stage,  // rise decays and jumps; I is filled by rise and decays
  };
  Kind kind = Kind::delta;
  Real* I = nullptr;     // synaptic current [pA]
  Real* rise = nullptr;  // [pA/ms]
  const Real* I_decay = nullptr;
  const Real* I_to_V = nullptr;
  const Real* rise_decay = nullptr;
  const Real* rise_to_I = nullptr;
  const Real* rise_to_V = nullptr;
  const Real* rise_per_weight = nullptr;  // gives a PSC of peak 1 [1/ms]
};

/// One LIF population.
template <class Real>
struct LifPass {
  Real* V_m = nullptr;                 // [mV]
  Tick* free_from = nullptr;           // step from which on the membrane is free
  const Real* I_ext = nullptr;         // external current of this step [pA]; null: none
  const Real* current_to_V = nullptr;  // mV a step per pA of constant current
  const Real* leak = nullptr;          // exp(-dt/tau_m) - 1
  const Real* rest = nullptr;          // what E_L and I_e add to V_m in a step [mV]
  const Real* V_th = nullptr;          // [mV]
  const Real* V_reset = nullptr;       // [mV]
  const Tick* refractory_steps = nullptr;
  const ReceptorPass<Real>* receptors = nullptr;
  std::size_t n_receptors = 0;
  bool per_neuron = false;  // coefficients are one a neuron
};

/// Advances a block by one step; writes the indices of the neurons that fire, ascending, and returns how many.
template <class Real>
using LifKernel = std::uint32_t (*)(const LifPass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes);

}  // namespace lapicque::detail::kernels
