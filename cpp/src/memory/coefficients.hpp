#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <type_traits>
#include <utility>

#include "memory/aligned_array.hpp"
#include "memory/neuron_values.hpp"

namespace lapicque::detail {

/// The coefficients of a population's kernel.
template <class Real>
class Coefficients {
 public:
  using OfNeuron = std::function<double(std::size_t)>;

  /// `per_neuron`: some parameter has one value a neuron. `whole`: the kernel wants all coefficients one a neuron then.
  Coefficients(std::uint32_t size, bool per_neuron, bool whole = false)
      : size_{size}, per_neuron_{per_neuron}, whole_{whole} {}

  /// A new array, which stays in its place. Where all neurons have the same value, it is kept once.
  NeuronValues<Real> add(const OfNeuron& of_neuron) {
    if (per_neuron_) {
      AlignedArray<Real> values(size_);
      for (std::size_t i = 0; i < size_; ++i) values[i] = static_cast<Real>(of_neuron(i));
      using Bits = std::conditional_t<sizeof(Real) == sizeof(double), std::uint64_t, std::uint32_t>;
      const auto differs = [&](Real value) { return std::bit_cast<Bits>(value) != std::bit_cast<Bits>(values[0]); };
      if (whole_ || std::ranges::any_of(values.span(), differs)) return keep(std::move(values), ~std::size_t{0});
    }
    AlignedArray<Real> same(repetitions);
    std::ranges::fill(same.span(), static_cast<Real>(of_neuron(0)));
    return keep(std::move(same), 0);
  }

  [[nodiscard]] bool per_neuron() const { return per_neuron_; }
  [[nodiscard]] std::size_t bytes() const {
    std::size_t bytes = 0;
    for (const AlignedArray<Real>& array : arrays_) bytes += array.size() * sizeof(Real);
    return bytes;
  }

 private:
  NeuronValues<Real> keep(AlignedArray<Real> values, std::size_t mask) {
    return {arrays_.emplace_back(std::move(values)).data(), mask};
  }

  std::uint32_t size_;
  bool per_neuron_;
  bool whole_;
  std::deque<AlignedArray<Real>> arrays_;
};

}  // namespace lapicque::detail
