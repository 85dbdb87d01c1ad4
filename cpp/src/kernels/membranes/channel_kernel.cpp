// Membranes with sodium and potassium channels:
//
//     C_m dV_m/dt = g_Na m^3 h (E_Na - V_m) + g_K n^4 (E_K - V_m) + g_L (E_L - V_m) + I
//     dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x        for x = m, h, n
//
// A spike is where V_m comes up through a threshold; it changes nothing.

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/numerical/numerical_step.hpp"
#include "kernels/simd/over_expm1.hpp"

namespace lapicque {
struct HodgkinHuxley;
struct TraubMiles;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// States: V_m, Act_m, Inact_h, Act_n.
LAPICQUE_COEFFICIENTS(C, dt, inverse_C, g_Na, g_K, g_L, E_Na, E_K, E_L, V_T, V_th)

template <class V>
V number(double x) {
  return V::all(static_cast<typename V::Number>(x));
}

template <class V>
V fourth_power(V x) {
  const V square = x * x;
  return square * square;
}

/// Opening and closing rates of m, h, n [1/ms].
template <class V>
struct Rates {
  V alpha[3];
  V beta[3];
};

/// Exponentials of rates stay in range from here on [mV]: membranes do not come here.
constexpr double lowest = -2000.0;

/// Hodgkin & Huxley (1952), in absolute potentials. Exponentials of parts of the same potential are powers of one.
struct HodgkinHuxleyRates {
  template <class V>
  static Rates<V> at(V given, V /*V_T*/) {
    const V one = V::all(1);
    const V V_m = larger(given, number<V>(lowest));
    const V over_80 = exp((V_m + number<V>(65.0)) * number<V>(-1.0 / 80.0));
    const V over_20 = fourth_power(over_80);
    const V over_10 = over_20 * over_20;
    const V x_m = (V_m + number<V>(40.0)) * number<V>(-0.1);
    const V x_n = (V_m + number<V>(55.0)) * number<V>(-0.1);
    constexpr double from_65_to_40 = 12.18249396070347343807;
    constexpr double from_65_to_55 = 2.71828182845904523536;
    constexpr double from_65_to_35 = 20.08553692318766774093;
    return {{over_expm1(x_m, over_10 * number<V>(from_65_to_40)), number<V>(0.07) * over_20,
             number<V>(0.1) * over_expm1(x_n, over_10 * number<V>(from_65_to_55))},
            {number<V>(4.0) * exp((V_m + number<V>(65.0)) * number<V>(-1.0 / 18.0)),
             one / (one + over_10 * number<V>(from_65_to_35)), number<V>(0.125) * over_80}};
  }
};

/// Traub & Miles (1991) as in Brette et al. (2007), in potentials from V_T.
struct TraubMilesRates {
  template <class V>
  static Rates<V> at(V given, V V_T) {
    const V one = V::all(1);
    const V v = larger(given - V_T, number<V>(lowest));
    const V over_40 = exp((number<V>(40.0) - v) * number<V>(1.0 / 40.0));
    const V over_20 = over_40 * over_40;
    const V over_5 = fourth_power(over_20);
    const V over_4 = over_5 * over_20;
    const V x_m = (number<V>(13.0) - v) * number<V>(0.25);
    const V y_m = (number<V>(40.0) - v) * number<V>(0.2);
    const V x_n = (number<V>(15.0) - v) * number<V>(0.2);
    constexpr double from_40_to_13 = 1.17087962079117440095e-3;
    constexpr double from_40_to_15 = 6.73794699908546709664e-3;
    constexpr double from_40_to_10 = 0.47236655274101470714;
    return {{number<V>(1.28) * over_expm1(x_m, over_4 * number<V>(from_40_to_13)),
             number<V>(0.128) * exp((number<V>(17.0) - v) * number<V>(1.0 / 18.0)),
             number<V>(0.16) * over_expm1(x_n, over_5 * number<V>(from_40_to_15))},
            {number<V>(1.4) * (over_expm1(y_m, over_5) * over_5), number<V>(4.0) / (one + over_5),
             number<V>(0.5) * (number<V>(from_40_to_10) * over_40)}};
  }
};

template <class RatesOf>
struct ChannelEquations {
  static constexpr std::size_t states = 4;
  static constexpr std::size_t coefficients = C::end;
  static constexpr double unit[states] = {1.0, 0.01, 0.01, 0.01};
  static constexpr Tolerance tolerance = on_grid(5e-3, 5e-5, 1e-6, 0.5);
  static constexpr bool holds = false;
  static constexpr bool resets = false;

  static auto dt(const auto& neurons) { return neurons[C::dt]; }
  static auto threshold(const auto& neurons) { return neurons[C::V_th]; }
  static auto inverse_C(const auto& neurons) { return neurons[C::inverse_C]; }

  template <class V>
  struct Open {
    V g_Na;
    V g_K;
  };
  /// Conductances of the channels [nS].
  template <class V>
  static Open<V> open(const auto& neurons, const V (&y)[states]) {
    const V n2 = y[3] * y[3];
    return {neurons[C::g_Na] * (y[1] * y[1] * y[1] * y[2]), neurons[C::g_K] * (n2 * n2)};
  }
  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V /*free*/, V (&dy)[states]) {
    const Open<V> g = open(neurons, y);
    const V channels = g.g_Na * (neurons[C::E_Na] - y[0]) + g.g_K * (neurons[C::E_K] - y[0]);
    dy[0] = ((neurons[C::g_L] * (neurons[C::E_L] - y[0]) + channels) + I) * neurons[C::inverse_C];
    const Rates<V> rates = RatesOf::at(y[0], neurons[C::V_T]);
    for (std::size_t x = 0; x < 3; ++x) {
      dy[1 + x] = rates.alpha[x] - (rates.alpha[x] + rates.beta[x]) * y[1 + x];
    }
  }
  template <class V>
  static V conductance(const auto& neurons, const V (&y)[states]) {
    const Open<V> g = open(neurons, y);
    return (neurons[C::g_L] + g.g_Na) + g.g_K;
  }
  template <class V>
  static V fastest_rate(const auto& neurons, const V (&y)[states]) {
    const Rates<V> rates = RatesOf::at(y[0], neurons[C::V_T]);
    return rates.alpha[0] + rates.beta[0];
  }
  template <class V>
  static void others_after(const auto& neurons, const V (&y)[states], V V_m, V h, V (&after)[states]) {
    const Rates<V> rates = RatesOf::at(V_m, neurons[C::V_T]);
    for (std::size_t x = 0; x < 3; ++x) {
      const V rate = rates.alpha[x] + rates.beta[x];
      after[1 + x] = y[1 + x] - expm1(V::all(0) - rate * h) * (rates.alpha[x] / rate - y[1 + x]);
    }
  }
};

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<HodgkinHuxley, Isa>) {
  return {.numerical = numerical_kernel<ChannelEquations<HodgkinHuxleyRates>, C>()};
}
MembraneKernels membrane_kernels(KernelsOf<TraubMiles, Isa>) {
  return {.numerical = numerical_kernel<ChannelEquations<TraubMilesRates>, C>()};
}

}  // namespace lapicque::detail::kernels
