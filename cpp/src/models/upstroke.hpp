#pragma once

// Checks and coefficients of the exponential membranes, Eif and AdEx.

#include <algorithm>

#include "check/check.hpp"
#include "check/fields.hpp"
#include "models/membrane.hpp"

namespace lapicque::detail {

namespace check {

template <class Model>
void upstroke(const Model& model) {
  fields(model);
  at_most("V_th", model.V_th, "V_peak", model.V_peak);
  below("V_reset", model.V_reset, "V_peak", model.V_peak);
  const std::size_t n = std::max({common_size("V_th", model.V_th, "Delta_T", model.Delta_T),
                                  common_size("V_peak", model.V_peak, "Delta_T", model.Delta_T),
                                  common_size("V_reset", model.V_reset, "Delta_T", model.Delta_T)});
  for (std::size_t i = 0; i < n; ++i) {
    const double height = model.V_peak[i] - model.V_th[i];
    constexpr double largest = 500.0;  // the upstroke's current stays finite at V_peak
    if (model.Delta_T[i] > 0.0 && height > largest * model.Delta_T[i]) {
      refuse("Delta_T", model.Delta_T[i], "0, or at least (V_peak - V_th)/500 = " + text(height / largest));
    }
    if (model.Delta_T[i] == 0.0 && model.V_reset[i] >= model.V_th[i]) {
      refuse("V_reset", model.V_reset[i], "below V_th (" + text(model.V_th[i]) + ") where Delta_T is 0");
    }
  }
  valid(model.receptors);
}

}  // namespace check

/// A membrane with the coefficients of leak and upstroke.
template <class Model>
Membrane upstroke_membrane(const ModelOnGrid<Model>& of) {
  const Model& model = of.model;
  Membrane membrane = begin_membrane(model);
  membrane.kernel = kernels::selected().of_model<Model>().numerical;
  membrane.coefficients = {
      {"dt", constant(of.dt)},
      {"g_L", value(model.g_L)},
      {"E_L", value(model.E_L)},
      {"V_th", value(model.V_th)},
      {"V_peak", [&model](std::size_t i) { return model.Delta_T[i] == 0.0 ? model.V_th[i] : model.V_peak[i]; }},
      {"V_reset", value(model.V_reset)},
      {"inverse_C", inverse(model.C_m)},
      {"slope_current", [&model](std::size_t i) { return model.g_L[i] * model.Delta_T[i]; }},
      {"Delta_T", value(model.Delta_T)},
      {"inverse_Delta_T", [&model](std::size_t i) { return model.Delta_T[i] == 0.0 ? 0.0 : 1.0 / model.Delta_T[i]; }}};
  return membrane;
}

}  // namespace lapicque::detail
