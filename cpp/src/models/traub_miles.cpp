#include "models/channels.hpp"

namespace lapicque {

using namespace detail;

void TraubMiles::validate() const {
  check::fields(*this);
  check::valid(receptors);
}

}  // namespace lapicque

namespace lapicque::detail {
namespace {

double resting_m(double V_m, double V_T) {
  const double v = V_m - V_T;
  return open_part(1.28 * over_expm1((13.0 - v) / 4.0), 1.4 * over_expm1((v - 40.0) / 5.0));
}
double resting_h(double V_m, double V_T) {
  const double v = V_m - V_T;
  return open_part(0.128 * math::exp((17.0 - v) / 18.0), 4.0 / (1.0 + math::exp((40.0 - v) / 5.0)));
}
double resting_n(double V_m, double V_T) {
  const double v = V_m - V_T;
  return open_part(0.16 * over_expm1((15.0 - v) / 5.0), 0.5 * math::exp((10.0 - v) / 40.0));
}

}  // namespace

Membrane membrane_of(const ModelOnGrid<TraubMiles>& of) {
  const TraubMiles& model = of.model;
  Membrane membrane = channel_membrane(of, initial_value(model.E_L), resting_m, resting_h, resting_n);
  membrane.coefficients.emplace_back("V_T", value(model.V_T));
  membrane.coefficients.emplace_back("V_th", [&model](std::size_t i) { return model.V_T[i] + 30.0; });
  membrane.initial_parameter = value(model.V_T);
  return membrane;
}

}  // namespace lapicque::detail
