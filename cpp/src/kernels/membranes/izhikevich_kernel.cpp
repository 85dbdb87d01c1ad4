// The neuron of Izhikevich (2003), in mV and ms:
//
//     dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I
//     dU_m/dt = a (b V_m - U_m)
//     V_m >= V_th: a spike, V_m = c, U_m += d

#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/numerical/numerical_step.hpp"
#include "kernels/membranes/numerical/quadratic_upstroke.hpp"

namespace lapicque {
struct Izhikevich;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

LAPICQUE_COEFFICIENTS(C, dt, a, b, c, d, V_th)

struct Vertex {
  static auto of(const auto& neurons) {
    using V = decltype(neurons[C::V_th]);
    return V::all(static_cast<typename V::Number>(-62.5));
  }
};

struct IzhikevichEquations {
  static constexpr std::size_t states = 2;
  static constexpr std::size_t coefficients = C::end;
  static constexpr double unit[states] = {1.0, 1.0};
  static constexpr Tolerance tolerance = on_grid(1e-7, 1e-6, 1e-7, 1.0);
  static constexpr std::size_t order = 5;
  static constexpr bool holds = false;
  static constexpr bool resets = true;
  using Upstroke = QuadraticUpstroke<Vertex>;

  static auto dt(const auto& neurons) { return neurons[C::dt]; }
  static auto threshold(const auto& neurons) { return neurons[C::V_th]; }

  template <class Neurons>
  static auto inverse_C(const Neurons& neurons) {
    return decltype(neurons[C::dt])::all(1);
  }
  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V free, V (&dy)[states]) {
    const auto number = [](double x) { return V::all(static_cast<typename V::Number>(x)); };
    const V own = (number(0.04) * y[0] + number(5.0)) * y[0] + number(140.0);
    dy[0] = free * ((own - y[1]) + I);
    dy[1] = neurons[C::a] * (neurons[C::b] * y[0] - y[1]);
  }
  template <class V>
  struct Series {
    Series(const auto& /*neurons*/, const V (&)[states]) {}
    template <std::size_t k>
    LAPICQUE_INLINE void slope(const auto& neurons, Term<k> term, const Terms<V> (&y)[states], V drive, V /*free*/,
                               V (&dy)[states]) {
      const auto number = [](double x) { return V::all(static_cast<typename V::Number>(x)); };
      V own = number(0.04) * product(y[0], y[0], term) + number(5.0) * y[0][k];
      if constexpr (k == 0) own = own + number(140.0);
      dy[0] = (own - y[1][k]) + drive;
      dy[1] = neurons[C::a] * (neurons[C::b] * y[0][k] - y[1][k]);
    }
  };
  template <class V>
  static void reset(const auto& neurons, V (&y)[states]) {
    y[0] = neurons[C::c];
    y[1] = y[1] + neurons[C::d];
  }
  /// That of the parabola at V_m, where it draws V_m back.
  template <class V>
  static V conductance(const auto& /*neurons*/, const V (&y)[states]) {
    const auto number = [](double x) { return V::all(static_cast<typename V::Number>(x)); };
    return larger(number(-5.0) - number(0.08) * y[0], V::all(0));
  }
  template <class V>
  static V fastest_rate(const auto& neurons, const V (&)[states]) {
    return larger(neurons[C::a], V::all(0));
  }
  template <class V>
  static void others_after(const auto& neurons, const V (&y)[states], V V_m, V h, V (&after)[states]) {
    const V U_m = neurons[C::b] * V_m;
    after[1] = U_m + (y[1] - U_m) * exp(V::all(0) - h * neurons[C::a]);
  }
};

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Izhikevich, Isa>) {
  return {.numerical = numerical_kernel<IzhikevichEquations, C>()};
}

}  // namespace lapicque::detail::kernels
