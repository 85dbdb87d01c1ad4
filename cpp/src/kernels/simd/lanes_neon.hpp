#pragma once

// See lanes.hpp. NEON, which every AArch64 processor has.

#include <arm_neon.h>

#include <cstdint>

namespace lapicque::detail::kernels {
namespace {

constexpr unsigned wide_lanes = 2;
constexpr unsigned half_lanes = 8;

using Wide = uint64x2_t;

inline Wide wide(std::uint32_t value) { return vdupq_n_u64(value); }
inline Wide load_wide(const std::uint64_t* p) { return vld1q_u64(p); }
inline Wide add(Wide a, Wide b) { return vaddq_u64(a, b); }
inline Wide multiply(Wide a, Wide b) { return vmull_u32(vmovn_u64(a), vmovn_u64(b)); }
inline Wide upper(Wide a) { return vshrq_n_u64(a, 32); }
inline Wide exclusive_or(Wide a, Wide b) { return veorq_u64(a, b); }
/// Lower halves of a and b side by side in each lane.
inline Wide pair(Wide a, Wide b) { return vsliq_n_u64(a, b, 32); }
inline void store_pairs(std::uint32_t* out, Wide even, Wide odd) {
  vst1q_u32(out, vreinterpretq_u32_u64(pair(even, odd)));
}
inline void store_blocks(std::uint32_t* out, Wide w0, Wide w1, Wide w2, Wide w3) {
  const Wide first = pair(w0, w1);
  const Wide second = pair(w2, w3);
  vst1q_u32(out, vreinterpretq_u32_u64(vcombine_u64(vget_low_u64(first), vget_low_u64(second))));
  vst1q_u32(out + 4, vreinterpretq_u32_u64(vcombine_u64(vget_high_u64(first), vget_high_u64(second))));
}

using Halves = uint16x8_t;
using Mark = uint16x8_t;

inline Halves halves(std::uint16_t value) { return vdupq_n_u16(value); }
inline Halves load_halves(const std::uint32_t* words) { return vreinterpretq_u16_u32(vld1q_u32(words)); }
inline Halves counts_of(std::uint16_t value) { return halves(value); }
inline Halves counts_below(Halves counts, Halves x, Halves limit) { return vaddq_u16(counts, vcltq_u16(x, limit)); }
inline Mark no_mark() { return vdupq_n_u16(0); }
inline Mark mark_equal(Mark mark, Halves x, Halves limit) { return vorrq_u16(mark, vceqq_u16(x, limit)); }
inline bool any(Mark mark) { return vmaxvq_u16(mark) != 0; }
inline void store_counts(std::int32_t* out, Halves counts, std::int32_t base) {
  const uint32x4_t b = vdupq_n_u32(static_cast<std::uint32_t>(base));
  const uint32x4_t first = vaddw_u16(b, vget_low_u16(counts));
  const uint32x4_t second = vaddw_u16(b, vget_high_u16(counts));
  vst1q_s32(out, vreinterpretq_s32_u32(first));
  vst1q_s32(out + 4, vreinterpretq_s32_u32(second));
}

}  // namespace
}  // namespace lapicque::detail::kernels
