#include "kernels/scan_kernel.hpp"

#include "kernels/simd/vector.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

/// x times 0 is 0 where x is finite, and not a number where it is not.
template <class Real>
bool finite(const Real* values, std::size_t n) {
  using V = Vector<Real>;
  constexpr std::size_t vectors = 4;  // sums of their own, so that none waits for another
  V sums[vectors] = {V::all(0), V::all(0), V::all(0), V::all(0)};
  std::size_t i = 0;
  for (; i + vectors * V::lanes <= n; i += vectors * V::lanes) {
    for (std::size_t v = 0; v < vectors; ++v) sums[v] = sums[v] + V::load(values + i + v * V::lanes) * V::all(0);
  }
  Real rest{0};
  for (; i < n; ++i) rest += values[i] * Real{0};
  const V sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return rest == Real{0} && V::every(sum >= V::all(0));  // no comparison holds for what is not a number
}

template <class Real>
bool zero(const Real* values, std::size_t n) {
  using V = Vector<Real>;
  const auto is_zero = [](V x) { return V::every(x >= V::all(0)) && V::every(V::all(0) >= x); };
  std::size_t i = 0;
  for (; i + V::lanes <= n; i += V::lanes) {
    if (!is_zero(V::load(values + i))) return false;
  }
  for (; i < n; ++i) {
    if (values[i] != Real{0}) return false;
  }
  return true;
}

}  // namespace

bool all_finite(const double* values, std::size_t n) { return finite(values, n); }
bool all_finite(const float* values, std::size_t n) { return finite(values, n); }
bool all_zero(const double* values, std::size_t n) { return zero(values, n); }
bool all_zero(const float* values, std::size_t n) { return zero(values, n); }

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
