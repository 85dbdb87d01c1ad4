#pragma once

#include "kernels/random/noise_pass.hpp"

namespace lapicque::detail::kernels {

#define LAPICQUE_DECLARE_NOISE(isa)                                                                            \
  namespace isa {                                                                                              \
  void add_noise(const NoisePass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step, double* I); \
  void add_noise(const NoisePass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step, float* I);  \
  }
LAPICQUE_DECLARE_NOISE(baseline)
LAPICQUE_DECLARE_NOISE(avx2)
LAPICQUE_DECLARE_NOISE(avx512)
#undef LAPICQUE_DECLARE_NOISE

}  // namespace lapicque::detail::kernels
