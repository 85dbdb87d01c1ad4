#pragma once

#include <cstddef>

#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Where a piece ends, with the slopes there, and the difference of the fourth order from the fifth.
template <std::size_t N, class V>
struct DormandPrince {
  V y[N];
  V slope[N];
  V error[N];
};

/// One number a stage, rounded once from an exact fraction.
template <std::size_t n>
struct StageWeights {
  double of[n];
};

/// A piece from y, where the slopes are k1, by the pair of orders 5 and 4 of Dormand & Prince (1980). It begins at the
/// part `begin` of a step and ends at the part `end`, h ms later; `slope(part, y, dy)` writes the derivatives.
template <std::size_t N, class V, class Slope>
DormandPrince<N, V> dormand_prince(const V (&y)[N], const V (&k1)[N], V begin, V end, V h, const Slope& slope) {
  using Real = typename V::Number;
  const auto number = [](double x) { return V::all(static_cast<Real>(x)); };
  constexpr StageWeights<2> third{{3.0 / 40.0, 9.0 / 40.0}};
  constexpr StageWeights<3> fourth{{44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0}};
  constexpr StageWeights<4> fifth{{19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0}};
  constexpr StageWeights<5> sixth{{9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0}};
  constexpr StageWeights<6> last{{35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0}};
  constexpr StageWeights<7> difference{
      {71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0}};
  V k[7][N];
  V z[N];
  for (std::size_t v = 0; v < N; ++v) k[0][v] = k1[v];
  const auto sum = [&](std::size_t v, const auto& weights) {
    V total = number(weights.of[0]) * k[0][v];
    for (std::size_t j = 1; j < sizeof weights.of / sizeof *weights.of; ++j) {
      if (weights.of[j] != 0.0) total = total + number(weights.of[j]) * k[j][v];
    }
    return total;
  };
  const auto stage = [&](std::size_t j, V part, const auto& weights) {
    for (std::size_t v = 0; v < N; ++v) z[v] = y[v] + h * sum(v, weights);
    slope(part, z, k[j]);
  };
  const V width = end - begin;
  stage(1, begin + number(0.2) * width, StageWeights<1>{{0.2}});
  stage(2, begin + number(0.3) * width, third);
  stage(3, begin + number(0.8) * width, fourth);
  stage(4, begin + number(8.0 / 9.0) * width, fifth);
  stage(5, end, sixth);
  stage(6, end, last);
  DormandPrince<N, V> piece;
  for (std::size_t v = 0; v < N; ++v) {
    piece.y[v] = z[v];
    piece.slope[v] = k[6][v];
    piece.error[v] = h * sum(v, difference);
  }
  return piece;
}

}  // namespace
}  // namespace lapicque::detail::kernels
