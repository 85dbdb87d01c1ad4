#include "check/fields.hpp"
#include "models/membrane.hpp"

namespace lapicque {

using namespace detail;

void Izhikevich::validate() const {
  check::fields(*this);
  check::below("c", c, "V_th", V_th);
  check::valid(receptors);
}

}  // namespace lapicque

namespace lapicque::detail {

Membrane membrane_of(const ModelOnGrid<Izhikevich>& of) {
  const Izhikevich& model = of.model;
  Membrane membrane = begin_membrane(model);
  membrane.state = {{"V_m", "mV", -65.0}, {"U_m", "mV/ms", 0.0, [](double V_m, double b) { return b * V_m; }}};
  membrane.initial_parameter = value(model.b);
  membrane.kernel = kernels::selected().of_model<Izhikevich>().numerical;
  membrane.work = 5.0;
  membrane.coefficients = {{"dt", constant(of.dt)}, {"a", value(model.a)}, {"b", value(model.b)},
                           {"c", value(model.c)},   {"d", value(model.d)}, {"V_th", value(model.V_th)}};
  return membrane;
}

}  // namespace lapicque::detail
