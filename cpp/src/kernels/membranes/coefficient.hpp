#pragma once

#include <cstddef>

#include "kernels/simd/vector.hpp"

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

}  // namespace
}  // namespace lapicque::detail::kernels
