#pragma once

// See vector.hpp. SSE2.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/simd/vector_parts.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class Real>
struct Vector;

template <>
struct Vector<double> {
  static constexpr std::size_t lanes = 2;
  using Number = double;
  using Mask = __m128d;
  __m128d v;
  static Vector load(const double* p) { return {_mm_loadu_pd(p)}; }
  static Vector load(const std::int32_t* p) {
    return {_mm_cvtepi32_pd(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)))};
  }
  static Vector load(const std::uint16_t* p) { return {_mm_set_pd(p[1], p[0])}; }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(double x) { return {_mm_set1_pd(x)}; }
  void store(double* p) const { _mm_storeu_pd(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {_mm_add_pd(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {_mm_sub_pd(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {_mm_mul_pd(a.v, b.v)}; }
  friend Vector operator/(Vector a, Vector b) { return {_mm_div_pd(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {_mm_sqrt_pd(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return _mm_cmpge_pd(a.v, b.v); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    const __m128i values = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
    const __m128i mask = _mm_cmpgt_epi32(values, _mm_set1_epi32(x));
    return _mm_castsi128_pd(_mm_unpacklo_epi32(mask, mask));
  }
  static Vector power_of_two(Vector shifted) {
    const __m128i bits = _mm_add_epi64(_mm_castpd_si128(shifted.v), _mm_set1_epi64x(1023));
    return {_mm_castsi128_pd(_mm_slli_epi64(bits, 52))};
  }
  static Vector exponent(Vector x) {
    const __m128i bits = _mm_srli_epi64(_mm_castpd_si128(x.v), 52);
    const __m128i number = _mm_or_si128(bits, _mm_set1_epi64x(0x4330000000000000));  // 2^52 + bits
    return {_mm_sub_pd(_mm_castsi128_pd(number), _mm_set1_pd(0x1p52 + 1023.0))};
  }
  static Vector mantissa(Vector x) {
    const __m128i bits = _mm_and_si128(_mm_castpd_si128(x.v), _mm_set1_epi64x(0x000FFFFFFFFFFFFF));
    return {_mm_castsi128_pd(_mm_or_si128(bits, _mm_set1_epi64x(0x3FF0000000000000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) {
    return {_mm_or_pd(_mm_and_pd(m, yes.v), _mm_andnot_pd(m, no.v))};
  }
  static Mask either(Mask a, Mask b) { return _mm_or_pd(a, b); }
  static Mask both(Mask a, Mask b) { return _mm_and_pd(a, b); }
  static Mask without(Mask a, Mask b) { return _mm_andnot_pd(b, a); }
  static bool any(Mask m) { return _mm_movemask_pd(m) != 0; }
  static bool every(Mask m) { return _mm_movemask_pd(m) == 0x3; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm_movemask_pd(m)); }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 4;
  using Number = float;
  using Mask = __m128;
  __m128 v;
  static Vector load(const float* p) { return {_mm_loadu_ps(p)}; }
  static Vector load(const std::int32_t* p) {
    return {_mm_cvtepi32_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
  }
  static Vector load(const std::uint16_t* p) {
    const __m128i halves = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
    return {_mm_cvtepi32_ps(_mm_unpacklo_epi16(halves, _mm_setzero_si128()))};
  }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(float x) { return {_mm_set1_ps(x)}; }
  void store(float* p) const { _mm_storeu_ps(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {_mm_add_ps(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {_mm_sub_ps(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {_mm_mul_ps(a.v, b.v)}; }
  friend Vector operator/(Vector a, Vector b) { return {_mm_div_ps(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {_mm_sqrt_ps(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return _mm_cmpge_ps(a.v, b.v); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    return _mm_castsi128_ps(_mm_cmpgt_epi32(values, _mm_set1_epi32(x)));
  }
  static Vector power_of_two(Vector shifted) {
    const __m128i bits = _mm_add_epi32(_mm_castps_si128(shifted.v), _mm_set1_epi32(127));
    return {_mm_castsi128_ps(_mm_slli_epi32(bits, 23))};
  }
  static Vector exponent(Vector x) {
    const __m128i bits = _mm_srli_epi32(_mm_castps_si128(x.v), 23);
    const __m128i number = _mm_or_si128(bits, _mm_set1_epi32(0x4B000000));  // 2^23 + bits
    return {_mm_sub_ps(_mm_castsi128_ps(number), _mm_set1_ps(0x1p23F + 127.0F))};
  }
  static Vector mantissa(Vector x) {
    const __m128i bits = _mm_and_si128(_mm_castps_si128(x.v), _mm_set1_epi32(0x007FFFFF));
    return {_mm_castsi128_ps(_mm_or_si128(bits, _mm_set1_epi32(0x3F800000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) {
    return {_mm_or_ps(_mm_and_ps(m, yes.v), _mm_andnot_ps(m, no.v))};
  }
  static Mask either(Mask a, Mask b) { return _mm_or_ps(a, b); }
  static Mask both(Mask a, Mask b) { return _mm_and_ps(a, b); }
  static Mask without(Mask a, Mask b) { return _mm_andnot_ps(b, a); }
  static bool any(Mask m) { return _mm_movemask_ps(m) != 0; }
  static bool every(Mask m) { return _mm_movemask_ps(m) == 0xF; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm_movemask_ps(m)); }
};

}  // namespace
}  // namespace lapicque::detail::kernels
