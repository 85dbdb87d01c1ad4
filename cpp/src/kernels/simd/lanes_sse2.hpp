#pragma once

// See lanes.hpp. SSE2, which every x86-64 processor has.

#include <emmintrin.h>

#include <cstdint>

namespace lapicque::detail::kernels {
namespace {

constexpr unsigned wide_lanes = 2;
constexpr unsigned half_lanes = 8;

using Wide = __m128i;

inline __m128i* to_vector(std::uint32_t* p) { return reinterpret_cast<__m128i*>(p); }
inline __m128i* to_vector(std::int32_t* p) { return reinterpret_cast<__m128i*>(p); }

inline Wide wide(std::uint32_t value) { return _mm_set_epi32(0, static_cast<int>(value), 0, static_cast<int>(value)); }
inline Wide load_wide(const std::uint64_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
inline Wide add(Wide a, Wide b) { return _mm_add_epi64(a, b); }
inline Wide multiply(Wide a, Wide b) { return _mm_mul_epu32(a, b); }
inline Wide upper(Wide a) { return _mm_srli_epi64(a, 32); }
inline Wide exclusive_or(Wide a, Wide b) { return _mm_xor_si128(a, b); }
/// Lower halves of a and b side by side in each lane.
inline Wide pair(Wide a, Wide b) {
  const Wide lower = _mm_set_epi32(0, -1, 0, -1);
  return _mm_or_si128(_mm_and_si128(a, lower), _mm_slli_epi64(b, 32));
}
inline void store_pairs(std::uint32_t* out, Wide even, Wide odd) { _mm_storeu_si128(to_vector(out), pair(even, odd)); }
inline void store_blocks(std::uint32_t* out, Wide w0, Wide w1, Wide w2, Wide w3) {
  const Wide first = pair(w0, w1);
  const Wide second = pair(w2, w3);
  _mm_storeu_si128(to_vector(out), _mm_unpacklo_epi64(first, second));
  _mm_storeu_si128(to_vector(out + 4), _mm_unpackhi_epi64(first, second));
}

using Halves = __m128i;  // biased by -2^15
using Mark = __m128i;

inline Halves halves(std::uint16_t value) {
  return _mm_xor_si128(_mm_set1_epi16(static_cast<short>(value)), _mm_set1_epi16(-0x8000));
}
inline Halves load_halves(const std::uint32_t* words) {
  return _mm_xor_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(words)), _mm_set1_epi16(-0x8000));
}
inline Halves counts_of(std::uint16_t value) { return _mm_set1_epi16(static_cast<short>(value)); }
inline Halves counts_below(Halves counts, Halves x, Halves limit) {
  return _mm_add_epi16(counts, _mm_cmpgt_epi16(limit, x));
}
inline Mark no_mark() { return _mm_setzero_si128(); }
inline Mark mark_equal(Mark mark, Halves x, Halves limit) { return _mm_or_si128(mark, _mm_cmpeq_epi16(x, limit)); }
inline bool any(Mark mark) { return _mm_movemask_epi8(mark) != 0; }
inline void store_counts(std::int32_t* out, Halves counts, std::int32_t base) {
  const __m128i zero = _mm_setzero_si128();
  const __m128i b = _mm_set1_epi32(base);
  _mm_storeu_si128(to_vector(out), _mm_add_epi32(_mm_unpacklo_epi16(counts, zero), b));
  _mm_storeu_si128(to_vector(out + 4), _mm_add_epi32(_mm_unpackhi_epi16(counts, zero), b));
}

}  // namespace
}  // namespace lapicque::detail::kernels
