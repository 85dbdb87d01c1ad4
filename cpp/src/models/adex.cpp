#include <lapicque/adex.hpp>

#include "models/upstroke_check.hpp"

namespace lapicque {

using namespace detail;

void AdEx::validate() const {
  check::upstroke(*this);
  check::finite("a", a);
  check::finite("b", b);
  check::positive("tau_w", tau_w);
}

}  // namespace lapicque
