#pragma once

#include "kernels/membranes/membrane_pass.hpp"

namespace lapicque::detail::kernels {

/// All membranes but that of LIF with current receptors.
#define LAPICQUE_MEMBRANES(apply)                                                                                   \
  apply(linear) apply(leaky) apply(quadratic) apply(exponential) apply(adaptive) apply(izhikevich) apply(exact_gif) \
      apply(linear_gif) apply(gif) apply(hodgkin_huxley) apply(traub_miles)

#define LAPICQUE_DECLARE_MEMBRANE(name)                                                                         \
  std::uint32_t name##_step(const MembranePass<double>& pass, const NeuronBlock& block, std::uint32_t* spikes); \
  std::uint32_t name##_step(const MembranePass<float>& pass, const NeuronBlock& block, std::uint32_t* spikes);

/// A kernel in both precisions.
struct MembraneKernelPair {
  MembraneKernel<double> of_doubles;
  MembraneKernel<float> of_floats;
};

#define LAPICQUE_MEMBRANE_PAIR(name) MembraneKernelPair name;
struct MembraneKernelSet {
  LAPICQUE_MEMBRANES(LAPICQUE_MEMBRANE_PAIR)
};
#undef LAPICQUE_MEMBRANE_PAIR

namespace baseline {
LAPICQUE_MEMBRANES(LAPICQUE_DECLARE_MEMBRANE)
MembraneKernelSet membranes();
}  // namespace baseline
namespace avx2 {
LAPICQUE_MEMBRANES(LAPICQUE_DECLARE_MEMBRANE)
MembraneKernelSet membranes();
}  // namespace avx2
namespace avx512 {
LAPICQUE_MEMBRANES(LAPICQUE_DECLARE_MEMBRANE)
MembraneKernelSet membranes();
}  // namespace avx512
#undef LAPICQUE_DECLARE_MEMBRANE

// NOLINTBEGIN(bugprone-macro-parentheses): the name of a template cannot stand in any.
#define LAPICQUE_DEFINE_MEMBRANE(name, Scheme, Input)                                                            \
  std::uint32_t name##_step(const MembranePass<double>& pass, const NeuronBlock& block, std::uint32_t* spikes) { \
    return advance_membranes<Scheme<double>, Input>(pass, block, spikes);                                        \
  }                                                                                                              \
  std::uint32_t name##_step(const MembranePass<float>& pass, const NeuronBlock& block, std::uint32_t* spikes) {  \
    return advance_membranes<Scheme<float>, Input>(pass, block, spikes);                                         \
  }
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace lapicque::detail::kernels
