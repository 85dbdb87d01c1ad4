#pragma once

#include <cstddef>

namespace lapicque::detail::kernels {

template <class Real>
using FillKernel = void (*)(Real* values, std::size_t n, Real value);

/// Sets to zero what is below 2^-900 (2^-60) in magnitude. What halves in every step does not fall from there below the
/// normal numbers within 64 steps.
template <class Real>
using FlushKernel = void (*)(Real* values, std::size_t n);

#define LAPICQUE_DECLARE_FILL(isa)                        \
  namespace isa {                                         \
  void fill(double* values, std::size_t n, double value); \
  void fill(float* values, std::size_t n, float value);   \
  void flush(double* values, std::size_t n);              \
  void flush(float* values, std::size_t n);               \
  }
LAPICQUE_DECLARE_FILL(baseline)
LAPICQUE_DECLARE_FILL(avx2)
LAPICQUE_DECLARE_FILL(avx512)
#undef LAPICQUE_DECLARE_FILL

}  // namespace lapicque::detail::kernels
