#pragma once

#include <cstddef>

#include "kernels/simd/vector.hpp"
#include "memory/neuron_values.hpp"

namespace lapicque::detail::kernels {
namespace {

/// A coefficient that is the same for all neurons (kept in a register) or one a neuron, from neuron `begin` on.
template <bool PerNeuron, class T>
struct Coefficient {
  Coefficient(const T* values, std::size_t begin) : p{values + begin} {}
  T operator[](std::size_t i) const { return p[i]; }
  [[nodiscard]] Vector<T> at(std::size_t i) const { return Vector<T>::load(p + i); }
  const T* p;
};

template <class T>
struct Coefficient<false, T> {
  Coefficient(const T* values, std::size_t) : value{*values} {}
  T operator[](std::size_t) const { return value; }
  [[nodiscard]] Vector<T> at(std::size_t) const { return Vector<T>::all(value); }
  T value;
};

/// A coefficient of a population of which some differ among neurons and others do not, from neuron `begin` on. A vector
/// of them is loaded, so that what all have in common takes no more of the caches than it has to; loops over single
/// neurons that are to become loops over vectors want a Coefficient.
template <bool PerNeuron, class T>
struct SomeCoefficient {
  SomeCoefficient(NeuronValues<T> of, std::size_t begin) : p{of.values + (begin & of.mask)}, mask{of.mask} {}
  T operator[](std::size_t i) const { return p[i & mask]; }
  [[nodiscard]] Vector<T> at(std::size_t i) const { return Vector<T>::load(p + (i & mask)); }
  const T* p;
  std::size_t mask;
};

template <class T>
struct SomeCoefficient<false, T> : Coefficient<false, T> {
  SomeCoefficient(NeuronValues<T> of, std::size_t begin) : Coefficient<false, T>{of.values, begin} {}
};

}  // namespace
}  // namespace lapicque::detail::kernels
