#include "kernels/fill_kernel.hpp"

#include "kernels/simd/vector.hpp"

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

}  // namespace

void fill(double* values, std::size_t n, double value) { fill_all(values, n, value); }
void fill(float* values, std::size_t n, float value) { fill_all(values, n, value); }

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
