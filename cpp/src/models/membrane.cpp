#include "models/membrane.hpp"

#include <type_traits>
#include <variant>

#include <lapicque/options.hpp>

#include "equations/model_text.hpp"

namespace lapicque::detail {

static_assert(most_nmda == kernels::most_nmda);

OfNeuron value(const Parameter& parameter) {
  return [&parameter](std::size_t i) { return parameter[i]; };
}
OfNeuron constant(double number) {
  return [number](std::size_t) { return number; };
}
OfNeuron inverse(const Parameter& parameter) {
  return [&parameter](std::size_t i) { return 1.0 / parameter[i]; };
}

Value initial_value(const Parameter& parameter) {
  if (!parameter.per_neuron()) return parameter[0];
  return std::vector<double>(parameter.values().begin(), parameter.values().end());
}

namespace {

void add_elements(const SpikeTriggers& triggers, const char* name, const char* unit,
                  std::vector<StateDescription>& all) {
  for (std::size_t e = 0; e < triggers.tau.size(); ++e) all.push_back({name + std::to_string(e), unit});
}

}  // namespace

std::vector<StateDescription> variables_of(const Membrane& membrane) {
  std::vector<StateDescription> all;
  for (const InitialState& variable : membrane.state) all.push_back({variable.name, variable.unit});
  for (const Receptor& receptor : *membrane.receptors) {
    for (const ReceptorVariable& variable : variables_of(receptor)) all.push_back({variable.name, variable.unit});
  }
  add_elements(membrane.currents, "I_stc_", "pA", all);
  add_elements(membrane.thresholds, "E_sfa_", "mV", all);
  return all;
}

}  // namespace lapicque::detail

namespace lapicque {

using namespace detail;

std::vector<StateDescription> state_variables(const Model& model) {
  return std::visit(
      [](const auto& m) {
        using Kind = std::remove_cvref_t<decltype(m)>;
        if constexpr (std::is_same_v<Kind, Equations>) {
          return equations::state_of(m);
        } else {
          m.validate();
          return variables_of(membrane_of(ModelOnGrid<Kind>{m, NetworkOptions{}.dt}));
        }
      },
      model);
}

}  // namespace lapicque
