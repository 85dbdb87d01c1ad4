#include "models/upstroke.hpp"

namespace lapicque {

void Eif::validate() const { detail::check::upstroke(*this); }

}  // namespace lapicque

namespace lapicque::detail {

Membrane membrane_of(const ModelOnGrid<Eif>& of) {
  Membrane membrane = upstroke_membrane(of);
  membrane.state = {{"V_m", "mV", initial_value(of.model.E_L)}};
  membrane.work = 16.0;
  return membrane;
}

}  // namespace lapicque::detail
