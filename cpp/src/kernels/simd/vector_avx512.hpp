#pragma once

// See vector.hpp. AVX-512.

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
  static constexpr std::size_t lanes = 8;
  using Number = double;
  using Mask = __mmask8;
  __m512d v;
  static Vector load(const double* p) { return {_mm512_loadu_pd(p)}; }
  static Vector load(const std::int32_t* p) {
    return {_mm512_cvtepi32_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
  }
  static Vector load(const std::uint16_t* p) {
    return {_mm512_cvtepi32_pd(_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
  }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(double x) { return {_mm512_set1_pd(x)}; }
  void store(double* p) const { _mm512_storeu_pd(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {_mm512_add_pd(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {_mm512_sub_pd(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {_mm512_mul_pd(a.v, b.v)}; }
  friend Vector operator/(Vector a, Vector b) { return {_mm512_div_pd(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {_mm512_sqrt_pd(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return _mm512_cmp_pd_mask(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    return _mm256_cmpgt_epi32_mask(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), _mm256_set1_epi32(x));
  }
  static Vector power_of_two(Vector shifted) {
    const __m512i bits = _mm512_add_epi64(_mm512_castpd_si512(shifted.v), _mm512_set1_epi64(1023));
    return {_mm512_castsi512_pd(_mm512_slli_epi64(bits, 52))};
  }
  static Vector exponent(Vector x) {
    const __m512i bits = _mm512_srli_epi64(_mm512_castpd_si512(x.v), 52);
    const __m512i number = _mm512_or_si512(bits, _mm512_set1_epi64(0x4330000000000000));  // 2^52 + bits
    return {_mm512_sub_pd(_mm512_castsi512_pd(number), _mm512_set1_pd(0x1p52 + 1023.0))};
  }
  static Vector mantissa(Vector x) {
    const __m512i bits = _mm512_and_si512(_mm512_castpd_si512(x.v), _mm512_set1_epi64(0x000FFFFFFFFFFFFF));
    return {_mm512_castsi512_pd(_mm512_or_si512(bits, _mm512_set1_epi64(0x3FF0000000000000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm512_mask_blend_pd(m, no.v, yes.v)}; }
  static Mask either(Mask a, Mask b) { return static_cast<Mask>(a | b); }
  static Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
  static Mask without(Mask a, Mask b) { return static_cast<Mask>(a & ~b); }
  static bool any(Mask m) { return m != 0; }
  static bool every(Mask m) { return m == 0xFF; }
  static unsigned bits(Mask m) { return m; }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 16;
  using Number = float;
  using Mask = __mmask16;
  __m512 v;
  static Vector load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Vector load(const std::int32_t* p) { return {_mm512_cvtepi32_ps(_mm512_loadu_si512(p))}; }
  static Vector load(const std::uint16_t* p) {
    return {_mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))))};
  }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(float x) { return {_mm512_set1_ps(x)}; }
  void store(float* p) const { _mm512_storeu_ps(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {_mm512_add_ps(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {_mm512_sub_ps(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {_mm512_mul_ps(a.v, b.v)}; }
  friend Vector operator/(Vector a, Vector b) { return {_mm512_div_ps(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {_mm512_sqrt_ps(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    return _mm512_cmpgt_epi32_mask(_mm512_loadu_si512(p), _mm512_set1_epi32(x));
  }
  static Vector power_of_two(Vector shifted) {
    const __m512i bits = _mm512_add_epi32(_mm512_castps_si512(shifted.v), _mm512_set1_epi32(127));
    return {_mm512_castsi512_ps(_mm512_slli_epi32(bits, 23))};
  }
  static Vector exponent(Vector x) {
    const __m512i bits = _mm512_srli_epi32(_mm512_castps_si512(x.v), 23);
    const __m512i number = _mm512_or_si512(bits, _mm512_set1_epi32(0x4B000000));  // 2^23 + bits
    return {_mm512_sub_ps(_mm512_castsi512_ps(number), _mm512_set1_ps(0x1p23F + 127.0F))};
  }
  static Vector mantissa(Vector x) {
    const __m512i bits = _mm512_and_si512(_mm512_castps_si512(x.v), _mm512_set1_epi32(0x007FFFFF));
    return {_mm512_castsi512_ps(_mm512_or_si512(bits, _mm512_set1_epi32(0x3F800000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm512_mask_blend_ps(m, no.v, yes.v)}; }
  static Mask either(Mask a, Mask b) { return static_cast<Mask>(a | b); }
  static Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
  static Mask without(Mask a, Mask b) { return static_cast<Mask>(a & ~b); }
  static bool any(Mask m) { return m != 0; }
  static bool every(Mask m) { return m == 0xFFFF; }
  static unsigned bits(Mask m) { return m; }
};

}  // namespace
}  // namespace lapicque::detail::kernels
