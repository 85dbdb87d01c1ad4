// The leaky membrane with NMDA receptors, whose magnesium block is not linear in V_m: Runge-Kutta of fourth order.

#include "kernels/membranes/lif_schemes.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/runge_kutta.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, g_L, E_L, V_th, V_reset, inverse_C)

template <class Real>
struct LeakyScheme {
  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    V y[1] = {neurons.state(0)};
    runge_kutta(y, neurons[C::dt], [&](std::size_t k, const V(&at)[1], V(&slope)[1]) {
      const V leak = neurons[C::g_L] * (neurons[C::E_L] - at[0]);
      slope[0] = (leak + input.current(k, at[0])) * neurons[C::inverse_C];
    });
    const V V_reset = neurons[C::V_reset];
    const V after = V::select(neurons.refractory(), V_reset, y[0] + input.jump);
    const auto fired = after >= neurons[C::V_th];
    neurons.store(0, V::select(fired, V_reset, after));
    return fired;
  }
};

}  // namespace

MembraneKernel numerical_lif() { return membrane_kernel<LeakyScheme, VectorInput, C>(); }

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
