// Membranes with sodium and potassium channels:
//
//     C_m dV_m/dt = g_Na m^3 h (E_Na - V_m) + g_K n^4 (E_K - V_m) + g_L (E_L - V_m) + I
//     dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x        for x = m, h, n
//
// Both are linear with the other held. A step of second order goes half a step in the channels, a step in the potential
// and half a step in the channels, each exactly (Strang 1968). It is symmetric in time, so one whole step and two
// halves extrapolate to fourth order; and it is stable where explicit methods are not.

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/stages.hpp"

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

/// Opening and closing rates of m, h, n [1/ms].
template <class V>
struct Rates {
  V alpha[3];
  V beta[3];
};

/// Hodgkin & Huxley (1952), in absolute potentials.
struct HodgkinHuxleyRates {
  template <class V>
  static Rates<V> at(V V_m, V /*V_T*/) {
    const V one = V::all(1);
    const auto shifted = [&](double by) { return V_m + number<V>(by); };
    const auto decaying = [&](double by, double width) { return exp(shifted(by) * number<V>(-1.0 / width)); };
    return {{over_expm1(shifted(40.0) * number<V>(-0.1)), number<V>(0.07) * decaying(65.0, 20.0),
             number<V>(0.1) * over_expm1(shifted(55.0) * number<V>(-0.1))},
            {number<V>(4.0) * decaying(65.0, 18.0), one / (one + decaying(35.0, 10.0)),
             number<V>(0.125) * decaying(65.0, 80.0)}};
  }
};

/// Traub & Miles (1991) as in Brette et al. (2007), in potentials from V_T.
struct TraubMilesRates {
  template <class V>
  static Rates<V> at(V V_m, V V_T) {
    const V v = V_m - V_T;
    const V one = V::all(1);
    const auto falling = [&](double from, double width) { return exp((number<V>(from) - v) * number<V>(1.0 / width)); };
    return {
        {number<V>(1.28) * over_expm1((number<V>(13.0) - v) * number<V>(0.25)), number<V>(0.128) * falling(17.0, 18.0),
         number<V>(0.16) * over_expm1((number<V>(15.0) - v) * number<V>(0.2))},
        {number<V>(1.4) * over_expm1((v - number<V>(40.0)) * number<V>(0.2)),
         number<V>(4.0) / (one + falling(40.0, 5.0)), number<V>(0.5) * falling(10.0, 40.0)}};
  }
};

/// V_m, Act_m, Inact_h, Act_n.
template <class V>
struct ChannelState {
  V V_m;
  V gate[3];
};

template <class V>
ChannelState<V> after_channels(const ChannelState<V>& y, const Rates<V>& rates, V h) {
  ChannelState<V> next = y;
  for (std::size_t x = 0; x < 3; ++x) {
    const V rate = rates.alpha[x] + rates.beta[x];
    next.gate[x] = y.gate[x] - expm1(V::all(0) - rate * h) * (rates.alpha[x] / rate - y.gate[x]);
  }
  return next;
}

template <class V, class Input>
ChannelState<V> after_membrane(const VectorNeurons<V>& neurons, const Input& input, const ChannelState<V>& y,
                               std::size_t node, V h) {
  const V m = y.gate[0];
  const V n2 = y.gate[2] * y.gate[2];
  const V g_Na = neurons[C::g_Na] * (m * m * m * y.gate[1]);
  const V g_K = neurons[C::g_K] * (n2 * n2);
  const auto move = [&](V time, V V_block) {
    V g = (neurons[C::g_L] + input.G[node]) + (g_Na + g_K);
    V I = ((neurons[C::g_L] * neurons[C::E_L] + input.J[node]) + g_Na * neurons[C::E_Na]) + g_K * neurons[C::E_K];
    input.add_nmda(node, V_block, g, I);
    return y.V_m - expm1(V::all(0) - g * time * neurons[C::inverse_C]) * (I / g - y.V_m);
  };
  ChannelState<V> next = y;
  // The magnesium block is taken in the middle of the step.
  const V middle = input.n_nmda > 0 ? move(number<V>(0.5) * h, y.V_m) : y.V_m;
  next.V_m = move(h, middle);
  return next;
}

template <class V>
V extrapolated(V fine, V coarse) {
  return fine + (fine - coarse) * number<V>(1.0 / 3.0);
}

template <class RatesOf>
struct ChannelScheme {
  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    const V h = neurons[C::dt];
    const V half = number<V>(0.5) * h;
    const V quarter = number<V>(0.25) * h;
    const V V_T = neurons[C::V_T];
    const ChannelState<V> y = {neurons.state(0), {neurons.state(1), neurons.state(2), neurons.state(3)}};
    const Rates<V> present = RatesOf::at(y.V_m, V_T);

    ChannelState<V> coarse = after_membrane(neurons, input, after_channels(y, present, half), 1, h);
    coarse = after_channels(coarse, RatesOf::at(coarse.V_m, V_T), half);

    ChannelState<V> fine = after_membrane(neurons, input, after_channels(y, present, quarter), 0, half);
    fine = after_channels(fine, RatesOf::at(fine.V_m, V_T), half);
    fine = after_membrane(neurons, input, fine, 2, half);
    fine = after_channels(fine, RatesOf::at(fine.V_m, V_T), quarter);

    for (std::size_t x = 0; x < 3; ++x) neurons.store(1 + x, extrapolated(fine.gate[x], coarse.gate[x]));
    const V after = extrapolated(fine.V_m, coarse.V_m) + input.jump;
    neurons.store(0, after);
    return peaked(neurons, y.V_m, after);
  }

 private:
  /// A spike is the first step above V_th in which the potential falls, once a refractory time.
  template <class V>
  static typename V::Mask peaked(const VectorNeurons<V>& neurons, V before, V after) {
    const V no = V::all(0);
    const V yes = V::all(1);
    const V falling = V::select(after >= before, no, yes);
    const V above = V::select(after >= neurons[C::V_th], yes, no);
    const V free = V::select(neurons.refractory(), no, yes);
    return falling * above * free >= yes;
  }
};

template <class Real>
using HodgkinHuxleyScheme = ChannelScheme<HodgkinHuxleyRates>;
template <class Real>
using TraubMilesScheme = ChannelScheme<TraubMilesRates>;

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<HodgkinHuxley, Isa>) {
  return {.numerical = membrane_kernel<HodgkinHuxleyScheme, VectorInput, C>()};
}
MembraneKernels membrane_kernels(KernelsOf<TraubMiles, Isa>) {
  return {.numerical = membrane_kernel<TraubMilesScheme, VectorInput, C>()};
}

}  // namespace lapicque::detail::kernels
