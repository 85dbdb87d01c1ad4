// The exponential integrate-and-fire neuron (Fourcaud-Trocme et al. 2003), alone and with adaptation (Brette & Gerstner
// 2005):
//
//     C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) - w + I
//     tau_w dw/dt = a (V_m - E_L) - w
//     V_m >= V_peak: a spike, V_m = V_reset, w += b

#include <limits>

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/numerical/equations.hpp"
#include "kernels/membranes/numerical/numerical_step.hpp"

namespace lapicque {
struct Eif;
struct AdEx;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// slope_current is g_L Delta_T [pA].
LAPICQUE_COEFFICIENTS(C, dt, g_L, E_L, V_th, V_peak, V_reset, inverse_C, slope_current, Delta_T, inverse_Delta_T)
LAPICQUE_MORE_COEFFICIENTS(Adaptation, C, a, b, inverse_tau_w)

/// The coordinate -exp((V_th - V_m)/Delta_T).
struct ExponentialUpstroke {
  static constexpr double depth_over_Delta_T = 20.0;

  template <class V>
  static V coordinate(const auto& neurons, V V_m) {
    return V::all(0) - exp((neurons[C::V_th] - V_m) * neurons[C::inverse_Delta_T]);
  }
  template <class V>
  static V potential(const auto& neurons, V u) {
    return neurons[C::V_th] - neurons[C::Delta_T] * log(V::all(0) - u);
  }
  template <class V>
  static V stretch(const auto& neurons, V u) {
    return (V::all(0) - u) * neurons[C::inverse_Delta_T];
  }
  /// Infinity where there is no upstroke.
  static auto lowest(const auto& neurons) {
    using V = decltype(neurons[C::V_th]);
    using Real = typename V::Number;
    const V none = V::all(std::numeric_limits<Real>::infinity());
    const V some = neurons[C::V_th] - V::all(static_cast<Real>(depth_over_Delta_T)) * neurons[C::Delta_T];
    return V::select(V::all(0) >= neurons[C::Delta_T], none, some);
  }
};

struct ExponentialMembrane : LeakyMembrane<C>, ResetAndHeld<C> {
  static constexpr Tolerance tolerance = on_grid(1e-9, 1e-7, 1e-9, 1.0);
  static constexpr std::size_t order = 6;
  using Upstroke = ExponentialUpstroke;

  static auto threshold(const auto& neurons) { return neurons[C::V_peak]; }
  /// Current of the upstroke, which does not grow beyond V_peak, where it would overflow.
  template <class V>
  static V upstroke_current(const auto& neurons, V V_m) {
    const V height = (smaller(V_m, neurons[C::V_peak]) - neurons[C::V_th]) * neurons[C::inverse_Delta_T];
    return neurons[C::slope_current] * exp(height);
  }
  /// Current of leak and upstroke.
  template <class V>
  static V own_current(const auto& neurons, V V_m) {
    return neurons[C::g_L] * (neurons[C::E_L] - V_m) + upstroke_current(neurons, V_m);
  }
  /// Current of leak and upstroke, as a Taylor series of V_m.
  template <class V>
  struct OwnSeries {
    OwnSeries(const auto& neurons, V V_m) { upstroke.of[0] = upstroke_current(neurons, V_m); }
    template <std::size_t k>
    LAPICQUE_INLINE V current(const auto& neurons, Term<k> term, const Terms<V>& V_m) {
      const V leak = k == 0 ? neurons[C::E_L] - V_m[0] : V::all(0) - V_m[k];
      return neurons[C::g_L] * leak + upstroke.next(term, V_m, neurons[C::inverse_Delta_T]);
    }
    ExponentialSeries<V> upstroke;
  };
};

struct ExponentialEquations : ExponentialMembrane, PotentialAlone {
  static constexpr std::size_t coefficients = C::end;

  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V free, V (&dy)[states]) {
    dy[0] = free * ((own_current(neurons, y[0]) + I) * neurons[C::inverse_C]);
  }
  template <class V>
  struct Series {
    Series(const auto& neurons, const V (&y)[states]) : own{neurons, y[0]} {}
    template <std::size_t k>
    LAPICQUE_INLINE void slope(const auto& neurons, Term<k> term, const Terms<V> (&y)[states], V drive, V free,
                               V (&dy)[states]) {
      dy[0] = free * ((own.current(neurons, term, y[0]) + drive) * neurons[C::inverse_C]);
    }
    OwnSeries<V> own;
  };
};

struct AdaptiveEquations : ExponentialMembrane {
  static constexpr std::size_t states = 2;
  static constexpr std::size_t coefficients = Adaptation::end;
  // An error of w [pA] moves the next spike, so that w has to be more exact than V_m.
  static constexpr double unit[states] = {1.0, 0.1};

  /// Where w is drawn to.
  template <class V>
  static V goal(const auto& neurons, V V_m) {
    return neurons[Adaptation::a] * (smaller(V_m, neurons[C::V_peak]) - neurons[C::E_L]);
  }
  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V free, V (&dy)[states]) {
    dy[0] = free * ((own_current(neurons, y[0]) + (I - y[1])) * neurons[C::inverse_C]);
    dy[1] = (goal(neurons, y[0]) - y[1]) * neurons[Adaptation::inverse_tau_w];
  }
  template <class V>
  struct Series {
    Series(const auto& neurons, const V (&y)[states]) : own{neurons, y[0]} {}
    template <std::size_t k>
    LAPICQUE_INLINE void slope(const auto& neurons, Term<k> term, const Terms<V> (&y)[states], V drive, V free,
                               V (&dy)[states]) {
      const V I = own.current(neurons, term, y[0]) + (drive - y[1][k]);
      dy[0] = free * (I * neurons[C::inverse_C]);
      const V height = k == 0 ? y[0][0] - neurons[C::E_L] : y[0][k];
      dy[1] = (neurons[Adaptation::a] * height - y[1][k]) * neurons[Adaptation::inverse_tau_w];
    }
    OwnSeries<V> own;
  };
  template <class V>
  static void reset(const auto& neurons, V (&y)[states]) {
    y[0] = neurons[C::V_reset];
    y[1] = y[1] + neurons[Adaptation::b];
  }
  template <class V>
  static V fastest_rate(const auto& neurons, const V (&)[states]) {
    return neurons[C::g_L] * neurons[C::inverse_C] + neurons[Adaptation::inverse_tau_w];
  }
  template <class V>
  static void others_after(const auto& neurons, const V (&y)[states], V V_m, V h, V (&after)[states]) {
    const V w = goal(neurons, V_m);
    after[1] = w + (y[1] - w) * exp(V::all(0) - h * neurons[Adaptation::inverse_tau_w]);
  }
};

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Eif, Isa>) {
  return {.numerical = numerical_kernel<ExponentialEquations, C>()};
}
MembraneKernels membrane_kernels(KernelsOf<AdEx, Isa>) {
  return {.numerical = numerical_kernel<AdaptiveEquations, Adaptation>()};
}

}  // namespace lapicque::detail::kernels
