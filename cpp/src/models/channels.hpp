#pragma once

// What the models with sodium and potassium channels have in common.

#include "check/fields.hpp"
#include "math/elementary.hpp"
#include "models/membrane.hpp"

namespace lapicque::detail {

// Rates of channels in equilibrium, for initial values: x/(exp(x) - 1), and the part that is open.

inline double over_expm1(double x) { return x == 0.0 ? 1.0 : x / math::expm1(x); }
inline double open_part(double alpha, double beta) { return alpha / (alpha + beta); }

/// The activation of a channel in equilibrium with V_m, from V_m and the potential that its rates count from.
using Equilibrium = double (*)(double V_m, double V_T);

/// A membrane without V_T and V_th. Channels begin in equilibrium with V_m.
template <class Model>
Membrane channel_membrane(const ModelOnGrid<Model>& of, Value V_m, Equilibrium m, Equilibrium h, Equilibrium n) {
  const Model& model = of.model;
  Membrane membrane = begin_membrane(model);
  membrane.state = {
      {"V_m", "mV", std::move(V_m)}, {"Act_m", "1", 0.0, m}, {"Inact_h", "1", 0.0, h}, {"Act_n", "1", 0.0, n}};
  membrane.kernel = kernels::selected().of_model<Model>().numerical;
  membrane.holds = false;
  membrane.work = 45.0;
  membrane.coefficients = {{"dt", constant(of.dt)},   {"inverse_C", inverse(model.C_m)}, {"g_Na", value(model.g_Na)},
                           {"g_K", value(model.g_K)}, {"g_L", value(model.g_L)},         {"E_Na", value(model.E_Na)},
                           {"E_K", value(model.E_K)}, {"E_L", value(model.E_L)}};
  return membrane;
}

}  // namespace lapicque::detail
