#pragma once

// What the kernels see of a population: raw arrays, nothing of the engine. A kernel file is compiled once per
// instruction set, so it must not instantiate code that the linker could share with the rest of the library.

#include <cstddef>
#include <cstdint>

namespace lapicque::kernels {

/// One receptor of all neurons of a population. Coefficients point to one value, or to one a neuron.
struct ReceptorPass {
  enum class Kind : std::uint8_t {
    delta,      // V_m += arriving
    one_stage,  // I decays and jumps by arriving
    two_stage,  // rise decays and jumps; I is filled by rise and decays
  };
  Kind kind = Kind::delta;
  double* arriving = nullptr;  // sum of the weights that arrive in this step [mV or pA]; zeroed when used
  double* I = nullptr;         // synaptic current [pA]
  double* rise = nullptr;      // [pA/ms]
  const double* I_decay = nullptr;
  const double* I_to_V = nullptr;
  const double* rise_decay = nullptr;
  const double* rise_to_I = nullptr;
  const double* rise_to_V = nullptr;
  const double* rise_per_weight = nullptr;  // gives a PSC of peak 1 [1/ms]
};

/// One LIF population.
struct LifPass {
  double* V_m = nullptr;                 // [mV]
  std::int32_t* refractory = nullptr;    // steps of refractoriness left
  const double* I_ext = nullptr;         // external current of this step [pA]; null: none
  const double* I_e = nullptr;           // [pA]
  const double* current_to_V = nullptr;  // mV a step per pA of constant current
  const double* leak = nullptr;          // exp(-dt/tau_m) - 1
  const double* E_L = nullptr;           // [mV]
  const double* V_th = nullptr;          // [mV]
  const double* V_reset = nullptr;       // [mV]
  const std::int32_t* refractory_steps = nullptr;
  const ReceptorPass* receptors = nullptr;
  std::size_t n_receptors = 0;
  bool per_neuron = false;  // coefficients are one a neuron
};

/// Advances neurons [begin, end) by one step; writes the indices of those that fire, ascending, and returns how many.
/// `spikes` has room for one more than there are neurons.
using LifKernel = std::uint32_t (*)(const LifPass& pass, std::uint32_t begin, std::uint32_t end, std::uint32_t* spikes);

}  // namespace lapicque::kernels
