#include "models/model_parameters.hpp"

#include <variant>

namespace lapicque::detail {
namespace {

/// Adds what a kind of receptor has of the usual parameters.
template <class Kind>
void add_of(const Kind& kind, const std::string& prefix, NamedParameters& all) {
  if constexpr (requires { kind.tau; }) all.emplace_back(prefix + "tau", &kind.tau);
  if constexpr (requires { kind.tau_rise; }) {
    all.emplace_back(prefix + "tau_rise", &kind.tau_rise);
    all.emplace_back(prefix + "tau_decay", &kind.tau_decay);
  }
  if constexpr (requires { kind.E_rev; }) all.emplace_back(prefix + "E_rev", &kind.E_rev);
  if constexpr (requires { kind.Mg; }) all.emplace_back(prefix + "Mg", &kind.Mg);
}

}  // namespace

void add_parameters(const Receptors& receptors, NamedParameters& all) {
  for (const Receptor& receptor : receptors) {
    const std::string prefix = "receptors['" + receptor.name + "'].";
    std::visit([&](const auto& kind) { add_of(kind, prefix, all); }, receptor.kind);
  }
}

Value initial_value(const Parameter& parameter) {
  if (!parameter.per_neuron()) return parameter[0];
  return std::vector<double>(parameter.values().begin(), parameter.values().end());
}

int sign_of(const ReceptorKind& kind) {
  return std::visit([](const auto& receptor) { return static_cast<int>(receptor.sign); }, kind);
}

}  // namespace lapicque::detail
