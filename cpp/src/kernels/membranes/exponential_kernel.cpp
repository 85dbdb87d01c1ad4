// The exponential integrate-and-fire neuron (Fourcaud-Trocme et al. 2003), alone and with adaptation (Brette & Gerstner
// 2005):
//
//     C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) - w + I
//     tau_w dw/dt = a (V_m - E_L) - w
//     V_m >= V_peak: a spike, V_m = V_reset, w += b

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/upstroke.hpp"

namespace lapicque {
struct Eif;
struct AdEx;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// slope_current is g_L Delta_T [pA], steep_above the potential from which on a step is cut into pieces [mV].
LAPICQUE_COEFFICIENTS(C, dt, g_L, E_L, V_th, V_peak, V_reset, inverse_C, slope_current, inverse_Delta_T, steep_above)
LAPICQUE_MORE_COEFFICIENTS(Adaptation, C, a, b, inverse_tau_w)

/// Current of leak and upstroke; the upstroke does not grow beyond V_peak, where it would overflow.
template <class V>
V own_current(const VectorNeurons<V>& neurons, V V_m) {
  const V height = (smaller(V_m, neurons[C::V_peak]) - neurons[C::V_th]) * neurons[C::inverse_Delta_T];
  return neurons[C::g_L] * (neurons[C::E_L] - V_m) + neurons[C::slope_current] * exp(height);
}

template <class Real>
struct ExponentialScheme {
  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    const V V_peak = neurons[C::V_peak];
    const V V_reset = neurons[C::V_reset];
    V y[1] = {neurons.state(0)};
    integrate_upstroke(y, neurons[C::dt], V_peak, y[0] >= neurons[C::steep_above], input,
                       [&](const auto& current, const V(&at)[1], V(&slope)[1]) {
                         slope[0] = (own_current(neurons, at[0]) + current(at[0])) * neurons[C::inverse_C];
                       });
    const V after = V::select(neurons.refractory(), V_reset, y[0] + input.jump);
    const auto fired = after >= V_peak;
    neurons.store(0, V::select(fired, V_reset, after));
    return fired;
  }
};

template <class Real>
struct AdaptiveScheme {
  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    const auto refractory = neurons.refractory();
    const V V_peak = neurons[C::V_peak];
    const V V_reset = neurons[C::V_reset];
    const V free = V::select(refractory, V::all(0), V::all(1));
    V y[2] = {V::select(refractory, V_reset, neurons.state(0)), neurons.state(1)};
    integrate_upstroke(y, neurons[C::dt], V_peak, y[0] >= neurons[C::steep_above], input,
                       [&](const auto& current, const V(&at)[2], V(&slope)[2]) {
                         const V I = own_current(neurons, at[0]) + (current(at[0]) - at[1]);
                         slope[0] = free * (I * neurons[C::inverse_C]);
                         slope[1] = (neurons[Adaptation::a] * (smaller(at[0], V_peak) - neurons[C::E_L]) - at[1]) *
                                    neurons[Adaptation::inverse_tau_w];
                       });
    const V after = V::select(refractory, V_reset, y[0] + input.jump);
    const auto fired = after >= V_peak;
    neurons.store(0, V::select(fired, V_reset, after));
    neurons.store(1, V::select(fired, y[1] + neurons[Adaptation::b], y[1]));
    return fired;
  }
};

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Eif, Isa>) {
  return {.numerical = membrane_kernel<ExponentialScheme, VectorInput, C>()};
}
MembraneKernels membrane_kernels(KernelsOf<AdEx, Isa>) {
  return {.numerical = membrane_kernel<AdaptiveScheme, VectorInput, Adaptation>()};
}

}  // namespace lapicque::detail::kernels
