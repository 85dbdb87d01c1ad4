#pragma once

#include <algorithm>

#include "check/check.hpp"
#include "models/model_check.hpp"

namespace lapicque::detail::check {

/// Checks what the models with an exponential upstroke have in common.
template <class Model>
void upstroke(const Model& model) {
  positive("C_m", model.C_m);
  positive("g_L", model.g_L);
  finite("E_L", model.E_L);
  finite("V_th", model.V_th);
  not_negative("Delta_T", model.Delta_T);
  finite("V_peak", model.V_peak);
  finite("V_reset", model.V_reset);
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
  not_negative("t_ref", model.t_ref);
  finite("I_e", model.I_e);
  valid(model.receptors);
}

}  // namespace lapicque::detail::check
