#pragma once

// Integer vectors of the instruction set that a kernel is compiled for, under the same names for all sets:
//
//     Wide    wide_lanes numbers of 32 bits, each in the lower half of a lane of 64; the upper half may hold anything
//     Halves  half_lanes numbers of 16 bits, biased where the set compares only signed numbers
//     Mark    remembers whether a comparison held in any lane
//
//     multiply      products of 64 bits of the lower halves        upper         upper halves of lanes, moved down
//     store_pairs   lower halves of even[0], odd[0], even[1], ...  counts_below  counts - 1 where x < limit
//     store_blocks  {w0, w1, w2, w3} of one lane after the other: of lanes 0, 2, 4, ... and then of 1, 3, 5, ...
//     load_halves   half_lanes halves of words, the lower half of each word first
//     store_counts  base + counts, as half_lanes numbers of 32 bits
//     mark_picked   marks lanes where x equals the cell of a table that counts picks, below lookup_cells of them
//
// LAPICQUE_PLAIN_LANES asks for the version without intrinsics.

#if defined(LAPICQUE_PLAIN_LANES)
#include "kernels/simd/lanes_plain.hpp"
#elif defined(__AVX512F__)
#include "kernels/simd/lanes_avx512.hpp"
#elif defined(__AVX2__)
#include "kernels/simd/lanes_avx2.hpp"
#elif defined(__SSE2__) || defined(_M_X64)
#include "kernels/simd/lanes_sse2.hpp"
#elif defined(__aarch64__) || defined(_M_ARM64)
#include "kernels/simd/lanes_neon.hpp"
#else
#include "kernels/simd/lanes_plain.hpp"
#endif

#if !defined(LAPICQUE_CELL_LOOKUP)
namespace lapicque::detail::kernels {
namespace {

// Without an instruction that picks bytes, each cell is compared by mark_equal.
constexpr unsigned lookup_cells = 0;
struct CellTable {};
inline CellTable cell_table(const std::uint16_t*) { return {}; }
inline Mark mark_picked(Mark mark, const Halves&, const Halves&, const CellTable&) { return mark; }

}  // namespace
}  // namespace lapicque::detail::kernels
#endif
