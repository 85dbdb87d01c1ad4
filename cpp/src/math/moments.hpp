#pragma once

#include <algorithm>
#include <array>
#include <cmath>

namespace lapicque::detail::math {

/// The cubic, by powers, that has the same mean and the same first three moments as f over [0, 1]: what a membrane that
/// changes little meanwhile makes of both is the same. f has decays whose rates are at most `fastest` and at least
/// `slowest`.
template <class F>
[[nodiscard]] std::array<double, 4> cubic_of(const F& f, double fastest, double slowest) {
  // Gauss's formula with eight nodes over pieces in which nothing decays by more than e.
  constexpr double node[4] = {0.18343464249564980494, 0.52553240991632898582, 0.79666647741362673959,
                              0.96028985649753623168};
  constexpr double weight[4] = {0.36268378337836198297, 0.31370664587788728734, 0.22238103445337447054,
                                0.10122853629037625915};
  constexpr double most_pieces = 1024.0;
  constexpr double negligible = 45.0;  // exp(-45) is
  const double end = std::min(1.0, negligible / slowest);
  const double pieces = std::clamp(std::ceil(end * fastest), 1.0, most_pieces);
  const double half = 0.5 * end / pieces;
  double moment[4] = {0.0, 0.0, 0.0, 0.0};
  for (double piece = 0.0; piece < pieces; piece += 1.0) {
    const double middle = (2.0 * piece + 1.0) * half;
    for (int k = 0; k < 8; ++k) {
      const int pair = k / 2;
      const double s = middle + (k % 2 == 0 ? half : -half) * node[pair];
      const double mass = half * weight[pair] * f(s);
      moment[0] += mass;
      moment[1] += mass * s;
      moment[2] += mass * (s * s);
      moment[3] += mass * (s * s * s);
    }
  }
  // By Legendre's polynomials.
  const double mean = moment[0];
  const double slope = 3.0 * (2.0 * moment[1] - mean);
  const double curve = 5.0 * ((6.0 * moment[2] - 6.0 * moment[1]) + mean);
  const double twist = 7.0 * (((20.0 * moment[3] - 30.0 * moment[2]) + 12.0 * moment[1]) - mean);
  return {((mean - slope) + curve) - twist, 2.0 * slope + (12.0 * twist - 6.0 * curve), 6.0 * curve - 30.0 * twist,
          20.0 * twist};
}

}  // namespace lapicque::detail::math
