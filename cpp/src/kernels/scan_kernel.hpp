#pragma once

// Questions about all values of an array.

#include <cstddef>

namespace lapicque::detail::kernels {

template <class Real>
using ScanKernel = bool (*)(const Real* values, std::size_t n);

#define LAPICQUE_DECLARE_SCANS(isa)                     \
  namespace isa {                                       \
  bool all_finite(const double* values, std::size_t n); \
  bool all_finite(const float* values, std::size_t n);  \
  bool all_zero(const double* values, std::size_t n);   \
  bool all_zero(const float* values, std::size_t n);    \
  }
LAPICQUE_DECLARE_SCANS(baseline)
LAPICQUE_DECLARE_SCANS(avx2)
LAPICQUE_DECLARE_SCANS(avx512)
#undef LAPICQUE_DECLARE_SCANS

}  // namespace lapicque::detail::kernels
