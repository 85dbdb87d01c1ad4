#pragma once

#include <cstddef>

namespace lapicque::detail::kernels {

template <class Real>
using FillKernel = void (*)(Real* values, std::size_t n, Real value);

#define LAPICQUE_DECLARE_FILL(isa)                        \
  namespace isa {                                         \
  void fill(double* values, std::size_t n, double value); \
  void fill(float* values, std::size_t n, float value);   \
  }
LAPICQUE_DECLARE_FILL(baseline)
LAPICQUE_DECLARE_FILL(avx2)
LAPICQUE_DECLARE_FILL(avx512)
#undef LAPICQUE_DECLARE_FILL

}  // namespace lapicque::detail::kernels
