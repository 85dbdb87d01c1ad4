#include "kernels/fill_kernel.hpp"

#include "kernels/simd/vector.hpp"
#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

template <class Real>
void fill_all(Real* values, std::size_t n, Real value) {
  using V = Vector<Real>;
  const V all = V::all(value);
  std::size_t i = 0;
  for (; i + V::lanes <= n; i += V::lanes) all.store(values + i);
  for (; i < n; ++i) values[i] = value;
}

/// Sets values below `least` in magnitude to zero; those that are not numbers stay, so that they are found.
template <class Real>
void flush_below(Real* values, std::size_t n, Real least) {
  using V = Vector<Real>;
  const V limit = V::all(least);
  std::size_t i = 0;
  for (; i + V::lanes <= n; i += V::lanes) {
    const V x = V::load(values + i);
    const V size = larger(x, V::all(0) - x);
    // A comparison with what is not a number does not hold, either way.
    const V kept = V::select(size >= limit, x, V::all(0));
    V::select(limit >= size, kept, x).store(values + i);
  }
  for (; i < n; ++i) {
    if (values[i] < least && -values[i] < least) values[i] = Real{0};
  }
}

}  // namespace

void fill(double* values, std::size_t n, double value) { fill_all(values, n, value); }
void fill(float* values, std::size_t n, float value) { fill_all(values, n, value); }

void flush(double* values, std::size_t n) { flush_below(values, n, 0x1p-900); }
void flush(float* values, std::size_t n) { flush_below(values, n, 0x1p-60F); }

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
