#include <lapicque/hodgkin_huxley.hpp>

#include "models/channel_check.hpp"

namespace lapicque {

using namespace detail;

void HodgkinHuxley::validate() const { check::channels(*this); }

}  // namespace lapicque
