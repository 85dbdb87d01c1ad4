#pragma once

// See vector.hpp. AVX2.

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
  static constexpr std::size_t lanes = 4;
  using Number = double;
  using Mask = __m256d;
  __m256d v;
  static Vector load(const double* p) { return {_mm256_loadu_pd(p)}; }
  static Vector load(const std::int32_t* p) {
    return {_mm256_cvtepi32_pd(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
  }
  static Vector load(const std::uint16_t* p) {
    return {_mm256_cvtepi32_pd(_mm_cvtepu16_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))))};
  }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(double x) { return {_mm256_set1_pd(x)}; }
  void store(double* p) const { _mm256_storeu_pd(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {_mm256_add_pd(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {_mm256_sub_pd(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {_mm256_mul_pd(a.v, b.v)}; }
  friend Vector operator/(Vector a, Vector b) { return {_mm256_div_pd(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {_mm256_sqrt_pd(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return _mm256_cmp_pd(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    return _mm256_castsi256_pd(_mm256_cvtepi32_epi64(_mm_cmpgt_epi32(values, _mm_set1_epi32(x))));
  }
  static Vector power_of_two(Vector shifted) {
    const __m256i bits = _mm256_add_epi64(_mm256_castpd_si256(shifted.v), _mm256_set1_epi64x(1023));
    return {_mm256_castsi256_pd(_mm256_slli_epi64(bits, 52))};
  }
  static Vector exponent(Vector x) {
    const __m256i bits = _mm256_srli_epi64(_mm256_castpd_si256(x.v), 52);
    const __m256i number = _mm256_or_si256(bits, _mm256_set1_epi64x(0x4330000000000000));  // 2^52 + bits
    return {_mm256_sub_pd(_mm256_castsi256_pd(number), _mm256_set1_pd(0x1p52 + 1023.0))};
  }
  static Vector mantissa(Vector x) {
    const __m256i bits = _mm256_and_si256(_mm256_castpd_si256(x.v), _mm256_set1_epi64x(0x000FFFFFFFFFFFFF));
    return {_mm256_castsi256_pd(_mm256_or_si256(bits, _mm256_set1_epi64x(0x3FF0000000000000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm256_blendv_pd(no.v, yes.v, m)}; }
  static Mask either(Mask a, Mask b) { return _mm256_or_pd(a, b); }
  static Mask both(Mask a, Mask b) { return _mm256_and_pd(a, b); }
  static Mask without(Mask a, Mask b) { return _mm256_andnot_pd(b, a); }
  static bool any(Mask m) { return _mm256_movemask_pd(m) != 0; }
  static bool every(Mask m) { return _mm256_movemask_pd(m) == 0xF; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm256_movemask_pd(m)); }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 8;
  using Number = float;
  using Mask = __m256;
  __m256 v;
  static Vector load(const float* p) { return {_mm256_loadu_ps(p)}; }
  static Vector load(const std::int32_t* p) {
    return {_mm256_cvtepi32_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
  }
  static Vector load(const std::uint16_t* p) {
    return {_mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
  }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(float x) { return {_mm256_set1_ps(x)}; }
  void store(float* p) const { _mm256_storeu_ps(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {_mm256_add_ps(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {_mm256_sub_ps(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {_mm256_mul_ps(a.v, b.v)}; }
  friend Vector operator/(Vector a, Vector b) { return {_mm256_div_ps(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {_mm256_sqrt_ps(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return _mm256_cmp_ps(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    const __m256i values = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    return _mm256_castsi256_ps(_mm256_cmpgt_epi32(values, _mm256_set1_epi32(x)));
  }
  static Vector power_of_two(Vector shifted) {
    const __m256i bits = _mm256_add_epi32(_mm256_castps_si256(shifted.v), _mm256_set1_epi32(127));
    return {_mm256_castsi256_ps(_mm256_slli_epi32(bits, 23))};
  }
  static Vector exponent(Vector x) {
    const __m256i bits = _mm256_srli_epi32(_mm256_castps_si256(x.v), 23);
    const __m256i number = _mm256_or_si256(bits, _mm256_set1_epi32(0x4B000000));  // 2^23 + bits
    return {_mm256_sub_ps(_mm256_castsi256_ps(number), _mm256_set1_ps(0x1p23F + 127.0F))};
  }
  static Vector mantissa(Vector x) {
    const __m256i bits = _mm256_and_si256(_mm256_castps_si256(x.v), _mm256_set1_epi32(0x007FFFFF));
    return {_mm256_castsi256_ps(_mm256_or_si256(bits, _mm256_set1_epi32(0x3F800000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm256_blendv_ps(no.v, yes.v, m)}; }
  static Mask either(Mask a, Mask b) { return _mm256_or_ps(a, b); }
  static Mask both(Mask a, Mask b) { return _mm256_and_ps(a, b); }
  static Mask without(Mask a, Mask b) { return _mm256_andnot_ps(b, a); }
  static bool any(Mask m) { return _mm256_movemask_ps(m) != 0; }
  static bool every(Mask m) { return _mm256_movemask_ps(m) == 0xFF; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm256_movemask_ps(m)); }
};

}  // namespace
}  // namespace lapicque::detail::kernels
