#pragma once

// What the kernels see of a LIF population whose spikes are off the grid. A block goes through a step in three passes:
// how high can each membrane come within the step, which neurons can reach threshold, and the step itself for all.

#include <cstddef>
#include <cstdint>

#include "kernels/membranes/neuron_block.hpp"
#include "kernels/membranes/receptor_pass.hpp"

namespace lapicque::detail::kernels {

struct PrecisePass {
  double* V_m = nullptr;                // [mV]
  double* V_low = nullptr;              // what V_m leaves out [mV]
  const Tick* free_from = nullptr;      // step in which the membrane becomes free,
  const double* free_offset = nullptr;  // and when in it [ms]
  const double* I_ext = nullptr;        // external current of this step [pA]; null: none
  const double* current_to_V = nullptr;
  const double* leak = nullptr;
  const double* rest = nullptr;
  const double* V_alert = nullptr;  // a little below V_th [mV]
  const double* V_reset = nullptr;  // [mV]
  const ReceptorPass<double>* receptors = nullptr;
  const double* const* rise_to_highest_I = nullptr;  // by receptor: the most that a rise makes within a step
  const std::uint32_t* slots = nullptr;  // by receptor: row of its I, then its rise, among the sums of a block
  std::size_t n_receptors = 0;
  bool per_neuron = false;
};

/// Neurons [begin, begin + n) in the step `now`, and buffers for them.
struct PreciseBlock {
  std::uint32_t begin;
  std::uint32_t n;
  Tick now;
  const ReceptorArrivals* arrivals;
  double* arriving;  // (receptors, block_size) what arrives at the end of the step [mV or pA]
  double* highest;   // (block_size) bound of V_m within the step [mV]
  double* sums;      // (slots, block_size) what arrived within the step makes by its end: V_m first; null: nothing
};

/// Takes the arrivals into `arriving`, and bounds V_m. Minus infinity stands for neurons that are held through the
/// whole step, infinity for those that become free within it.
using BoundKernel = void (*)(const PrecisePass& pass, const PreciseBlock& block);
/// Writes the places in the block of the neurons whose bound is not below V_alert; returns how many.
using AlertKernel = std::uint32_t (*)(const PrecisePass& pass, const PreciseBlock& block, std::uint32_t* places);
/// Takes all neurons through the step as if none fired.
using BelowKernel = void (*)(const PrecisePass& pass, const PreciseBlock& block);

/// Writes what arrives at the end of the step at n neurons from `begin` on, a row of block_size a receptor. Rows begin
/// as zeros, and where nothing ever arrives they stay that.
using TakeKernel = void (*)(const ReceptorArrivals* arrivals, std::size_t n_receptors, std::uint32_t begin,
                            std::uint32_t n, double* arriving);

struct PreciseKernels {
  BoundKernel bound;
  AlertKernel alert;
  BelowKernel below;
  TakeKernel take;
};

}  // namespace lapicque::detail::kernels
