#include <lapicque/traub_miles.hpp>

#include "models/channel_check.hpp"

namespace lapicque {

using namespace detail;

void TraubMiles::validate() const {
  check::channels(*this);
  check::finite("V_T", V_T);
}

}  // namespace lapicque
