// The inner loop of a neuron model, compiled once for each instruction set. In the library it is
// cpp/src/kernels/membranes/perfect_integrator_kernel.cpp.

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/runge_kutta.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque {
struct PerfectIntegrator;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, inverse_C, V_th, V_reset)

template <class Real>
struct PerfectScheme {
  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    V y[1] = {neurons.state(0)};
    runge_kutta(y, neurons[C::dt], [&](std::size_t k, const V(&at)[1], V(&slope)[1]) {
      slope[0] = input.current(k, at[0]) * neurons[C::inverse_C];
    });
    const V V_reset = neurons[C::V_reset];
    const V after = V::select(neurons.refractory(), V_reset, y[0] + input.jump);
    const auto fired = after >= neurons[C::V_th];
    neurons.store(0, V::select(fired, V_reset, after));
    return fired;
  }
};

}  // namespace
}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<PerfectIntegrator, Isa> /*which*/) {
  return {.numerical = membrane_kernel<PerfectScheme, VectorInput, C>()};
}

}  // namespace lapicque::detail::kernels
