// The private part of a neuron model: its checks, its state, and the coefficients that its kernel reads. In the library
// it is cpp/src/models/perfect_integrator.cpp.

#include "perfect_integrator.hpp"

#include "check/fields.hpp"
#include "models/membrane.hpp"

namespace lapicque {

using namespace detail;

void PerfectIntegrator::validate() const {
  check::fields(*this);
  check::below("V_reset", V_reset, "V_th", V_th);
  check::valid(receptors);
}

}  // namespace lapicque

namespace lapicque::detail {

Membrane membrane_of(const ModelOnGrid<PerfectIntegrator>& of) {
  const PerfectIntegrator& model = of.model;
  Membrane membrane = begin_membrane(model);
  membrane.state = {{"V_m", "mV", initial_value(model.V_reset)}};
  // In the library, where it is one of the models: kernels::selected().of_model<PerfectIntegrator>().
  membrane.kernel = membrane_kernels(kernels::KernelsOf<PerfectIntegrator, kernels::baseline::Isa>{}).numerical;
  membrane.work = 3.0;
  membrane.coefficients = {{"dt", constant(of.dt)},
                           {"inverse_C", inverse(model.C_m)},
                           {"V_th", value(model.V_th)},
                           {"V_reset", value(model.V_reset)}};
  return membrane;
}

}  // namespace lapicque::detail
