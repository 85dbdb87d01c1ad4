#pragma once

// What the kernels see of a noise current.

#include <cstdint>

namespace lapicque::detail::kernels {

/// Noise into neurons of one population; coefficients and state are those of neuron first_neuron + j at [j], or, but
/// for the state, one value for all.
struct NoisePass {
  const double* mean = nullptr;   // [pA]
  const double* kick = nullptr;   // what a normal number is multiplied by [pA]
  const double* decay = nullptr;  // of `state` in a step; null: white noise
  double* state = nullptr;        // deviation from the mean in the step before [pA]
  bool per_neuron = false;
  std::uint32_t first_neuron = 0;
  std::uint32_t key[2] = {};
  std::uint32_t tag = 0;
  std::uint32_t tail_tag = 0;
};

/// Adds the current of a step to that of the neurons [begin, end), which stands at current[0], current[1], ...
template <class Real>
using NoiseKernel = void (*)(const NoisePass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step,
                             Real* current);

}  // namespace lapicque::detail::kernels
