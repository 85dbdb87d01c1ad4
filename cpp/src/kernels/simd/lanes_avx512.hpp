#pragma once

// See lanes.hpp. AVX-512 with F and BW.

#include <immintrin.h>

#include <cstdint>

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes its own intrinsics' "undefined" vectors for a mistake of ours (its bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

namespace lapicque::detail::kernels {
namespace {

constexpr unsigned wide_lanes = 8;
constexpr unsigned half_lanes = 32;

using Wide = __m512i;

inline Wide wide(std::uint32_t value) { return _mm512_set1_epi64(static_cast<long long>(value)); }
inline Wide load_wide(const std::uint64_t* p) { return _mm512_loadu_si512(p); }
inline Wide add(Wide a, Wide b) { return _mm512_add_epi64(a, b); }
inline Wide multiply(Wide a, Wide b) { return _mm512_mul_epu32(a, b); }
inline Wide upper(Wide a) { return _mm512_srli_epi64(a, 32); }
inline Wide exclusive_or(Wide a, Wide b) { return _mm512_xor_si512(a, b); }
/// Lower halves of a and b side by side in each lane.
inline Wide pair(Wide a, Wide b) { return _mm512_mask_blend_epi32(0xAAAA, a, _mm512_slli_epi64(b, 32)); }
inline void store_pairs(std::uint32_t* out, Wide even, Wide odd) { _mm512_storeu_si512(out, pair(even, odd)); }
inline void store_blocks(std::uint32_t* out, Wide w0, Wide w1, Wide w2, Wide w3) {
  const Wide first = pair(w0, w1);
  const Wide second = pair(w2, w3);
  _mm512_storeu_si512(out, _mm512_unpacklo_epi64(first, second));
  _mm512_storeu_si512(out + 16, _mm512_unpackhi_epi64(first, second));
}

using Halves = __m512i;
using Mark = __mmask32;

inline Halves halves(std::uint16_t value) { return _mm512_set1_epi16(static_cast<short>(value)); }
inline Halves load_halves(const std::uint32_t* words) { return _mm512_loadu_si512(words); }
inline Halves counts_of(std::uint16_t value) { return halves(value); }
inline Halves counts_below(Halves counts, Halves x, Halves limit) {
  return _mm512_mask_sub_epi16(counts, _mm512_cmplt_epu16_mask(x, limit), counts, _mm512_set1_epi16(1));
}
inline Mark no_mark() { return 0; }
inline Mark mark_equal(Mark mark, Halves x, Halves limit) { return mark | _mm512_cmpeq_epi16_mask(x, limit); }
inline bool any(Mark mark) { return mark != 0; }

#define LAPICQUE_CELL_LOOKUP
constexpr unsigned lookup_cells = 16;

/// Numbers of 16 bits that a count below lookup_cells picks.
struct CellTable {
  __m512i low;  // bytes
  __m512i high;
};
inline CellTable cell_table(const std::uint16_t* cells) {
  alignas(16) unsigned char low[lookup_cells];
  alignas(16) unsigned char high[lookup_cells];
  for (unsigned k = 0; k < lookup_cells; ++k) {
    low[k] = static_cast<unsigned char>(cells[k] & 0xFF);
    high[k] = static_cast<unsigned char>(cells[k] >> 8);
  }
  const auto all = [](const unsigned char* bytes) {
    return _mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes)));
  };
  return {all(low), all(high)};
}
inline Mark mark_picked(Mark mark, Halves x, Halves counts, const CellTable& table) {
  // A selector with its top bit set picks zero.
  const __m512i low = _mm512_shuffle_epi8(table.low, _mm512_or_si512(counts, _mm512_set1_epi16(-0x8000)));
  const __m512i high =
      _mm512_shuffle_epi8(table.high, _mm512_or_si512(_mm512_slli_epi16(counts, 8), _mm512_set1_epi16(0x80)));
  return mark | _mm512_cmpeq_epi16_mask(x, _mm512_or_si512(low, high));
}

inline void store_counts(std::int32_t* out, Halves counts, std::int32_t base) {
  const __m512i b = _mm512_set1_epi32(base);
  const __m512i first = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(counts));
  const __m512i second = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(counts, 1));
  _mm512_storeu_si512(out, _mm512_add_epi32(first, b));
  _mm512_storeu_si512(out + 16, _mm512_add_epi32(second, b));
}

}  // namespace
}  // namespace lapicque::detail::kernels

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
