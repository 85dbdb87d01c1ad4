#pragma once

#include <cstddef>
#include <span>
#include <variant>

#include <lapicque/precision.hpp>

#include "memory/aligned_array.hpp"

namespace lapicque::detail {

/// One value a neuron, in the precision of the network.
class StateArray {
 public:
  StateArray(std::size_t size, Precision precision) {
    if (precision == Precision::single) {
      values_ = AlignedArray<float>(size);
    } else {
      values_ = AlignedArray<double>(size);
    }
  }

  [[nodiscard]] std::size_t size() const {
    return std::visit([](const auto& values) { return values.size(); }, values_);
  }
  [[nodiscard]] double operator[](std::size_t i) const {
    return std::visit([i](const auto& values) { return static_cast<double>(values[i]); }, values_);
  }
  void set(std::size_t i, double value) {
    std::visit([i, value](auto& values) { values[i] = static_cast<std::decay_t<decltype(values[i])>>(value); },
               values_);
  }
  /// The values themselves; `Real` must be the type of the precision.
  template <class Real>
  [[nodiscard]] std::span<Real> as() {
    return std::get<AlignedArray<Real>>(values_).span();
  }
  /// Calls f with the array of doubles or floats.
  template <class F>
  decltype(auto) visit(F&& f) {
    return std::visit(f, values_);
  }
  template <class F>
  decltype(auto) visit(F&& f) const {
    return std::visit(f, values_);
  }
  [[nodiscard]] std::size_t bytes() const {
    return std::visit([](const auto& values) { return values.size() * sizeof(values[0]); }, values_);
  }

 private:
  std::variant<AlignedArray<double>, AlignedArray<float>> values_;
};

}  // namespace lapicque::detail
