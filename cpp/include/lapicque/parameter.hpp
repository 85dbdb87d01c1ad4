#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace lapicque {

/// A model parameter: one value for a whole population, or one value a neuron.
class Parameter {
 public:
  Parameter(double value) : values_{value}, per_neuron_{false} {}  // NOLINT(google-explicit-constructor)
  Parameter(std::vector<double> values)                            // NOLINT(google-explicit-constructor)
      : values_{std::move(values)}, per_neuron_{true} {}

  [[nodiscard]] bool per_neuron() const { return per_neuron_; }
  /// The values given: one, or one a neuron.
  [[nodiscard]] std::span<const double> values() const { return values_; }
  /// The value of neuron i.
  [[nodiscard]] double operator[](std::size_t i) const { return values_[per_neuron_ ? i : 0]; }

  bool operator==(const Parameter&) const = default;

 private:
  std::vector<double> values_;
  bool per_neuron_;
};

}  // namespace lapicque
