#pragma once

// Exponentials and logarithms of vectors, by operations that round alike on every instruction set; within 1 ulp or two.

#include <cstddef>
#include <limits>
#include <type_traits>

#include "kernels/simd/lane.hpp"
#include "kernels/simd/vector.hpp"

// Called some times in a loop, they would else be calls that spill the vectors of the loop.
#if defined(__GNUC__)
#define LAPICQUE_INLINE [[gnu::always_inline]] inline
#define LAPICQUE_INLINE_LAMBDA __attribute__((always_inline))
#define LAPICQUE_NOINLINE [[gnu::noinline]]
#else
#define LAPICQUE_INLINE inline
#define LAPICQUE_INLINE_LAMBDA
#define LAPICQUE_NOINLINE
#endif

namespace lapicque::detail::kernels {
namespace {

/// Constants of exp(x) = 2^k (1 + p(r)), r = x - k ln 2: ln 2 in two parts, so that k times the first is exact.
template <class Real>
struct ExpConstants;

template <>
struct ExpConstants<double> {
  static constexpr double log2_e = 0x1.71547652b82fep+0, shift = 0x1.8p52;
  static constexpr double ln2_high = 0x1.62e42fef00000p-1, ln2_low = 0x1.473de6af278edp-34;
  static constexpr double tiny = 0x1p-60;
  static constexpr double least = -708.0, most = 709.0;  // no overflow, no subnormal numbers
  static constexpr std::size_t terms = 12;               // Taylor series of (exp(r) - 1 - r)/r^2, |r| <= ln(2)/2
};

template <>
struct ExpConstants<float> {
  static constexpr float log2_e = 0x1.715476p+0F, shift = 0x1.8p23F;
  static constexpr float ln2_high = 0x1.63p-1F, ln2_low = -0x1.bd0106p-13F;
  static constexpr float tiny = 0x1p-30F;
  static constexpr float least = -87.0F, most = 88.0F;
  static constexpr std::size_t terms = 6;
};

constexpr double inverse_factorial(std::size_t n) {
  return n < 2 ? 1.0 : inverse_factorial(n - 1) / static_cast<double>(n);
}

/// exp(x) = scale + scale*p.
template <class V>
struct ScaledExp {
  V scale;
  V p;
};

template <class V>
LAPICQUE_INLINE V larger(V a, V b) {
  return V::select(a >= b, a, b);
}
template <class V>
LAPICQUE_INLINE V smaller(V a, V b) {
  return V::select(a >= b, b, a);
}

template <class V>
LAPICQUE_INLINE V magnitude(V x) {
  return larger(x, V::all(0) - x);
}

/// Lanes that are neither infinite nor not a number.
template <class V>
LAPICQUE_INLINE typename V::Mask finite(V x) {
  constexpr typename V::Number most = std::numeric_limits<typename V::Number>::max();
  return V::all(most) >= magnitude(x);
}

/// Coefficients i, i + 2, ... of the series as a polynomial in r^2.
template <std::size_t i, class V>
LAPICQUE_INLINE V half_series(V square) {
  using Real = typename V::Number;
  constexpr Real coefficient = static_cast<Real>(inverse_factorial(i + 2));
  if constexpr (i + 2 < ExpConstants<Real>::terms) {
    return half_series<i + 2>(square) * square + V::all(coefficient);
  } else {
    return V::all(coefficient);
  }
}

template <class V>
LAPICQUE_INLINE ScaledExp<V> scaled_exp(V given) {
  using C = ExpConstants<typename V::Number>;
  const V x = smaller(larger(given, V::all(C::least)), V::all(C::most));
  const V shifted = x * V::all(C::log2_e) + V::all(C::shift);
  const V k = shifted - V::all(C::shift);
  const V r = (x - k * V::all(C::ln2_high)) - k * V::all(C::ln2_low);
  const V square = r * r;
  return {V::power_of_two(shifted), r + square * (half_series<0>(square) + r * half_series<1>(square))};
}

/// exp(x) for x in [-708, 709] (floats: [-87, 88]), and of the nearer end beyond.
template <class V>
LAPICQUE_INLINE V exp(V x) {
  const ScaledExp<V> e = scaled_exp(x);
  return e.scale + e.scale * e.p;
}

/// exp(x) - 1 without cancellation, in the same range.
template <class V>
LAPICQUE_INLINE V expm1(V x) {
  const ScaledExp<V> e = scaled_exp(x);
  return e.scale * e.p + (e.scale - V::all(1));
}

/// Natural logarithm of normal numbers x > 0.
template <class V>
V log(V x) {
  using Real = typename V::Number;
  using C = ExpConstants<Real>;
  const auto number = [](double value) { return V::all(static_cast<Real>(value)); };
  const V one = V::all(1);
  const V m = V::mantissa(x);
  const auto upper = m >= number(1.41421356237309504880);
  const V k = V::exponent(x) + V::select(upper, one, V::all(0));
  const V f = V::select(upper, number(0.5) * m, m) - one;
  // log(1 + f) = 2 atanh(s)
  const V s = f / (f + V::all(2));
  const V square = s * s;
  V series = number(2.0 / 21.0);
  for (int n = 19; n >= 3; n -= 2) series = series * square + number(2.0 / n);
  return k * V::all(C::ln2_high) + ((s + s) + (s * (square * series) + k * V::all(C::ln2_low)));
}

}  // namespace
}  // namespace lapicque::detail::kernels
