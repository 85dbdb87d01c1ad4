#include <lapicque/izhikevich.hpp>

#include "check/check.hpp"
#include "models/model_check.hpp"

namespace lapicque {

using namespace detail;

void Izhikevich::validate() const {
  check::finite("a", a);
  check::finite("b", b);
  check::finite("c", c);
  check::finite("d", d);
  check::finite("V_th", V_th);
  check::below("c", c, "V_th", V_th);
  check::finite("I_e", I_e);
  check::valid(receptors);
}

}  // namespace lapicque
