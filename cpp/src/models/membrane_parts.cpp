#include "models/membrane_parts.hpp"

#include <algorithm>
#include <variant>

#include "kernels/membranes/membrane_coefficients.hpp"

namespace lapicque::detail::membrane_parts {

OfNeuron value(const Parameter& parameter) {
  return [&parameter](std::size_t i) { return parameter[i]; };
}
OfNeuron constant(double number) {
  return [number](std::size_t) { return number; };
}
OfNeuron inverse(const Parameter& parameter) {
  return [&parameter](std::size_t i) { return 1.0 / parameter[i]; };
}

Membrane make(Kernel kernel, const Receptors& receptors, NamedParameters parameters, std::size_t n_coefficients,
              const Coefficients& coefficients) {
  Membrane membrane;
  membrane.kernel = kernel;
  membrane.receptors = &receptors;
  membrane.parameters = std::move(parameters);
  add_parameters(receptors, membrane.parameters);
  membrane.coefficients.resize(n_coefficients);
  for (const auto& [index, of_neuron] : coefficients) membrane.coefficients[index] = of_neuron;
  return membrane;
}

bool has_nmda(const Receptors& receptors) {
  return std::ranges::any_of(receptors, [](const Receptor& r) { return std::holds_alternative<NMDA>(r.kind); });
}
bool has_conductance(const Receptors& receptors) {
  return std::ranges::any_of(receptors, [](const Receptor& r) { return is_conductance(r.kind); });
}

void make_linear(const Parameter& C_m, Membrane& membrane) {
  membrane.nodes = {kernels::gauss_node(0), kernels::gauss_node(1), kernels::gauss_node(2)};
  membrane.decay_per_integral = inverse(C_m);
}

}  // namespace lapicque::detail::membrane_parts
