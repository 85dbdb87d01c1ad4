#pragma once

// Membranes whose potential runs away to infinity at a spike: steps are cut into pieces where it is steep.

#include <cstddef>

#include "kernels/membranes/runge_kutta.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Pieces of a step in which the potential is steep.
constexpr int pieces = 16;

/// Integrates a step of y, V_m first. `slope(current, y, dy)` writes derivatives where `current(V_m)` is the input;
/// a neuron that reaches `peak` stays there with its other variables. The lanes of `steep` go in pieces. What a lane
/// does does not depend on the others.
template <std::size_t N, class V, class Input, class Slope>
void integrate_upstroke(V (&y)[N], V h, V peak, typename V::Mask steep, const Input& input, const Slope& slope) {
  using Real = typename V::Number;
  V start[N];
  for (std::size_t v = 0; v < N; ++v) start[v] = y[v];
  runge_kutta(y, h, [&](std::size_t k, const V(&at)[N], V(&dy)[N]) {
    slope([&](V V_m) { return input.current(k, V_m); }, at, dy);
  });
  if (V::any(steep)) {
    V fine[N];
    for (std::size_t v = 0; v < N; ++v) fine[v] = start[v];
    const V piece = h * V::all(static_cast<Real>(1.0 / pieces));
    for (int p = 0; p < pieces; ++p) {
      V z[N];
      for (std::size_t v = 0; v < N; ++v) z[v] = fine[v];
      runge_kutta(z, piece, [&](std::size_t k, const V(&at)[N], V(&dy)[N]) {
        const Real time = (static_cast<Real>(p) + static_cast<Real>(0.5) * static_cast<Real>(k)) / pieces;
        slope([&](V V_m) { return input.current_at(time, V_m); }, at, dy);
      });
      const auto arrived = fine[0] >= peak;
      for (std::size_t v = 0; v < N; ++v) fine[v] = V::select(arrived, fine[v], z[v]);
    }
    for (std::size_t v = 0; v < N; ++v) y[v] = V::select(steep, fine[v], y[v]);
  }
  y[0] = smaller(y[0], peak);
}

}  // namespace
}  // namespace lapicque::detail::kernels
