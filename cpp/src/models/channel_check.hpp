#pragma once

#include "check/check.hpp"
#include "models/model_check.hpp"

namespace lapicque::detail::check {

/// Checks what the models with sodium and potassium channels have in common.
template <class Model>
void channels(const Model& model) {
  positive("C_m", model.C_m);
  not_negative("g_Na", model.g_Na);
  not_negative("g_K", model.g_K);
  positive("g_L", model.g_L);
  finite("E_Na", model.E_Na);
  finite("E_K", model.E_K);
  finite("E_L", model.E_L);
  not_negative("t_ref", model.t_ref);
  finite("I_e", model.I_e);
  valid(model.receptors);
}

}  // namespace lapicque::detail::check
