#include "check/check.hpp"
#include "check/fields.hpp"
#include "models/leaky_membrane.hpp"

namespace lapicque {

using namespace detail;

void Lif::validate() const {
  if (tau_m && g_L) check::refuse("g_L", (*g_L)[0], "left out when tau_m is given (g_L = C_m/tau_m)");
  check::fields(*this);
  if (g_L) check::common_size("C_m", C_m, "g_L", *g_L);
  check::below("V_reset", V_reset, "V_th", V_th);
  check::valid(receptors);
}

double Lif::membrane_time_constant(std::size_t i) const {
  if (g_L) return C_m[i] / (*g_L)[i];
  return tau_m ? (*tau_m)[i] : 10.0;
}

}  // namespace lapicque

namespace lapicque::detail {

Leak leak_of(const Lif& model) {
  return {.C_m = model.C_m,
          .E_L = model.E_L,
          .I_e = model.I_e,
          .tau_m = [&model](std::size_t i) { return model.membrane_time_constant(i); },
          .g_L = [&model](std::size_t i) { return model.C_m[i] / model.membrane_time_constant(i); },
          .by_conductance = false};
}

Membrane membrane_of(const ModelOnGrid<Lif>& of) {
  const Lif& model = of.model;
  Membrane membrane = begin_membrane(model);
  membrane.state = {{"V_m", "mV", initial_value(model.E_L)}};
  membrane.coefficients = {{"V_th", value(model.V_th)}, {"V_reset", value(model.V_reset)}};
  membrane.reset_below_threshold[0] = &model.V_reset;
  membrane.reset_below_threshold[1] = &model.V_th;
  make_leaky(membrane, leak_of(model), kernels::selected().of_model<Lif>(),
             {.exact = 0.7, .linear = 2.0, .numerical = 17.0}, of.dt, of.precision, of.timing);
  return membrane;
}

}  // namespace lapicque::detail
