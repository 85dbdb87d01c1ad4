#include "models/upstroke.hpp"

namespace lapicque {

void AdEx::validate() const { detail::check::upstroke(*this); }

}  // namespace lapicque

namespace lapicque::detail {

Membrane membrane_of(const ModelOnGrid<AdEx>& of) {
  const AdEx& model = of.model;
  Membrane membrane = upstroke_membrane(of);
  membrane.state = {{"V_m", "mV", initial_value(model.E_L)}, {"w", "pA", 0.0}};
  membrane.coefficients.emplace_back("a", value(model.a));
  membrane.coefficients.emplace_back("b", value(model.b));
  membrane.coefficients.emplace_back("inverse_tau_w", inverse(model.tau_w));
  membrane.work = 18.0;
  return membrane;
}

}  // namespace lapicque::detail
