// The inner loop of a neuron model, compiled once for each instruction set. In the library it is
// cpp/src/kernels/membranes/perfect_integrator_kernel.cpp.

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/numerical/equations.hpp"
#include "kernels/membranes/numerical/numerical_step.hpp"

namespace lapicque {
struct PerfectIntegrator;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, inverse_C, V_th, V_reset)

struct PerfectEquations : PotentialAlone, ResetAndHeld<C> {
  static constexpr std::size_t coefficients = C::end;
  static constexpr Tolerance tolerance = on_grid(1e-6, 1e-6, 1e-7, 1.0);

  static auto dt(const auto& neurons) { return neurons[C::dt]; }
  static auto threshold(const auto& neurons) { return neurons[C::V_th]; }
  static auto inverse_C(const auto& neurons) { return neurons[C::inverse_C]; }

  template <class V>
  static void slope(const auto& neurons, const V (& /*y*/)[states], V I, V free, V (&dy)[states]) {
    dy[0] = free * (I * neurons[C::inverse_C]);
  }
  template <class V>
  static V conductance(const auto& /*neurons*/, const V (& /*y*/)[states]) {
    return V::all(0);
  }
  template <class V>
  static V fastest_rate(const auto& /*neurons*/, const V (& /*y*/)[states]) {
    return V::all(0);
  }
};

}  // namespace
}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<PerfectIntegrator, Isa> /*which*/) {
  return {.numerical = numerical_kernel<PerfectEquations, C>()};
}

}  // namespace lapicque::detail::kernels
