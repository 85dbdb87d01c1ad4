#pragma once

// Exponentials of vectors, by operations that round alike on every instruction set; within 1 ulp or two.

#include <cstddef>
#include <type_traits>

#include "kernels/simd/lane.hpp"
#include "kernels/simd/vector.hpp"

// Called some times in a loop, they would else be calls that spill the vectors of the loop.
#if defined(__GNUC__)
#define LAPICQUE_INLINE [[gnu::always_inline]] inline
#else
#define LAPICQUE_INLINE inline
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

/// x/(exp(x) - 1), 1 at x = 0: the shape of many rates of channels.
template <class V>
LAPICQUE_INLINE V over_expm1(V x) {
  // Below this the result is 1 to rounding.
  const V tiny = V::all(ExpConstants<typename V::Number>::tiny);
  const auto large = V::either(x >= tiny, V::all(0) - tiny >= x);
  const V divisor = V::select(large, x, V::all(1));
  return V::select(large, divisor / expm1(divisor), V::all(1));
}

}  // namespace
}  // namespace lapicque::detail::kernels
