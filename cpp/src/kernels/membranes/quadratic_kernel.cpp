// The quadratic integrate-and-fire neuron (Ermentrout & Kopell 1986; Latham et al. 2000):
//
//     C_m dV_m/dt = g_L (V_m - E_L)(V_m - V_c)/(V_c - E_L) + I
//     V_m >= V_peak: a spike, V_m = V_reset

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/numerical/equations.hpp"
#include "kernels/membranes/numerical/numerical_step.hpp"
#include "kernels/membranes/numerical/quadratic_upstroke.hpp"

namespace lapicque {
struct Qif;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, curvature, E_L, V_c, V_peak, V_reset, inverse_C)

struct Vertex {
  static auto of(const auto& neurons) {
    using V = decltype(neurons[C::V_peak]);
    return V::all(static_cast<typename V::Number>(0.5)) * (neurons[C::E_L] + neurons[C::V_c]);
  }
};

struct QuadraticEquations : PotentialAlone, ResetAndHeld<C> {
  static constexpr std::size_t coefficients = C::end;
  static constexpr Tolerance tolerance = on_grid(1e-7, 1e-6, 1e-7, 1.0);
  static constexpr std::size_t order = 5;
  using Upstroke = QuadraticUpstroke<Vertex>;

  static auto dt(const auto& neurons) { return neurons[C::dt]; }
  static auto threshold(const auto& neurons) { return neurons[C::V_peak]; }
  static auto inverse_C(const auto& neurons) { return neurons[C::inverse_C]; }

  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V free, V (&dy)[states]) {
    const V V_m = y[0];
    const V own = neurons[C::curvature] * ((V_m - neurons[C::E_L]) * (V_m - neurons[C::V_c]));
    dy[0] = free * ((own + I) * neurons[C::inverse_C]);
  }
  template <class V>
  struct Series {
    Series(const auto& neurons, const V (&y)[states]) {
      from_E_L[0] = y[0] - neurons[C::E_L];
      from_V_c[0] = y[0] - neurons[C::V_c];
    }
    template <std::size_t k>
    LAPICQUE_INLINE void slope(const auto& neurons, Term<k> term, const Terms<V> (&y)[states], V drive, V free,
                               V (&dy)[states]) {
      if constexpr (k > 0) from_E_L[k] = from_V_c[k] = y[0][k];
      dy[0] = free * ((neurons[C::curvature] * product(from_E_L, from_V_c, term) + drive) * neurons[C::inverse_C]);
    }
    Terms<V> from_E_L;
    Terms<V> from_V_c;
  };
  /// That of the parabola at V_m, where it draws V_m back.
  template <class V>
  static V conductance(const auto& neurons, const V (&y)[states]) {
    return larger(neurons[C::curvature] * ((neurons[C::E_L] + neurons[C::V_c]) - (y[0] + y[0])), V::all(0));
  }
  template <class V>
  static V fastest_rate(const auto& /*neurons*/, const V (&)[states]) {
    return V::all(0);
  }
};

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Qif, Isa>) {
  return {.numerical = numerical_kernel<QuadraticEquations, C>()};
}

}  // namespace lapicque::detail::kernels
