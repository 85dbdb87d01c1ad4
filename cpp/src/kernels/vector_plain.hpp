#pragma once

// See vector.hpp. One number at a time.

#include <cstddef>
#include <cstdint>

#include "kernels/vector_parts.hpp"

namespace lapicque::kernels {
namespace {

template <class Real>
struct Vector {
  static constexpr std::size_t lanes = 1;
  using Mask = bool;
  Real v;
  static Vector load(const Real* p) { return {*p}; }
  static Vector load(const std::int32_t* p) { return {static_cast<Real>(*p)}; }
  static Vector load(const std::uint16_t* p) { return {static_cast<Real>(*p)}; }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(Real x) { return {x}; }
  void store(Real* p) const { *p = v; }
  friend Vector operator+(Vector a, Vector b) { return {a.v + b.v}; }
  friend Vector operator-(Vector a, Vector b) { return {a.v - b.v}; }
  friend Vector operator*(Vector a, Vector b) { return {a.v * b.v}; }
  friend Mask operator>=(Vector a, Vector b) { return a.v >= b.v; }
  static Mask greater(const std::int32_t* p, std::int32_t x) { return *p > x; }
  static Vector select(Mask m, Vector yes, Vector no) { return m ? yes : no; }
  static Mask either(Mask a, Mask b) { return a || b; }
  static bool any(Mask m) { return m; }
  static bool every(Mask m) { return m; }
  static unsigned bits(Mask m) { return m ? 1 : 0; }
};

}  // namespace
}  // namespace lapicque::kernels
