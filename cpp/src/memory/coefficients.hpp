#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

#include "memory/aligned_array.hpp"

namespace lapicque::detail {

/// The coefficients of a population's kernel: arrays of one value a neuron, or of one for all.
template <class Real>
class Coefficients {
 public:
  using OfNeuron = std::function<double(std::size_t)>;

  /// `repetitions`: how often the kernel wants to find a value that stands for all.
  Coefficients(std::uint32_t size, bool per_neuron, std::size_t repetitions = 1)
      : length_{per_neuron ? size : repetitions}, per_neuron_{per_neuron} {}

  /// A new array, which stays in its place.
  const Real* add(const OfNeuron& of_neuron) {
    AlignedArray<Real>& values = arrays_.emplace_back(length_);
    for (std::size_t i = 0; i < length_; ++i) values[i] = static_cast<Real>(of_neuron(per_neuron_ ? i : 0));
    return values.data();
  }

  [[nodiscard]] bool per_neuron() const { return per_neuron_; }
  [[nodiscard]] std::size_t bytes() const { return arrays_.size() * length_ * sizeof(Real); }

 private:
  std::size_t length_;
  bool per_neuron_;
  std::deque<AlignedArray<Real>> arrays_;
};

}  // namespace lapicque::detail
