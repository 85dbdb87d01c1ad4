#include <lapicque/qif.hpp>

#include "check/check.hpp"
#include "models/model_check.hpp"

namespace lapicque {

using namespace detail;

void Qif::validate() const {
  check::positive("C_m", C_m);
  check::positive("g_L", g_L);
  check::finite("E_L", E_L);
  check::finite("V_c", V_c);
  check::finite("V_peak", V_peak);
  check::finite("V_reset", V_reset);
  check::below("E_L", E_L, "V_c", V_c);
  check::below("V_c", V_c, "V_peak", V_peak);
  check::below("V_reset", V_reset, "V_peak", V_peak);
  check::not_negative("t_ref", t_ref);
  check::finite("I_e", I_e);
  check::valid(receptors);
}

}  // namespace lapicque
