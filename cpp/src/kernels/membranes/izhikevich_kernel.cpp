// The neuron of Izhikevich (2003), in mV and ms:
//
//     dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I
//     dU_m/dt = a (b V_m - U_m)
//     V_m >= V_th: a spike, V_m = c, U_m += d

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/upstroke.hpp"

namespace lapicque {
struct Izhikevich;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, a, b, c, d, V_th, steep_above, steep_below)

template <class Real>
struct IzhikevichScheme {
  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    const V V_th = neurons[C::V_th];
    V y[2] = {neurons.state(0), neurons.state(1)};
    const auto steep = V::either(y[0] >= neurons[C::steep_above], neurons[C::steep_below] >= y[0]);
    integrate_upstroke(y, neurons[C::dt], V_th, steep, input, [&](const auto& current, const V(&at)[2], V(&slope)[2]) {
      const V V_m = smaller(at[0], V_th);
      const V own = (V::all(static_cast<Real>(0.04)) * V_m + V::all(5)) * V_m + V::all(140);
      slope[0] = (own - at[1]) + current(V_m);
      slope[1] = neurons[C::a] * (neurons[C::b] * V_m - at[1]);
    });
    const V after = y[0] + input.jump;
    const auto fired = after >= V_th;
    neurons.store(0, V::select(fired, neurons[C::c], after));
    neurons.store(1, V::select(fired, y[1] + neurons[C::d], y[1]));
    return fired;
  }
};

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Izhikevich, Isa>) {
  return {.numerical = membrane_kernel<IzhikevichScheme, VectorInput, C>()};
}

}  // namespace lapicque::detail::kernels
