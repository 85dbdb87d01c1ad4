#pragma once

// A vector of numbers and a mask of its lanes in the registers of the instruction set that the file is compiled for:
// just what the membrane needs. No fused multiply-add anywhere, so that all sets give the same bits. Numbers of steps
// are compared in lanes of the same width: doubles with doubles, integers of 32 bits with floats.

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__AVX2__) || defined(__AVX512F__) || defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#elif defined(__aarch64__) || defined(_M_ARM64)
#include <arm_neon.h>
#endif

namespace lapicque::kernels {
namespace {

/// Writes zeros over n bytes, n the size of a register or a fraction of it.
template <std::size_t n>
void clear_bytes(void* p) {
  static_cast<void>(std::memset(p, 0, n));
}

/// Number of the lowest bit that is set; some bit is.
inline unsigned lowest_bit(unsigned bits) {
#if defined(_MSC_VER) && !defined(__clang__)
  unsigned long index;
  _BitScanForward(&index, bits);
  return index;
#else
  return static_cast<unsigned>(__builtin_ctz(bits));
#endif
}

template <class Real>
struct Vector;

#if defined(__AVX512F__)

template <>
struct Vector<double> {
  static constexpr std::size_t lanes = 8;
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
  friend Mask operator>=(Vector a, Vector b) { return _mm512_cmp_pd_mask(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const double* p, double x) {
    return _mm512_cmp_pd_mask(_mm512_loadu_pd(p), _mm512_set1_pd(x), _CMP_GT_OQ);
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm512_mask_blend_pd(m, no.v, yes.v)}; }
  static Mask either(Mask a, Mask b) { return static_cast<Mask>(a | b); }
  static bool any(Mask m) { return m != 0; }
  static bool every(Mask m) { return m == 0xFF; }
  static unsigned bits(Mask m) { return m; }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 16;
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
  friend Mask operator>=(Vector a, Vector b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    return _mm512_cmpgt_epi32_mask(_mm512_loadu_si512(p), _mm512_set1_epi32(x));
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm512_mask_blend_ps(m, no.v, yes.v)}; }
  static Mask either(Mask a, Mask b) { return static_cast<Mask>(a | b); }
  static bool any(Mask m) { return m != 0; }
  static bool every(Mask m) { return m == 0xFFFF; }
  static unsigned bits(Mask m) { return m; }
};

#elif defined(__AVX2__)

template <>
struct Vector<double> {
  static constexpr std::size_t lanes = 4;
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
  friend Mask operator>=(Vector a, Vector b) { return _mm256_cmp_pd(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const double* p, double x) {
    return _mm256_cmp_pd(_mm256_loadu_pd(p), _mm256_set1_pd(x), _CMP_GT_OQ);
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm256_blendv_pd(no.v, yes.v, m)}; }
  static Mask either(Mask a, Mask b) { return _mm256_or_pd(a, b); }
  static bool any(Mask m) { return _mm256_movemask_pd(m) != 0; }
  static bool every(Mask m) { return _mm256_movemask_pd(m) == 0xF; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm256_movemask_pd(m)); }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 8;
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
  friend Mask operator>=(Vector a, Vector b) { return _mm256_cmp_ps(a.v, b.v, _CMP_GE_OQ); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    const __m256i values = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    return _mm256_castsi256_ps(_mm256_cmpgt_epi32(values, _mm256_set1_epi32(x)));
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {_mm256_blendv_ps(no.v, yes.v, m)}; }
  static Mask either(Mask a, Mask b) { return _mm256_or_ps(a, b); }
  static bool any(Mask m) { return _mm256_movemask_ps(m) != 0; }
  static bool every(Mask m) { return _mm256_movemask_ps(m) == 0xFF; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm256_movemask_ps(m)); }
};

#elif defined(__SSE2__) || defined(_M_X64)

template <>
struct Vector<double> {
  static constexpr std::size_t lanes = 2;
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
  friend Mask operator>=(Vector a, Vector b) { return _mm_cmpge_pd(a.v, b.v); }
  static Mask greater(const double* p, double x) { return _mm_cmpgt_pd(_mm_loadu_pd(p), _mm_set1_pd(x)); }
  static Vector select(Mask m, Vector yes, Vector no) {
    return {_mm_or_pd(_mm_and_pd(m, yes.v), _mm_andnot_pd(m, no.v))};
  }
  static Mask either(Mask a, Mask b) { return _mm_or_pd(a, b); }
  static bool any(Mask m) { return _mm_movemask_pd(m) != 0; }
  static bool every(Mask m) { return _mm_movemask_pd(m) == 0x3; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm_movemask_pd(m)); }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 4;
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
  friend Mask operator>=(Vector a, Vector b) { return _mm_cmpge_ps(a.v, b.v); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    return _mm_castsi128_ps(_mm_cmpgt_epi32(values, _mm_set1_epi32(x)));
  }
  static Vector select(Mask m, Vector yes, Vector no) {
    return {_mm_or_ps(_mm_and_ps(m, yes.v), _mm_andnot_ps(m, no.v))};
  }
  static Mask either(Mask a, Mask b) { return _mm_or_ps(a, b); }
  static bool any(Mask m) { return _mm_movemask_ps(m) != 0; }
  static bool every(Mask m) { return _mm_movemask_ps(m) == 0xF; }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm_movemask_ps(m)); }
};

#elif defined(__aarch64__) || defined(_M_ARM64)

template <>
struct Vector<double> {
  static constexpr std::size_t lanes = 2;
  using Mask = uint64x2_t;
  float64x2_t v;
  static Vector load(const double* p) { return {vld1q_f64(p)}; }
  static Vector load(const std::int32_t* p) { return {vcvtq_f64_s64(vmovl_s32(vld1_s32(p)))}; }
  static Vector load(const std::uint16_t* p) {
    return {vsetq_lane_f64(static_cast<double>(p[1]), vdupq_n_f64(static_cast<double>(p[0])), 1)};
  }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(double x) { return {vdupq_n_f64(x)}; }
  void store(double* p) const { vst1q_f64(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {vaddq_f64(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {vsubq_f64(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {vmulq_f64(a.v, b.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return vcgeq_f64(a.v, b.v); }
  static Mask greater(const double* p, double x) { return vcgtq_f64(vld1q_f64(p), vdupq_n_f64(x)); }
  static Vector select(Mask m, Vector yes, Vector no) { return {vbslq_f64(m, yes.v, no.v)}; }
  static Mask either(Mask a, Mask b) { return vorrq_u64(a, b); }
  static bool any(Mask m) { return vmaxvq_u32(vreinterpretq_u32_u64(m)) != 0; }
  static bool every(Mask m) { return vminvq_u32(vreinterpretq_u32_u64(m)) != 0; }
  static unsigned bits(Mask m) {
    return static_cast<unsigned>((vgetq_lane_u64(m, 0) & 1) | (vgetq_lane_u64(m, 1) & 2));
  }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 4;
  using Mask = uint32x4_t;
  float32x4_t v;
  static Vector load(const float* p) { return {vld1q_f32(p)}; }
  static Vector load(const std::int32_t* p) { return {vcvtq_f32_s32(vld1q_s32(p))}; }
  static Vector load(const std::uint16_t* p) { return {vcvtq_f32_u32(vmovl_u16(vld1_u16(p)))}; }
  template <class T>
  static void clear(T* p) {
    clear_bytes<lanes * sizeof(T)>(p);
  }
  static Vector all(float x) { return {vdupq_n_f32(x)}; }
  void store(float* p) const { vst1q_f32(p, v); }
  friend Vector operator+(Vector a, Vector b) { return {vaddq_f32(a.v, b.v)}; }
  friend Vector operator-(Vector a, Vector b) { return {vsubq_f32(a.v, b.v)}; }
  friend Vector operator*(Vector a, Vector b) { return {vmulq_f32(a.v, b.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return vcgeq_f32(a.v, b.v); }
  static Mask greater(const std::int32_t* p, std::int32_t x) { return vcgtq_s32(vld1q_s32(p), vdupq_n_s32(x)); }
  static Vector select(Mask m, Vector yes, Vector no) { return {vbslq_f32(m, yes.v, no.v)}; }
  static Mask either(Mask a, Mask b) { return vorrq_u32(a, b); }
  static bool any(Mask m) { return vmaxvq_u32(m) != 0; }
  static bool every(Mask m) { return vminvq_u32(m) != 0; }
  static unsigned bits(Mask m) {
    static const std::uint32_t weights[4] = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(m, vld1q_u32(weights)));
  }
};

#else

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
  template <class Tick>
  static Mask greater(const Tick* p, Tick x) {
    return *p > x;
  }
  static Vector select(Mask m, Vector yes, Vector no) { return m ? yes : no; }
  static Mask either(Mask a, Mask b) { return a || b; }
  static bool any(Mask m) { return m; }
  static bool every(Mask m) { return m; }
  static unsigned bits(Mask m) { return m ? 1 : 0; }
};

#endif

}  // namespace
}  // namespace lapicque::kernels
