#pragma once

// A membrane with conductances is linear in V_m with known coefficients:
//
//     C_m dV_m/dt = g_L (E_L - V_m) + J(t) - G(t) V_m
//
// With A(s), the conductance over C_m integrated from the part s of a step to its end, and f(s), dV_m/ds at the
// potential that V_m begins with, V_m changes by the integral of exp(-A(s)) f(s) over s from 0 to 1. A is known
// exactly, and nearly linear in s: A(s) = A(0) (1 - s) + curvature(s). What is left of the integrand without exp(-A(0)
// (1 - s)) is replaced by the parabola through its values at the nodes of Gauss's formula. One exponential is enough,
// and the method is of sixth order.
//
// Where conductances are so strong that the curvature is not small, the potential follows the one that the input would
// hold it at. That one is known at the nodes and at both ends, and between them it is replaced by straight lines over
// A: every new potential is a mean of these and of the old one, so that none leaves the reversal potentials.

#include <cstddef>

#include "kernels/membranes/linear/gauss.hpp"
#include "kernels/membranes/linear/linear_input.hpp"
#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Up to here the integral of exp(-A (1 - s)) s^2 is a polynomial in -A that meets it at Chebyshev's nodes, to 1.5e-12.
constexpr double small = 0.5;
constexpr double second_moment[] = {0x1.55555555535bep-2, 0x1.5555554f489dcp-4,  0x1.11110e08d7ce5p-6,
                                    0x1.6c159cf0bf15cp-9, 0x1.9fe555c2e5e5bp-12, 0x1.9b32f8479a26bp-15,
                                    0x1.36fad77658e95p-18};

/// A parabola in s.
template <class V>
struct Parabola {
  V constant;
  V slope;
  V curve;
};

/// Integral of exp(-A (1 - s)) times a parabola over s from 0 to 1. The other moments follow from the second: of[n - 1]
/// = (1 - A of[n])/n.
template <class V>
LAPICQUE_INLINE V small_integral(V A, const Parabola<V>& f) {
  const auto c = [](std::size_t k) { return V::all(static_cast<typename V::Number>(second_moment[k])); };
  const V square = A * A;
  const V even = (c(0) + square * c(2)) + (square * square) * (c(4) + square * c(6));
  const V odd = c(1) + square * (c(3) + square * c(5));
  const V linear = V::all(static_cast<typename V::Number>(0.5)) * (f.slope - A * f.constant);
  return (f.constant + linear) + (even - A * odd) * (f.curve - A * linear);
}

/// The integral for large A, where the series would cancel digits.
template <class V>
V large_integral(V A, const Parabola<V>& f) {
  const V one = V::all(1);
  const V zeroth = (V::all(0) - expm1(V::all(0) - A)) / A;
  const V first = (one - zeroth) / A;
  const V second = (one - (first + first)) / A;
  return f.constant * zeroth + (f.slope * first + f.curve * second);
}

template <class V>
[[nodiscard]] LAPICQUE_INLINE V constant(double x) {
  return V::all(static_cast<typename V::Number>(x));
}

/// Where conductances are strong: A(0) is large and its curvature is not small, or the curvature is large.
template <class V>
typename V::Mask strong(const LinearInput<V>& input) {
  constexpr double large_decay = 5.0;
  constexpr double least_curvature = 0.02;
  constexpr double most_curvature = 0.3;
  V most = magnitude(input.curvature[0]);
  for (std::size_t k = 1; k < nodes; ++k) most = larger(most, magnitude(input.curvature[k]));
  const V weighted =
      V::select(input.decay >= constant<V>(large_decay), most * constant<V>(most_curvature / least_curvature), most);
  return weighted >= constant<V>(most_curvature / curvature_unit);
}

/// Change of the potential where it follows the one that the input would hold it at, u[j] away from where it begins.
template <class V>
V following(const LinearInput<V>& input, const Along<V>& u) {
  V A[nodes + 2];
  A[0] = input.decay;
  for (std::size_t k = 0; k < nodes; ++k) {
    A[1 + k] = input.decay * constant<V>(1.0 - gauss_node(k)) + input.curvature[k] * constant<V>(curvature_unit);
  }
  A[nodes + 1] = V::all(0);
  V v = V::all(0);
  for (std::size_t j = 0; j <= nodes; ++j) {
    const V D = larger(A[j] - A[j + 1], constant<V>(1e-30));
    const V gone = V::all(0) - expm1(V::all(0) - D);
    v = (u[j + 1] + (v - u[j]) * (V::all(1) - gone)) - (u[j + 1] - u[j]) * (gone / D);
  }
  return v;
}

/// Change of the potential times C_m/dt for large A.
template <class V, class Held>
V rapid_integral(const LinearInput<V>& input, const Parabola<V>& f, V dt_over_C, const Held& held) {
  const V result = large_integral(input.decay, f);
  const auto is_strong = strong(input);
  if (!V::any(is_strong)) return result;
  Along<V> u;
  held(input, u);
  return V::select(is_strong, following(input, u) / dt_over_C, result);
}

/// By the polynomial where that is close; what a lane does not depend on the others.
template <class V, class Held>
LAPICQUE_INLINE V weighted_integral(const LinearInput<V>& input, const Parabola<V>& f, V dt_over_C, const Held& held) {
  const V result = small_integral(input.decay, f);
  const auto large = input.decay >= constant<V>(small);
  if (!V::any(large)) return result;
  // Copies, so that what others never need an address of stays in registers.
  const LinearInput<V> at = input;
  const Parabola<V> parabola = f;
  const Held own = held;
  return V::select(large, rapid_integral(at, parabola, dt_over_C, own), result);
}

/// Change of the potential times C_m/dt. `held(input, u)` tells how far from the potential that the step begins with
/// the input would hold it [mV], where that is needed.
template <class V, class Held>
LAPICQUE_INLINE V integral(const LinearInput<V>& input, V dt_over_C, const Held& held) {
  const auto number = [](double x) { return constant<V>(x); };
  V f[nodes];
  for (std::size_t k = 0; k < nodes; ++k) {
    // 1 - curvature + curvature^2/2
    f[k] = input.current[k] * (V::all(1) + input.curvature[k] * (input.curvature[k] - number(curvature_unit)));
  }
  const V half_slope = (f[2] - f[0]) * number(0.25 / gauss_offset);  // at the middle
  const V curve = ((f[0] + f[2]) - (f[1] + f[1])) * number(0.5 / (gauss_offset * gauss_offset));
  const V start = (f[1] - half_slope) + number(0.25) * curve;
  const Parabola<V> parabola{start, (half_slope + half_slope) - curve, curve};
  return weighted_integral(input, parabola, dt_over_C, held);
}

}  // namespace
}  // namespace lapicque::detail::kernels
