#include <lapicque/eif.hpp>

#include "models/upstroke_check.hpp"

namespace lapicque {

using namespace detail;

void Eif::validate() const { check::upstroke(*this); }

}  // namespace lapicque
