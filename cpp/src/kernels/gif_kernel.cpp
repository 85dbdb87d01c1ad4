// The generalised integrate-and-fire neuron (Mensi et al. 2012; Pozzorini et al. 2015):
//
//     C_m dV_m/dt = g_L (E_L - V_m) - I_stc + I
//     E_sfa = V_T_star + moving threshold
//     a spike with probability 1 - exp(-lambda dt), lambda = lambda_0 exp((V_m - E_sfa)/Delta_V)

#include "kernels/membrane_coefficients.hpp"
#include "kernels/membrane_kernels.hpp"
#include "kernels/runge_kutta.hpp"
#include "kernels/stages.hpp"

namespace lapicque::kernels::LAPICQUE_KERNEL_ISA {
namespace {

/// Elements that each spike increases, of a vector of neurons.
template <class V>
struct Triggered {
  using Real = typename V::Number;

  [[nodiscard]] V at(std::size_t k) const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) sum = sum + V::all(elements[e].at[k]) * V::load(elements[e].x + i);
    return sum;
  }
  /// Takes them to the end of the step; their sum there, before any spike.
  [[nodiscard]] V decay() const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) {
      const V x = V::all(elements[e].decay) * V::load(elements[e].x + i);
      x.store(elements[e].x + i);
      sum = sum + x;
    }
    return sum;
  }
  /// Adds the spikes; what they add to the sum.
  [[nodiscard]] V add(typename V::Mask fired) const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) {
      const V jump = V::select(fired, V::all(elements[e].jump), V::all(0));
      (V::load(elements[e].x + i) + jump).store(elements[e].x + i);
      sum = sum + jump;
    }
    return sum;
  }

  const SpikeTriggered<Real>* elements;
  std::size_t n;
  std::size_t i;  // in the population
};

template <class Real>
struct GifScheme {
  using C = GifMembrane;

  template <class V, class Input>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const Input& input) {
    const MembranePass<Real>& pass = neurons.stage.all.pass;
    const std::size_t own = neurons.stage.all.begin + neurons.i;
    const Triggered<V> currents{pass.currents, pass.n_currents, own};
    const Triggered<V> thresholds{pass.thresholds, pass.n_thresholds, own};
    const auto refractory = neurons.refractory();
    const V one = V::all(1);
    const V V_reset = neurons[C::V_reset];

    V y[1] = {neurons.state(0)};
    const V I_stc[nodes] = {currents.at(0), currents.at(1), currents.at(2)};
    runge_kutta(y, neurons[C::dt], [&](std::size_t k, const V(&at)[1], V(&slope)[1]) {
      const V leak = neurons[C::g_L] * (neurons[C::E_L] - at[0]);
      slope[0] = (leak + (input.current(k, at[0]) - I_stc[k])) * neurons[C::inverse_C];
    });
    const V V_m = V::select(refractory, V_reset, y[0] + input.jump);
    const V I_end = currents.decay();
    const V E_sfa = neurons[C::V_T_star] + thresholds.decay();

    const V hazard = neurons[C::hazard] * exp((V_m - E_sfa) * neurons[C::inverse_Delta_V]);
    const V probability = V::all(0) - expm1(V::all(0) - hazard);
    const V drawn = V::load(pass.uniform + (own - neurons.stage.all.block.begin));
    const V chance = V::select(refractory, V::all(0) - one, probability);
    const auto fired = chance >= drawn;
    neurons.store(0, V::select(fired, V_reset, V_m));
    neurons.store(1, I_end + currents.add(fired));
    neurons.store(2, E_sfa + thresholds.add(fired));
    return fired;
  }
};

}  // namespace

LAPICQUE_DEFINE_MEMBRANE(gif, GifScheme)

}  // namespace lapicque::kernels::LAPICQUE_KERNEL_ISA
