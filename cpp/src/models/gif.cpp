#include <lapicque/gif.hpp>

#include "check/check.hpp"
#include "models/model_check.hpp"

namespace lapicque {

using namespace detail;
namespace {

void validate_elements(const std::string& tau_name, const std::vector<double>& tau, const std::string& q_name,
                       const std::vector<double>& q) {
  if (!tau.empty()) check::positive(tau_name, Parameter{tau});
  if (!q.empty()) check::finite(q_name, Parameter{q});
  if (tau.size() == q.size()) return;
  check::refuse(q_name, std::to_string(q.size()) + " values",
                "as many as " + tau_name + " (" + std::to_string(tau.size()) + ")");
}

}  // namespace

void Gif::validate() const {
  check::positive("C_m", C_m);
  check::positive("g_L", g_L);
  check::finite("E_L", E_L);
  check::finite("V_reset", V_reset);
  check::finite("V_T_star", V_T_star);
  check::positive("Delta_V", Delta_V);
  check::not_negative("lambda_0", lambda_0);
  check::not_negative("t_ref", t_ref);
  check::finite("I_e", I_e);
  validate_elements("tau_stc", tau_stc, "q_stc", q_stc);
  validate_elements("tau_sfa", tau_sfa, "q_sfa", q_sfa);
  check::valid(receptors);
}

}  // namespace lapicque
