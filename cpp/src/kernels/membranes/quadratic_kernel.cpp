// The quadratic integrate-and-fire neuron (Ermentrout & Kopell 1986; Latham et al. 2000):
//
//     C_m dV_m/dt = g_L (V_m - E_L)(V_m - V_c)/(V_c - E_L) + I
//     V_m >= V_peak: a spike, V_m = V_reset

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/upstroke.hpp"

namespace lapicque {
struct Qif;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, curvature, E_L, V_c, V_peak, V_reset, inverse_C, steep_above, steep_below)

template <class Real>
struct QuadraticScheme {
  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    const V V_peak = neurons[C::V_peak];
    const V V_reset = neurons[C::V_reset];
    V y[1] = {neurons.state(0)};
    const auto steep = V::either(y[0] >= neurons[C::steep_above], neurons[C::steep_below] >= y[0]);
    integrate_upstroke(y, neurons[C::dt], V_peak, steep, input,
                       [&](const auto& current, const V(&at)[1], V(&slope)[1]) {
                         const V V_m = smaller(at[0], V_peak);
                         const V own = neurons[C::curvature] * ((V_m - neurons[C::E_L]) * (V_m - neurons[C::V_c]));
                         slope[0] = (own + current(V_m)) * neurons[C::inverse_C];
                       });
    const V after = V::select(neurons.refractory(), V_reset, y[0] + input.jump);
    const auto fired = after >= V_peak;
    neurons.store(0, V::select(fired, V_reset, after));
    return fired;
  }
};

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Qif, Isa>) {
  return {.numerical = membrane_kernel<QuadraticScheme, VectorInput, C>()};
}

}  // namespace lapicque::detail::kernels
