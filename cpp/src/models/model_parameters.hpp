#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/receptor.hpp>

#include "check/check.hpp"

namespace lapicque::detail {

/// The parameters of a model by the names that errors have for them.
using NamedParameters = std::vector<std::pair<std::string, const Parameter*>>;

void add_parameters(const Receptors& receptors, NamedParameters& all);

/// True if some parameter has one value a neuron; refuses arrays of another length than `size`, and values that `Real`
/// cannot hold.
template <class Real>
[[nodiscard]] bool check_parameters(const NamedParameters& parameters, std::uint32_t size) {
  bool per_neuron = false;
  for (const auto& [name, parameter] : parameters) {
    for (const double value : parameter->values()) {
      if (!std::isfinite(static_cast<Real>(value))) check::refuse(name, value, "within the range of single precision");
    }
    if (!parameter->per_neuron()) continue;
    per_neuron = true;
    if (parameter->values().size() != size) {
      check::refuse(name, std::to_string(parameter->values().size()) + " values",
                    "one value or one a neuron (" + std::to_string(size) + ")");
    }
  }
  return per_neuron;
}

/// A parameter as the initial value of a state variable.
[[nodiscard]] Value initial_value(const Parameter& parameter);
/// Sign that the weights of a receptor must have, 0 for both.
[[nodiscard]] int sign_of(const ReceptorKind& kind);

}  // namespace lapicque::detail
