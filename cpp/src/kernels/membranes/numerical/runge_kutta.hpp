#pragma once

#include <cstddef>

#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// A step of length h by the classical method of fourth order. `slope(k, y, dy)` writes the derivatives at the
/// beginning (k = 0), the middle (1) and the end (2) of the step. Returned is by how much the two slopes in the middle
/// differ over the step, the sum over the variables in their units: it tells where the step is too long.
template <std::size_t N, class V, class Slope>
LAPICQUE_INLINE V runge_kutta(V (&y)[N], V h, const double (&unit)[N], const Slope& slope) {
  using Real = typename V::Number;
  const V half = V::all(static_cast<Real>(0.5)) * h;
  const V sixth = h / V::all(6);
  V k1[N], k2[N], k3[N], k4[N], z[N];
  const auto move = [&](const V(&k)[N], V by) {
    for (std::size_t v = 0; v < N; ++v) z[v] = y[v] + by * k[v];
  };
  slope(0, y, k1);
  move(k1, half);
  slope(1, z, k2);
  move(k2, half);
  slope(1, z, k3);
  move(k3, h);
  slope(2, z, k4);
  V doubt = V::all(0);
  for (std::size_t v = 0; v < N; ++v) {
    const V middle = k2[v] + k3[v];
    y[v] = y[v] + sixth * ((k1[v] + k4[v]) + (middle + middle));
    doubt = doubt + magnitude(k3[v] - k2[v]) * V::all(static_cast<Real>(1.0 / unit[v]));
  }
  return doubt * h;
}

}  // namespace
}  // namespace lapicque::detail::kernels
