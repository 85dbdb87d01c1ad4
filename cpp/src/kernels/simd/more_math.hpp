#pragma once

// Functions that equations may use beside exponentials, and all of those over the whole range of numbers: what has no
// value gives none, what is too large is infinite. By operations that round alike on every instruction set.

#include <limits>

#include "kernels/simd/over_expm1.hpp"
#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class V>
V of_number(double x) {
  return V::all(static_cast<typename V::Number>(x));
}
template <class V>
V infinity() {
  // A constant, so that no build calls a function that the linker shares.
  constexpr typename V::Number value = std::numeric_limits<typename V::Number>::infinity();
  return V::all(value);
}
template <class V>
V not_a_number() {
  constexpr typename V::Number value = std::numeric_limits<typename V::Number>::quiet_NaN();
  return V::all(value);
}
/// Lanes that are numbers, infinities among them.
template <class V>
typename V::Mask is_number(V x) {
  return x >= x;  // NOLINT(misc-redundant-expression)
}
template <class V>
typename V::Mask is_above(V a, V b) {
  return V::without(a >= b, b >= a);
}

template <class V>
V whole_exp(V x) {
  using C = ExpConstants<typename V::Number>;
  const V inside = V::select(x >= V::all(C::least), exp(x), V::all(0));
  const V value = V::select(is_above(x, V::all(C::most)), infinity<V>(), inside);
  return V::select(is_number(x), value, x);
}
template <class V>
V whole_expm1(V x) {
  using C = ExpConstants<typename V::Number>;
  const V value = V::select(is_above(x, V::all(C::most)), infinity<V>(), expm1(x));
  return V::select(is_number(x), value, x);
}
template <class V>
V whole_log(V x) {
  constexpr typename V::Number least = std::numeric_limits<typename V::Number>::min();
  constexpr bool wide = sizeof(typename V::Number) == sizeof(double);
  const auto tiny = V::without(is_above(V::all(least), x), V::all(0) >= x);
  const V scaled = V::select(tiny, x * of_number<V>(wide ? 0x1p54 : 0x1p25), x);
  const V correction = V::select(tiny, of_number<V>((wide ? 54.0 : 25.0) * 0.69314718055994530942), V::all(0));
  const V value = log(scaled) - correction;
  const V above = V::select(x >= infinity<V>(), x, V::select(is_above(x, V::all(0)), value, not_a_number<V>()));
  return V::select(V::both(x >= V::all(0), V::all(0) >= x), V::all(0) - infinity<V>(), above);
}
/// log(1 + x): what rounding takes from 1 + x is given back to first order.
template <class V>
V whole_log1p(V x) {
  const V u = V::all(1) + x;
  const V lost = x - (u - V::all(1));
  const V value = whole_log(u) + V::select(finite(u), lost / u, V::all(0));
  return V::select(V::both(x >= V::all(-1), V::all(-1) >= x), V::all(0) - infinity<V>(), value);
}

/// The whole number at or below x.
template <class V>
V whole_floor(V x) {
  constexpr bool wide = sizeof(typename V::Number) == sizeof(double);
  const V shift = of_number<V>(wide ? 0x1.8p52 : 0x1.8p23);
  const V nearest = (x + shift) - shift;
  const V below = V::select(is_above(nearest, x), nearest - V::all(1), nearest);
  return V::select(is_above(of_number<V>(wide ? 0x1p51 : 0x1p22), magnitude(x)), below, x);
}

/// Quarter turns in x and the rest, by pi/2 in three parts of which the first two times a count are exact. Beyond the
/// reach of that, there is no value.
template <class V>
struct Quarters {
  explicit Quarters(V x) {
    constexpr bool wide = sizeof(typename V::Number) == sizeof(double);
    const V shift = of_number<V>(wide ? 0x1.8p52 : 0x1.8p23);
    const V within = of_number<V>(wide ? 0x1p20 : 0x1p11);
    const V inside = V::select(within >= magnitude(x), x, not_a_number<V>());
    count = (inside * of_number<V>(0.63661977236758134308) + shift) - shift;
    rest = ((inside - count * of_number<V>(wide ? 0x1.921fb54400000p+0 : 0x1.92p+0)) -
            count * of_number<V>(wide ? 0x1.0b4611a600000p-34 : 0x1.fb4p-12)) -
           count * of_number<V>(wide ? 0x1.3198a2e037073p-69 : 0x1.4442d18p-24);
  }
  V count;
  V rest;
};

/// sin(r) where `odd` is false, cos(r) where it is true, |r| <= pi/4.
template <class V>
V sine_or_cosine(V r, typename V::Mask odd) {
  const V square = r * r;
  V sine = of_number<V>(-1.0 / 1307674368000.0);
  V cosine = of_number<V>(1.0 / 20922789888000.0);
  constexpr double of_sine[] = {1.0 / 6227020800.0, -1.0 / 39916800.0, 1.0 / 362880.0,
                                -1.0 / 5040.0,      1.0 / 120.0,       -1.0 / 6.0};
  constexpr double of_cosine[] = {-1.0 / 87178291200.0, 1.0 / 479001600.0, -1.0 / 3628800.0,
                                  1.0 / 40320.0,        -1.0 / 720.0,      1.0 / 24.0};
  for (const double coefficient : of_sine) sine = sine * square + of_number<V>(coefficient);
  for (const double coefficient : of_cosine) cosine = cosine * square + of_number<V>(coefficient);
  const V half = of_number<V>(0.5) * square;
  return V::select(odd, (V::all(1) - half) + (square * square) * cosine, r + (r * square) * sine);
}

/// sin(x + quarters*pi/2), quarters from 0 to 3.
template <class V>
V sine_from(V x, double quarters) {
  const Quarters<V> turned{x};
  const V count = turned.count + of_number<V>(quarters);
  const V halves = whole_floor(of_number<V>(0.5) * count);
  const auto odd = is_above(count - (halves + halves), of_number<V>(0.5));
  const V value = sine_or_cosine(turned.rest, odd);
  const auto negative = is_above(halves - V::all(2) * whole_floor(of_number<V>(0.5) * halves), of_number<V>(0.5));
  return V::select(negative, V::all(0) - value, value);
}

template <class V>
V with_sign_of(V x, V size) {
  return V::select(V::all(0) >= x, V::all(0) - size, size);
}
template <class V>
V whole_tanh(V x) {
  const V e = expm1(of_number<V>(-2.0) * magnitude(x));
  return V::select(is_number(x), with_sign_of(x, (V::all(0) - e) / (e + V::all(2))), x);
}
template <class V>
V whole_sinh(V x) {
  const V e = whole_expm1(magnitude(x));
  const V size = of_number<V>(0.5) * (e + V::select(finite(e), e / (e + V::all(1)), e));
  return V::select(is_number(x), with_sign_of(x, size), x);
}
template <class V>
V whole_cosh(V x) {
  const V e = whole_exp(magnitude(x));
  return of_number<V>(0.5) * (e + V::all(1) / e);
}

/// (exp(x) - 1)/x, 1 at x = 0.
template <class V>
V whole_exprel(V x) {
  const auto zero = V::both(x >= V::all(0), V::all(0) >= x);
  return V::select(zero, V::all(1), whole_expm1(x) / V::select(zero, V::all(1), x));
}
/// The same from x and its exponential: near 0, where digits cancel, by its series.
template <class V>
V whole_exprel_of(V x, V exponential) {
  V series = of_number<V>(1.0 / 6227020800.0);
  constexpr double coefficients[] = {
      1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0, 1.0 / 362880.0, 1.0 / 40320.0, 1.0 / 5040.0,
      1.0 / 720.0,       1.0 / 120.0,      1.0 / 24.0,      1.0 / 6.0,      0.5,           1.0};
  for (const double coefficient : coefficients) series = series * x + of_number<V>(coefficient);
  const auto near = of_number<V>(0.5) >= magnitude(x);
  return V::select(near, series, (exponential - V::all(1)) / V::select(near, V::all(1), x));
}
/// ((phi1 - 1)/x - 1/2)/x for phi1 = exprel(x), 1/6 at x = 0: near 0, where digits cancel, by its series.
template <class V>
V whole_phi3(V x, V phi1) {
  V series = of_number<V>(1.0 / 20922789888000.0);
  constexpr double coefficients[] = {
      1.0 / 1307674368000.0, 1.0 / 87178291200.0, 1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0,
      1.0 / 3628800.0,       1.0 / 362880.0,      1.0 / 40320.0,      1.0 / 5040.0,      1.0 / 720.0,
      1.0 / 120.0,           1.0 / 24.0,          1.0 / 6.0};
  for (const double coefficient : coefficients) series = series * x + of_number<V>(coefficient);
  const auto near = of_number<V>(0.5) >= magnitude(x);
  const V inverse = V::all(1) / V::select(near, V::all(1), x);
  return V::select(near, series, ((phi1 - V::all(1)) * inverse - of_number<V>(0.5)) * inverse);
}

/// x to the power y by logarithm and exponential; whole powers of negative numbers are the business of those who know
/// them beforehand.
template <class V>
V whole_pow(V x, V y) {
  const auto is_zero = [](V a) { return V::both(a >= V::all(0), V::all(0) >= a); };
  const V positive = V::select(is_zero(x), V::all(1), x);
  const V of_zero = V::select(y >= V::all(0), V::all(0), infinity<V>());
  const V value = V::select(is_zero(x), of_zero, whole_exp(y * whole_log(positive)));
  return V::select(is_zero(y), V::all(1), value);
}

}  // namespace
}  // namespace lapicque::detail::kernels
