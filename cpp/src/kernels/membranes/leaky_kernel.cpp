// The leaky membrane with NMDA receptors, whose magnesium block is not linear in V_m: numerically.

#include "kernels/membranes/linear/lif_schemes.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/numerical/leaky_equations.hpp"
#include "kernels/membranes/numerical/segments.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, g_L, E_L, V_th, V_reset, inverse_C)

template <class Real>
struct LeakyScheme {
  template <class V>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const VectorInput<V>& input) {
    const V V_reset = neurons[C::V_reset];
    const auto refractory = neurons.refractory();
    const V V_m = leaky_after<C>(neurons, input, refractory, neurons.state(0));
    const V after = V::select(refractory, V_reset, V_m + input.jump);
    const auto fired = after >= neurons[C::V_th];
    neurons.store(0, V::select(fired, V_reset, after));
    return fired;
  }
};

}  // namespace

MembraneKernel numerical_lif() {
  MembraneKernel kernel = membrane_kernel<LeakyScheme, VectorInput, C>();
  kernel.of_segments = &advance_segments<FiringLeakyEquations<C>>;
  return kernel;
}

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
