#pragma once

// See lanes.hpp. AVX2.

#include <immintrin.h>

#include <cstdint>

namespace lapicque::detail::kernels {
namespace {

constexpr unsigned wide_lanes = 4;
constexpr unsigned half_lanes = 16;

using Wide = __m256i;

inline __m256i* to_vector(std::uint32_t* p) { return reinterpret_cast<__m256i*>(p); }
inline __m256i* to_vector(std::int32_t* p) { return reinterpret_cast<__m256i*>(p); }

inline Wide wide(std::uint32_t value) { return _mm256_set1_epi64x(static_cast<long long>(value)); }
inline Wide load_wide(const std::uint64_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
inline Wide add(Wide a, Wide b) { return _mm256_add_epi64(a, b); }
inline Wide multiply(Wide a, Wide b) { return _mm256_mul_epu32(a, b); }
inline Wide upper(Wide a) { return _mm256_srli_epi64(a, 32); }
inline Wide exclusive_or(Wide a, Wide b) { return _mm256_xor_si256(a, b); }
/// Lower halves of a and b side by side in each lane.
inline Wide pair(Wide a, Wide b) { return _mm256_blend_epi32(a, _mm256_slli_epi64(b, 32), 0xAA); }
inline void store_pairs(std::uint32_t* out, Wide even, Wide odd) {
  _mm256_storeu_si256(to_vector(out), pair(even, odd));
}
inline void store_blocks(std::uint32_t* out, Wide w0, Wide w1, Wide w2, Wide w3) {
  const Wide first = pair(w0, w1);
  const Wide second = pair(w2, w3);
  _mm256_storeu_si256(to_vector(out), _mm256_unpacklo_epi64(first, second));
  _mm256_storeu_si256(to_vector(out + 8), _mm256_unpackhi_epi64(first, second));
}

using Halves = __m256i;  // biased by -2^15
using Mark = __m256i;

inline Halves halves(std::uint16_t value) {
  return _mm256_xor_si256(_mm256_set1_epi16(static_cast<short>(value)), _mm256_set1_epi16(-0x8000));
}
inline Halves load_halves(const std::uint32_t* words) {
  return _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(words)), _mm256_set1_epi16(-0x8000));
}
inline Halves counts_of(std::uint16_t value) { return _mm256_set1_epi16(static_cast<short>(value)); }
inline Halves counts_below(Halves counts, Halves x, Halves limit) {
  return _mm256_add_epi16(counts, _mm256_cmpgt_epi16(limit, x));
}
inline Mark no_mark() { return _mm256_setzero_si256(); }
inline Mark mark_equal(Mark mark, Halves x, Halves limit) {
  return _mm256_or_si256(mark, _mm256_cmpeq_epi16(x, limit));
}
inline bool any(Mark mark) { return _mm256_testz_si256(mark, mark) == 0; }

#define LAPICQUE_CELL_LOOKUP
constexpr unsigned lookup_cells = 16;

/// Numbers of 16 bits that a count below lookup_cells picks.
struct CellTable {
  __m256i low;  // bytes
  __m256i high;
};
inline CellTable cell_table(const std::uint16_t* cells) {
  alignas(16) unsigned char low[lookup_cells];
  alignas(16) unsigned char high[lookup_cells];
  for (unsigned k = 0; k < lookup_cells; ++k) {
    low[k] = static_cast<unsigned char>(cells[k] & 0xFF);
    high[k] = static_cast<unsigned char>((cells[k] >> 8) ^ 0x80);
  }
  const auto both = [](const unsigned char* bytes) {
    return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes)));
  };
  return {both(low), both(high)};
}
inline Mark mark_picked(Mark mark, Halves x, Halves counts, const CellTable& table) {
  // A selector with its top bit set picks zero.
  const __m256i low = _mm256_shuffle_epi8(table.low, _mm256_or_si256(counts, _mm256_set1_epi16(-0x8000)));
  const __m256i high =
      _mm256_shuffle_epi8(table.high, _mm256_or_si256(_mm256_slli_epi16(counts, 8), _mm256_set1_epi16(0x80)));
  return _mm256_or_si256(mark, _mm256_cmpeq_epi16(x, _mm256_or_si256(low, high)));
}

inline void store_counts(std::int32_t* out, Halves counts, std::int32_t base) {
  const __m256i b = _mm256_set1_epi32(base);
  const __m256i first = _mm256_cvtepu16_epi32(_mm256_castsi256_si128(counts));
  const __m256i second = _mm256_cvtepu16_epi32(_mm256_extracti128_si256(counts, 1));
  _mm256_storeu_si256(to_vector(out), _mm256_add_epi32(first, b));
  _mm256_storeu_si256(to_vector(out + 8), _mm256_add_epi32(second, b));
}

}  // namespace
}  // namespace lapicque::detail::kernels
