#pragma once

#include <cstddef>

#include "kernels/simd/vector.hpp"

namespace lapicque::detail::kernels {
namespace {

/// A step of length h by the classical method of fourth order. `slope(k, y, dy)` writes the derivatives at the
/// beginning (k = 0), the middle (1) and the end (2) of the step.
template <std::size_t N, class V, class Slope>
void runge_kutta(V (&y)[N], V h, const Slope& slope) {
  const V half = V::all(static_cast<typename V::Number>(0.5)) * h;
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
  for (std::size_t v = 0; v < N; ++v) {
    const V middle = k2[v] + k3[v];
    y[v] = y[v] + sixth * ((k1[v] + k4[v]) + (middle + middle));
  }
}

}  // namespace
}  // namespace lapicque::detail::kernels
