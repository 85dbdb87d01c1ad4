#include "neurons/membrane_parts.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace lapicque::detail {
namespace {

/// The names of a list such as "a, b, c".
std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = list.find(", ");
    names.emplace_back(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 2);
  }
  return names;
}

}  // namespace

std::vector<OfNeuron> in_order(const kernels::MembraneKernel& kernel, const NamedCoefficients& given) {
  std::vector<std::string> names = names_in(kernel.first_coefficients);
  for (std::string& name : names_in(kernel.more_coefficients)) names.push_back(std::move(name));
  std::vector<OfNeuron> ordered;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(given, name, [](const auto& item) { return item.first; });
    if (found == given.end()) throw std::logic_error("the model does not give its kernel the coefficient " + name);
    ordered.push_back(found->second);
  }
  return ordered;
}

Equilibrium::Equilibrium(const Membrane& membrane, const PopulationOptions& options, std::size_t size) {
  for (std::size_t s = 0; s < membrane.state.size(); ++s) {
    const InitialState& variable = membrane.state[s];
    const bool given =
        std::ranges::any_of(options.initial, [&](const auto& item) { return item.first == variable.name; });
    if (variable.of_V != nullptr && !given) variables_.push_back({s, variable.of_V});
  }
  if (variables_.empty()) return;
  for (std::size_t i = 0; i < size; ++i) parameters_.push_back(membrane.initial_parameter(i));
}

}  // namespace lapicque::detail
