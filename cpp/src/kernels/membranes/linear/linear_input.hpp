#pragma once

// What membranes that are linear in V_m know of their receptors in a step, see linear_integral.hpp.

#include <cstddef>

#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Sums over the receptors.
template <class V>
struct LinearInput {
  V current[nodes];    // at the potential that the step begins with [pA]
  V curvature[nodes];  // over `curvature_unit`
  V decay;
};

/// Coefficients of a conductance without a rise.
template <class V>
struct JumpingConductance {
  using Real = typename V::Number;

  LAPICQUE_INLINE static JumpingConductance read(const Receivers<Real>& all, const ReceptorPass<Real>& receptor,
                                                 std::size_t i) {
    const auto of = [&](NeuronValues<Real> coefficient) { return all.template at<V>(coefficient, i); };
    return {{of(receptor.x_at[0]), of(receptor.x_at[1]), of(receptor.x_at[2])},
            {of(receptor.x_curvature[0]), of(receptor.x_curvature[1]), of(receptor.x_curvature[2])},
            of(receptor.x_whole),
            of(receptor.decay),
            of(receptor.E_rev)};
  }

  /// Adds it at the potential V_m, and takes it to the end of the step.
  LAPICQUE_INLINE void add(LinearInput<V>& input, V V_m, Real* conductance) const {
    const V x = V::load(conductance);
    for (std::size_t k = 0; k < nodes; ++k) input.curvature[k] = input.curvature[k] + curvature[k] * x;
    drive(input, V_m, x, conductance);
  }
  /// Begins the sums with it, as the first of all receptors.
  LAPICQUE_INLINE void begin(LinearInput<V>& input, V V_m, Real* conductance) const {
    const V x = V::load(conductance);
    for (std::size_t k = 0; k < nodes; ++k) input.curvature[k] = curvature[k] * x;
    drive(input, V_m, x, conductance);
  }

  V at[nodes];
  V curvature[nodes];
  V whole;
  V decay;
  V E_rev;

 private:
  LAPICQUE_INLINE void drive(LinearInput<V>& input, V V_m, V x, Real* conductance) const {
    const V driven = x * (E_rev - V_m);
    for (std::size_t k = 0; k < nodes; ++k) input.current[k] = input.current[k] + at[k] * driven;
    input.decay = input.decay + whole * x;
    (decay * x).store(conductance);
  }
};

/// Adds any conductance or current of the i-th neuron of the stage and those beside it.
template <class V>
void add_any(LinearInput<V>& input, const Receivers<typename V::Number>& all,
             const ReceptorPass<typename V::Number>& receptor, V V_m, std::size_t i) {
  const auto of = [&](NeuronValues<typename V::Number> coefficient) { return all.template at<V>(coefficient, i); };
  const bool conducts = receptor.effect == ReceptorEffect::conductance;
  if (conducts && receptor.rise == nullptr) {
    JumpingConductance<V>::read(all, receptor, i).add(input, V_m, receptor.x + all.begin + i);
    return;
  }
  const V x = V::load(receptor.x + all.begin + i);
  const bool rises = receptor.rise != nullptr;
  const V rise = rises ? V::load(receptor.rise + all.begin + i) : V::all(0);
  const auto value = [&](const auto& by_x, const auto& by_rise) {
    return rises ? of(by_x) * x + of(by_rise) * rise : of(by_x) * x;
  };
  const V drive = conducts ? of(receptor.E_rev) - V_m : V::all(1);
  for (std::size_t k = 0; k < nodes; ++k) {
    input.current[k] = input.current[k] + value(receptor.x_at[k], receptor.rise_at[k]) * drive;
    if (conducts) input.curvature[k] = input.curvature[k] + value(receptor.x_curvature[k], receptor.rise_curvature[k]);
  }
  if (conducts) input.decay = input.decay + value(receptor.x_whole, receptor.rise_whole);
  value(receptor.decay, receptor.rise_to_x).store(receptor.x + all.begin + i);
  if (rises) (of(receptor.rise_decay) * rise).store(receptor.rise + all.begin + i);
}

/// A quantity at five times of a step: at its beginning, at the nodes of Gauss's formula, and at its end.
template <class V>
using Along = V[nodes + 2];

/// A number from its product with a factor; 0 where the factor is so small that nothing can be told.
template <class V>
V undone(V product, V factor) {
  using Real = typename V::Number;
  const V least = V::all(sizeof(Real) == sizeof(double) ? Real(1e-280) : Real(1e-30));
  return V::select(factor >= least, product / larger(factor, least), V::all(0));
}

/// The conductance or current of a receptor along the step to whose end it has been taken.
template <class V>
void along(const Receivers<typename V::Number>& all, const ReceptorPass<typename V::Number>& receptor, std::size_t i,
           Along<V>& value) {
  const auto of = [&](NeuronValues<typename V::Number> coefficient) { return all.template at<V>(coefficient, i); };
  const bool rises = receptor.rise != nullptr;
  value[nodes + 1] = V::load(receptor.x + all.begin + i);
  const V rise = rises ? undone(V::load(receptor.rise + all.begin + i), of(receptor.rise_decay)) : V::all(0);
  const V decayed = rises ? value[nodes + 1] - of(receptor.rise_to_x) * rise : value[nodes + 1];
  value[0] = undone(decayed, of(receptor.decay));
  for (std::size_t k = 0; k < nodes; ++k) {
    value[1 + k] = of(receptor.x_at[k]) * value[0];
    if (rises) value[1 + k] = value[1 + k] + of(receptor.rise_at[k]) * rise;
  }
}

/// How far from V_m the input would hold the potential along the step that it has been taken through [mV].
template <class V>
void held_at(const LinearInput<V>& input, const Receivers<typename V::Number>& all, std::size_t i, V V_m, V g_L,
             Along<V>& u) {
  V G[nodes + 2] = {g_L, g_L, g_L, g_L, g_L};
  V others[nodes] = {input.current[0], input.current[1], input.current[2]};
  u[0] = u[nodes + 1] = V::all(0);
  for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
    if (!all.active(r)) continue;
    const ReceptorPass<typename V::Number>& receptor = all.pass.receptors[r];
    const bool conducts = receptor.effect == ReceptorEffect::conductance;
    const V drive = conducts ? all.template at<V>(receptor.E_rev, i) - V_m : V::all(1);
    Along<V> x;
    along(all, receptor, i, x);
    u[0] = u[0] + x[0] * drive;
    u[nodes + 1] = u[nodes + 1] + x[nodes + 1] * drive;
    for (std::size_t k = 0; k < nodes; ++k) others[k] = others[k] - x[1 + k] * drive;
    for (std::size_t j = 0; conducts && j < nodes + 2; ++j) G[j] = G[j] + larger(x[j], V::all(0));
  }
  // Leak and currents from outside do not change within a step, spike-triggered ones hardly from a node to the nearest
  // end: both ends take them from there.
  u[0] = (u[0] + others[0]) / G[0];
  for (std::size_t k = 0; k < nodes; ++k) u[1 + k] = input.current[k] / G[1 + k];
  u[nodes + 1] = (u[nodes + 1] + others[nodes - 1]) / G[nodes + 1];
}

/// All receptors, I_e and the external current of neurons from the i-th of the stage on. Making it takes their
/// receptors to the end of the step but for what arrives.
template <class V>
struct AnyLinearInput {
  using Real = typename V::Number;

  LAPICQUE_INLINE AnyLinearInput(const Receivers<Real>& all_receivers, std::size_t first)
      : all{all_receivers},
        i{first},
        V_m{V::load(all.pass.state[0] + all.begin + i)},
        jump{all.template jump_of<V>(i)} {
    const V current = all.template at<V>(all.pass.I_e, i) + all.template I_ext<V>(i);
    const V none = V::all(0);
    sum = {{current, current, current}, {none, none, none}, none};
    for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
      if (all.active(r)) add_any(sum, all, all.pass.receptors[r], V_m, i);
    }
  }

  const Receivers<Real>& all;
  std::size_t i;
  V V_m;   // that the step begins with
  V jump;  // at its end [mV]
  LinearInput<V> sum;
};

}  // namespace
}  // namespace lapicque::detail::kernels
