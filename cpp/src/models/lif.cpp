#include <lapicque/lif.hpp>

#include <variant>

#include "check/check.hpp"
#include "models/model_check.hpp"

namespace lapicque {

using namespace detail;

void Lif::validate() const {
  check::positive("C_m", C_m);
  if (tau_m && g_L) check::refuse("g_L", (*g_L)[0], "left out when tau_m is given (g_L = C_m/tau_m)");
  if (tau_m) check::positive("tau_m", *tau_m);
  if (g_L) {
    check::positive("g_L", *g_L);
    check::common_size("C_m", C_m, "g_L", *g_L);
  }
  check::finite("E_L", E_L);
  check::finite("V_th", V_th);
  check::finite("V_reset", V_reset);
  check::below("V_reset", V_reset, "V_th", V_th);
  check::not_negative("t_ref", t_ref);
  check::finite("I_e", I_e);
  check::valid(receptors);
  if (spike_timing == SpikeTiming::grid) return;
  for (const Receptor& receptor : receptors) {
    if (std::visit([](const auto& kind) { return requires { kind.E_rev; }; }, receptor.kind)) {
      check::refuse("receptors['" + receptor.name + "']", "a conductance", "a current where spike timing is precise");
    }
  }
}

double Lif::membrane_time_constant(std::size_t i) const {
  if (g_L) return C_m[i] / (*g_L)[i];
  return tau_m ? (*tau_m)[i] : 10.0;
}

}  // namespace lapicque
