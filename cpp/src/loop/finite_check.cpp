#include "loop/finite_check.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "check/check.hpp"

namespace lapicque::detail {

void FiniteCheck::column(const StateColumn& column) {
  if (!column.finite) return;
  if (column.type == ValueType::float64) check<double>(column);
  if (column.type == ValueType::float32) check<float>(column);
}

template <class Real>
void FiniteCheck::check(const StateColumn& column) {
  const auto* values = reinterpret_cast<const Real*>(column.data);
  if (kernels_.all_finite<Real>()(values, column.size)) return;
  const Real* wrong = std::find_if_not(values, values + column.size, [](Real value) { return std::isfinite(value); });
  const auto neuron = static_cast<std::size_t>(wrong - values);
  if (!found_.empty() && neuron > neuron_) return;
  if (neuron < neuron_) found_.clear();
  neuron_ = neuron;
  found_.emplace_back(column.name, static_cast<double>(*wrong));
}

void FiniteCheck::refuse() const {
  if (found_.empty()) return;
  const auto& [variable, value] = found_.front();
  check::refuse(population_ + "." + variable + "[" + std::to_string(neuron_) + "]", value, "finite");
}

void FiniteCheck::fail(const std::string& when) const {
  if (found_.empty()) return;
  std::string what;
  for (const auto& [variable, value] : found_) {
    if (!what.empty()) what += ", ";
    what += population_ + "." + variable + "[" + std::to_string(neuron_) + "] became " + check::text(value);
  }
  throw std::runtime_error(what + " " + when + "; the input to this neuron is too large");
}

}  // namespace lapicque::detail
