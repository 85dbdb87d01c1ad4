#include "loop/finite_check.hpp"

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "check/check.hpp"

namespace lapicque::detail {

void FiniteCheck::column(const StateColumn& column) {
  if (!column.finite) return;
  if (column.type == ValueType::float64) check<double>(column);
  if (column.type == ValueType::float32) check<float>(column);
}

template <class Real>
void FiniteCheck::check(const StateColumn& column) const {
  const auto* values = reinterpret_cast<const Real*>(column.data);
  if (kernels_.all_finite<Real>()(values, column.size)) return;
  for (std::size_t i = 0; i < column.size; ++i) {
    const auto value = static_cast<double>(values[i]);
    if (std::isfinite(value)) continue;
    const std::string name = population_ + "." + column.name + "[" + std::to_string(i) + "]";
    if (before_run_) check::refuse(name, value, "finite");
    throw std::runtime_error(name + " became " + check::text(value) +
                             " during the run; the input to this neuron is too large");
  }
}

}  // namespace lapicque::detail
