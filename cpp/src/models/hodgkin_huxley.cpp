#include "models/channels.hpp"

namespace lapicque {

using namespace detail;

void HodgkinHuxley::validate() const {
  check::fields(*this);
  check::valid(receptors);
}

}  // namespace lapicque

namespace lapicque::detail {
namespace {

double resting_m(double V_m, double) {
  return open_part(over_expm1(-(V_m + 40.0) / 10.0), 4.0 * math::exp(-(V_m + 65.0) / 18.0));
}
double resting_h(double V_m, double) {
  return open_part(0.07 * math::exp(-(V_m + 65.0) / 20.0), 1.0 / (1.0 + math::exp(-(V_m + 35.0) / 10.0)));
}
double resting_n(double V_m, double) {
  return open_part(0.1 * over_expm1(-(V_m + 55.0) / 10.0), 0.125 * math::exp(-(V_m + 65.0) / 80.0));
}

}  // namespace

Membrane membrane_of(const ModelOnGrid<HodgkinHuxley>& of) {
  Membrane membrane = channel_membrane(of, -65.0, resting_m, resting_h, resting_n);
  membrane.coefficients.emplace_back("V_T", constant(0.0));
  membrane.coefficients.emplace_back("V_th", constant(0.0));
  membrane.initial_parameter = constant(0.0);
  return membrane;
}

}  // namespace lapicque::detail
