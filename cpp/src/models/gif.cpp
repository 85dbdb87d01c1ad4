#include "check/check.hpp"
#include "check/fields.hpp"
#include "models/leaky_membrane.hpp"

namespace lapicque {

using namespace detail;
namespace {

void require_pairs(const std::string& tau_name, const std::vector<double>& tau, const std::string& q_name,
                   const std::vector<double>& q) {
  if (tau.size() == q.size()) return;
  check::refuse(q_name, std::to_string(q.size()) + " values",
                "as many as " + tau_name + " (" + std::to_string(tau.size()) + ")");
}

}  // namespace

void Gif::validate() const {
  check::fields(*this);
  require_pairs("tau_stc", tau_stc, "q_stc", q_stc);
  require_pairs("tau_sfa", tau_sfa, "q_sfa", q_sfa);
  check::valid(receptors);
}

}  // namespace lapicque

namespace lapicque::detail {

Membrane membrane_of(const ModelOnGrid<Gif>& of) {
  const Gif& model = of.model;
  Membrane membrane = begin_membrane(model);
  membrane.state = {
      {"V_m", "mV", initial_value(model.E_L)}, {"I_stc", "pA", 0.0}, {"E_sfa", "mV", initial_value(model.V_T_star)}};
  membrane.currents = {model.tau_stc, model.q_stc};
  membrane.thresholds = {model.tau_sfa, model.q_sfa};
  membrane.noisy = true;
  membrane.coefficients = {{"V_reset", value(model.V_reset)},
                           {"V_T_star", value(model.V_T_star)},
                           {"inverse_Delta_V", inverse(model.Delta_V)},
                           {"hazard", [&model, dt = of.dt](std::size_t i) { return model.lambda_0[i] * 1e-3 * dt; }}};
  const Leak leak = {.C_m = model.C_m,
                     .E_L = model.E_L,
                     .I_e = model.I_e,
                     .tau_m = [&model](std::size_t i) { return model.C_m[i] / model.g_L[i]; },
                     .g_L = value(model.g_L),
                     .by_conductance = true};
  make_leaky(membrane, leak, kernels::selected().of_model<Gif>(), {.exact = 7.0, .linear = 10.0, .numerical = 30.0},
             of.dt, of.precision, of.timing);
  return membrane;
}

}  // namespace lapicque::detail
