#pragma once

#include "kernels/membranes/lif_pass.hpp"

namespace lapicque::detail::kernels {

#define LAPICQUE_DECLARE_LIF(isa)                                                                       \
  namespace isa {                                                                                       \
  std::uint32_t lif_step(const LifPass<double>& pass, const NeuronBlock& block, std::uint32_t* spikes); \
  std::uint32_t lif_step(const LifPass<float>& pass, const NeuronBlock& block, std::uint32_t* spikes);  \
  }
LAPICQUE_DECLARE_LIF(baseline)
LAPICQUE_DECLARE_LIF(avx2)
LAPICQUE_DECLARE_LIF(avx512)
#undef LAPICQUE_DECLARE_LIF

}  // namespace lapicque::detail::kernels
