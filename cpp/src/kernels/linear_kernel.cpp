// The leaky membrane with conductances, which is linear in V_m with known coefficients:
//
//     C_m dV_m/dt = g_L (E_L - V_m) + J(t) - G(t) V_m
//
// With A(s), the conductance over C_m integrated from the part s of a step to its end, and f(s), dV_m/ds at the
// potential that V_m begins with, V_m changes by the integral of exp(-A(s)) f(s) over s from 0 to 1. A is known
// exactly, and nearly linear in s: A(s) = A(0) (1 - s) + bend(s). What is left of the integrand without exp(-A(0) (1 -
// s)) is replaced by the parabola through its values at the nodes of Gauss's formula. One exponential is enough, and
// the method is of sixth order.

#include "kernels/membrane_coefficients.hpp"
#include "kernels/membrane_kernels.hpp"
#include "kernels/stages.hpp"

namespace lapicque::kernels::LAPICQUE_KERNEL_ISA {
namespace {

/// Integrals of exp(-A (1 - s)) s^n over s from 0 to 1, n = 0, 1, 2.
template <class V>
struct Moments {
  V of[3];
};

/// Terms k, k + 2, ... of the sum of A^k 2/(k + 3)!, over A^k, as a polynomial in A^2.
template <int k, class V>
LAPICQUE_INLINE V half_moment(V square) {
  using Real = typename V::Number;
  constexpr int last = sizeof(Real) == sizeof(double) ? 10 : 5;
  constexpr Real coefficient = static_cast<Real>(2.0 * inverse_factorial(k + 3));
  if constexpr (k + 2 > last) {
    return V::all(coefficient);
  } else {
    return V::all(coefficient) + square * half_moment<k + 2>(square);
  }
}

template <class V>
LAPICQUE_INLINE Moments<V> small_moments(V A) {
  const V square = A * A;
  const V second = half_moment<0>(square) - A * half_moment<1>(square);
  const V first = V::all(static_cast<typename V::Number>(0.5)) * (V::all(1) - A * second);
  return {{V::all(1) - A * first, first, second}};
}

template <class V>
Moments<V> large_moments(V A) {
  const V one = V::all(1);
  const V zeroth = (V::all(0) - expm1(V::all(0) - A)) / A;
  const V first = (one - zeroth) / A;
  return {{zeroth, first, (one - (first + first)) / A}};
}

/// By the series where it converges fast; what a lane does not depend on the others.
template <class V>
LAPICQUE_INLINE Moments<V> moments(V A) {
  constexpr double small = 0.25;
  Moments<V> result = small_moments(A);
  const auto large = A >= V::all(static_cast<typename V::Number>(small));
  if (V::any(large)) {
    const Moments<V> other = large_moments(A);
    for (int n = 0; n < 3; ++n) result.of[n] = V::select(large, other.of[n], result.of[n]);
  }
  return result;
}

template <class Real>
struct LinearScheme {
  using C = LinearMembrane;
  static constexpr bool integrals = true;
  static constexpr bool light = true;

  template <class V, class Input>
  LAPICQUE_INLINE static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    const V one = V::all(1);
    const V half = V::all(static_cast<Real>(0.5));
    const V before = neurons.state(0);
    const V leak = neurons[C::g_L] * (neurons[C::E_L] - before);
    const V inverse_C = neurons[C::inverse_C];
    V f[nodes];
    for (std::size_t k = 0; k < nodes; ++k) {
      const V rest = V::all(static_cast<Real>(1.0 - gauss_node(k)));
      const V bend = (input.K[k] - rest * input.K_whole) * inverse_C;
      f[k] = (leak + input.current(k, before)) * (one - bend * (one - half * bend));
    }
    const Moments<V> m = moments(neurons[C::leak] + input.K_whole * inverse_C);
    // The parabola in powers of s - 1/2, and the moments of these.
    const V slope = (f[2] - f[0]) * V::all(static_cast<Real>(0.5 / gauss_offset));
    const V curve = ((f[0] + f[2]) - (f[1] + f[1])) * V::all(static_cast<Real>(0.5 / (gauss_offset * gauss_offset)));
    const V first = m.of[1] - half * m.of[0];
    const V second = (m.of[2] - m.of[1]) + half * half * m.of[0];
    const V integral = f[1] * m.of[0] + (slope * first + curve * second);
    const V V_reset = neurons[C::V_reset];
    const V after = V::select(neurons.refractory(), V_reset, before + (integral * neurons[C::dt_over_C] + input.jump));
    const auto fired = after >= neurons[C::V_th];
    neurons.store(0, V::select(fired, V_reset, after));
    return fired;
  }
};

}  // namespace

LAPICQUE_DEFINE_MEMBRANE(linear, LinearScheme)

}  // namespace lapicque::kernels::LAPICQUE_KERNEL_ISA
