#pragma once

// A vector of one lane: for the end of a block that fills no vector, and where there are no vectors at all.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/simd/vector_parts.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class Real>
struct Lane {
  static constexpr std::size_t lanes = 1;
  using Number = Real;
  using Mask = bool;
  Real v;
  static Lane load(const Real* p) { return {*p}; }
  static Lane load(const std::int32_t* p) { return {static_cast<Real>(*p)}; }
  static Lane load(const std::uint16_t* p) { return {static_cast<Real>(*p)}; }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Lane all(Real x) { return {x}; }
  void store(Real* p) const { *p = v; }
  friend Lane operator+(Lane a, Lane b) { return {a.v + b.v}; }
  friend Lane operator-(Lane a, Lane b) { return {a.v - b.v}; }
  friend Lane operator*(Lane a, Lane b) { return {a.v * b.v}; }
  friend Lane operator/(Lane a, Lane b) { return {a.v / b.v}; }
  friend Mask operator>=(Lane a, Lane b) { return a.v >= b.v; }
  static Mask greater(const std::int32_t* p, std::int32_t x) { return *p > x; }
  static Lane power_of_two(Lane shifted) {
    using Bits = std::conditional_t<sizeof(Real) == sizeof(double), std::uint64_t, std::uint32_t>;
    constexpr bool wide = sizeof(Real) == sizeof(double);
    Bits bits;
    std::memcpy(&bits, &shifted.v, sizeof bits);
    bits = (bits + Bits{wide ? 1023 : 127}) << (wide ? 52 : 23);
    Real power;
    std::memcpy(&power, &bits, sizeof power);
    return {power};
  }
  static Lane select(Mask m, Lane yes, Lane no) { return m ? yes : no; }
  static Mask either(Mask a, Mask b) { return a || b; }
  static bool any(Mask m) { return m; }
  static bool every(Mask m) { return m; }
  static unsigned bits(Mask m) { return m ? 1 : 0; }
};

}  // namespace
}  // namespace lapicque::detail::kernels
