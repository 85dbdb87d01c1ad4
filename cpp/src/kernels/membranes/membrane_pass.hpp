#pragma once

// What the kernels of membranes see of a population: raw arrays, nothing of the engine. A kernel file is compiled once
// per instruction set, so it must not instantiate code that the linker could share with the rest of the library.
// `Real` is the precision of the network, double or float.

#include <cstddef>
#include <cstdint>

#include "kernels/membranes/neuron_block.hpp"
#include "kernels/membranes/receptor_pass.hpp"
#include "kernels/membranes/segment_pass.hpp"

namespace lapicque::detail::kernels {

/// Neurons taken at once, so that what arrives stays in the L1 cache.
inline constexpr std::uint32_t stage_size = 256;

/// A variable that decays and that each spike of the neuron increases: an element of a spike-triggered current or of a
/// moving threshold. All neurons of a population share its constants.
template <class Real>
struct SpikeTriggered {
  Real* x = nullptr;
  Real at[nodes] = {};      // what is left of it at a node
  Real power[powers] = {};  // the same as a polynomial, see ReceptorPass
  Real decay = 0;
  Real jump = 0;                 // by a spike
  NeuronValues<Real> to_V = {};  // only for the exact propagator: what it does to V_m in a step [mV/pA]
};

/// One population. The kernel of the model names its coefficients.
template <class Real>
struct MembranePass {
  static constexpr std::size_t most_state = 4;
  static constexpr std::size_t most_coefficients = 24;
  Real* state[most_state] = {};  // V_m first
  NeuronValues<Real> coefficient[most_coefficients] = {};
  NeuronValues<Real> I_e = {};  // [pA]
  const Real* I_ext = nullptr;  // external current of this step [pA]; null: none
  const ReceptorPass<Real>* receptors = nullptr;
  std::size_t n_receptors = 0;
  Tick* free_from = nullptr;  // step from which on the membrane is free
  const Tick* refractory_steps = nullptr;
  const SpikeTriggered<Real>* currents = nullptr;  // taken from the input [pA]
  std::size_t n_currents = 0;
  const SpikeTriggered<Real>* thresholds = nullptr;  // added to the threshold [mV]
  std::size_t n_thresholds = 0;
  const Real* uniform = nullptr;  // random numbers on (0, 1), one a neuron of the block
  bool per_neuron = false;        // some coefficients are one a neuron, and so are the refractory steps
};

/// Advances a block by one step; writes the indices of the neurons that fire, ascending, and returns how many.
template <class Real>
using MembraneStep = std::uint32_t (*)(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes);

/// Takes membranes along their segments, each until it ends or there is a spike, which resets what it resets.
using SegmentStep = void (*)(const MembranePass<double>& pass, const Segments& segments);

/// A scheme of a model's membrane in both precisions, and the names of the coefficients that it reads, in their order.
struct MembraneKernel {
  MembraneStep<double> of_doubles = nullptr;
  MembraneStep<float> of_floats = nullptr;
  const char* first_coefficients = "";  // "a, b, c"
  const char* more_coefficients = "";
  /// It tells coefficients that vary among neurons from those that do not; others want all of them one a neuron where
  /// some are.
  bool some_vary = false;
  SegmentStep of_segments = nullptr;  // where spikes are off the grid
};

}  // namespace lapicque::detail::kernels
