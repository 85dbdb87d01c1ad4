#pragma once

// See vector.hpp. NEON.

#include <arm_neon.h>

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
  friend Vector operator/(Vector a, Vector b) { return {vdivq_f64(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {vsqrtq_f64(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return vcgeq_f64(a.v, b.v); }
  static Mask greater(const std::int32_t* p, std::int32_t x) {
    const uint32x2_t mask = vcgt_s32(vld1_s32(p), vdup_n_s32(x));
    return vreinterpretq_u64_s64(vmovl_s32(vreinterpret_s32_u32(mask)));
  }
  static Vector power_of_two(Vector shifted) {
    const int64x2_t bits = vaddq_s64(vreinterpretq_s64_f64(shifted.v), vdupq_n_s64(1023));
    return {vreinterpretq_f64_s64(vshlq_n_s64(bits, 52))};
  }
  static Vector exponent(Vector x) {
    const uint64x2_t bits = vshrq_n_u64(vreinterpretq_u64_f64(x.v), 52);
    const uint64x2_t number = vorrq_u64(bits, vdupq_n_u64(0x4330000000000000));  // 2^52 + bits
    return {vsubq_f64(vreinterpretq_f64_u64(number), vdupq_n_f64(0x1p52 + 1023.0))};
  }
  static Vector mantissa(Vector x) {
    const uint64x2_t bits = vandq_u64(vreinterpretq_u64_f64(x.v), vdupq_n_u64(0x000FFFFFFFFFFFFF));
    return {vreinterpretq_f64_u64(vorrq_u64(bits, vdupq_n_u64(0x3FF0000000000000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {vbslq_f64(m, yes.v, no.v)}; }
  static Mask either(Mask a, Mask b) { return vorrq_u64(a, b); }
  static Mask both(Mask a, Mask b) { return vandq_u64(a, b); }
  static Mask without(Mask a, Mask b) { return vbicq_u64(a, b); }
  static bool any(Mask m) { return vmaxvq_u32(vreinterpretq_u32_u64(m)) != 0; }
  static bool every(Mask m) { return vminvq_u32(vreinterpretq_u32_u64(m)) != 0; }
  static unsigned bits(Mask m) {
    return static_cast<unsigned>((vgetq_lane_u64(m, 0) & 1) | (vgetq_lane_u64(m, 1) & 2));
  }
};

template <>
struct Vector<float> {
  static constexpr std::size_t lanes = 4;
  using Number = float;
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
  friend Vector operator/(Vector a, Vector b) { return {vdivq_f32(a.v, b.v)}; }
  static Vector sqrt(Vector x) { return {vsqrtq_f32(x.v)}; }
  friend Mask operator>=(Vector a, Vector b) { return vcgeq_f32(a.v, b.v); }
  static Mask greater(const std::int32_t* p, std::int32_t x) { return vcgtq_s32(vld1q_s32(p), vdupq_n_s32(x)); }
  static Vector power_of_two(Vector shifted) {
    const int32x4_t bits = vaddq_s32(vreinterpretq_s32_f32(shifted.v), vdupq_n_s32(127));
    return {vreinterpretq_f32_s32(vshlq_n_s32(bits, 23))};
  }
  static Vector exponent(Vector x) {
    const uint32x4_t bits = vshrq_n_u32(vreinterpretq_u32_f32(x.v), 23);
    const uint32x4_t number = vorrq_u32(bits, vdupq_n_u32(0x4B000000));  // 2^23 + bits
    return {vsubq_f32(vreinterpretq_f32_u32(number), vdupq_n_f32(0x1p23F + 127.0F))};
  }
  static Vector mantissa(Vector x) {
    const uint32x4_t bits = vandq_u32(vreinterpretq_u32_f32(x.v), vdupq_n_u32(0x007FFFFF));
    return {vreinterpretq_f32_u32(vorrq_u32(bits, vdupq_n_u32(0x3F800000)))};
  }
  static Vector select(Mask m, Vector yes, Vector no) { return {vbslq_f32(m, yes.v, no.v)}; }
  static Mask either(Mask a, Mask b) { return vorrq_u32(a, b); }
  static Mask both(Mask a, Mask b) { return vandq_u32(a, b); }
  static Mask without(Mask a, Mask b) { return vbicq_u32(a, b); }
  static bool any(Mask m) { return vmaxvq_u32(m) != 0; }
  static bool every(Mask m) { return vminvq_u32(m) != 0; }
  static unsigned bits(Mask m) {
    static const std::uint32_t weights[4] = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(m, vld1q_u32(weights)));
  }
};

}  // namespace
}  // namespace lapicque::detail::kernels
