#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/receptor.hpp>

#include "check/check.hpp"

namespace lapicque::detail {

/// The parameters of a model by the names that errors have for them.
using NamedParameters = std::vector<std::pair<std::string, const Parameter*>>;

/// Adds the parameters that the description of a kind names, and those of its receptors.
template <class Kind>
void add_parameters(const Kind& kind, const std::string& prefix, NamedParameters& all) {
  for_each_field<Kind>([&](const auto& field) {
    const auto& value = kind.*field.member;
    using Type = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<Type, Parameter>) {
      all.emplace_back(prefix + field.name, &value);
    } else if constexpr (std::is_same_v<Type, std::optional<Parameter>>) {
      if (value) all.emplace_back(prefix + field.name, &*value);
    } else if constexpr (std::is_same_v<Type, Receptors>) {
      for (const Receptor& receptor : value) {
        std::visit([&](const auto& r) { add_parameters(r, field.name + ("['" + receptor.name + "']."), all); },
                   receptor.kind);
      }
    }
  });
}

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

}  // namespace lapicque::detail
