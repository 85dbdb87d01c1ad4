#include "check/fields.hpp"
#include "models/membrane.hpp"

namespace lapicque {

using namespace detail;

void Qif::validate() const {
  check::fields(*this);
  check::below("E_L", E_L, "V_c", V_c);
  check::below("V_c", V_c, "V_peak", V_peak);
  check::below("V_reset", V_reset, "V_peak", V_peak);
  check::valid(receptors);
}

}  // namespace lapicque

namespace lapicque::detail {

Membrane membrane_of(const ModelOnGrid<Qif>& of) {
  const Qif& model = of.model;
  const auto curvature = [&model](std::size_t i) { return model.g_L[i] / (model.V_c[i] - model.E_L[i]); };
  Membrane membrane = begin_membrane(model);
  membrane.state = {{"V_m", "mV", initial_value(model.E_L)}};
  membrane.kernel = kernels::selected().of_model<Qif>().numerical;
  membrane.work = 4.0;
  membrane.coefficients = {{"dt", constant(of.dt)},          {"curvature", curvature},
                           {"E_L", value(model.E_L)},        {"V_c", value(model.V_c)},
                           {"V_peak", value(model.V_peak)},  {"V_reset", value(model.V_reset)},
                           {"inverse_C", inverse(model.C_m)}};
  return membrane;
}

}  // namespace lapicque::detail
