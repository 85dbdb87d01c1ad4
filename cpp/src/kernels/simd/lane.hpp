#pragma once

// A vector of one lane: for the end of a block that fills no vector, and where there are no vectors at all.

#include <cmath>
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
  static Lane sqrt(Lane x) { return {std::sqrt(x.v)}; }
  friend Mask operator>=(Lane a, Lane b) { return a.v >= b.v; }
  static Mask greater(const std::int32_t* p, std::int32_t x) { return *p > x; }
  static Lane power_of_two(Lane shifted) { return {of_bits((bits_of(shifted.v) + Bits{wide ? 1023 : 127}) << places)}; }
  static Lane exponent(Lane x) {
    return {static_cast<Real>(bits_of(x.v) >> places) - static_cast<Real>(wide ? 1023 : 127)};
  }
  static Lane mantissa(Lane x) {
    constexpr Bits one = Bits{wide ? 1023 : 127} << places;
    return {of_bits((bits_of(x.v) & ((Bits{1} << places) - 1)) | one)};
  }
  static Lane select(Mask m, Lane yes, Lane no) { return m ? yes : no; }
  static Mask either(Mask a, Mask b) { return a || b; }
  static Mask both(Mask a, Mask b) { return a && b; }
  static Mask without(Mask a, Mask b) { return a && !b; }
  static bool any(Mask m) { return m; }
  static bool every(Mask m) { return m; }
  static unsigned bits(Mask m) { return m ? 1 : 0; }

 private:
  static constexpr bool wide = sizeof(Real) == sizeof(double);
  static constexpr int places = wide ? 52 : 23;  // of the mantissa
  using Bits = std::conditional_t<wide, std::uint64_t, std::uint32_t>;
  static Bits bits_of(Real x) {
    Bits bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
  }
  static Real of_bits(Bits bits) {
    Real x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
  }
};

}  // namespace
}  // namespace lapicque::detail::kernels
