// The leaky membrane with conductances, which is linear in V_m with known coefficients:
//
//     C_m dV_m/dt = J(t) - g(t) V_m,    g = g_L + G(t)
//     V_m(t + dt) = V_m + integral over s of exp(-(g integrated from s to t + dt)/C_m) (J(s) - g(s) V_m)/C_m
//
// The integral is taken by Gauss's formula with three nodes, of sixth order; the exponent is exact.

#include "kernels/membrane_coefficients.hpp"
#include "kernels/membrane_kernels.hpp"
#include "kernels/stages.hpp"

namespace lapicque::kernels::LAPICQUE_KERNEL_ISA {
namespace {

template <class Real>
struct LinearScheme {
  using C = LinearMembrane;
  static constexpr bool integrals = true;

  template <class V>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const VectorInput<V>& input) {
    const auto refractory = neurons.refractory();
    const V V_reset = neurons[C::V_reset];
    const V before = neurons.state(0);
    const V leak = neurons[C::g_L] * (neurons[C::E_L] - before);
    V change = input.jump();
    for (std::size_t k = 0; k < nodes; ++k) {
      const V exponent = (neurons[C::rest + k] + input.integral(k)) * neurons[C::inverse_C];
      change = change + neurons[C::weight + k] * exp(V::all(0) - exponent) * (leak + input.current(k, before));
    }
    const V after = V::select(refractory, V_reset, before + change);
    const auto fired = after >= neurons[C::V_th];
    neurons.store(0, V::select(fired, V_reset, after));
    return fired;
  }
};

}  // namespace

LAPICQUE_DEFINE_MEMBRANE(linear, LinearScheme)

}  // namespace lapicque::kernels::LAPICQUE_KERNEL_ISA
