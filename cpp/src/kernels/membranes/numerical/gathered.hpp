#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/membranes/membrane_pass.hpp"
#include "kernels/simd/vector.hpp"

namespace lapicque::detail::kernels {
namespace {

/// A coefficient of neurons taken from anywhere in a population, as many as a vector has lanes.
template <class V>
[[nodiscard]] V gathered(NeuronValues<typename V::Number> coefficient, bool per_neuron, const std::uint32_t* neuron) {
  const std::size_t mask = per_neuron ? ~std::size_t{0} : 0;
  alignas(64) typename V::Number values[V::lanes];
  for (std::size_t k = 0; k < V::lanes; ++k) values[k] = coefficient.values[neuron[k] & mask];
  return V::load(values);
}

/// All coefficients of neurons taken from anywhere in a population.
template <class Equations, class V>
struct GatheredCoefficients {
  GatheredCoefficients(const MembranePass<typename V::Number>& pass, const std::uint32_t* neuron) {
    for (std::size_t c = 0; c < Equations::coefficients; ++c) {
      values[c] = gathered<V>(pass.coefficient[c], pass.per_neuron, neuron);
    }
  }

  [[nodiscard]] V operator[](std::size_t c) const { return values[c]; }

  V values[Equations::coefficients];
};

}  // namespace
}  // namespace lapicque::detail::kernels
