#pragma once

// A table of inversion as raw arrays, and how a value is looked up in it. The kernels include this file, so what it
// defines must stay local to each object file.

#include <cstdint>

namespace lapicque::detail::kernels {

/// value = first + #{j : threshold[j] <= u} for a uniform number u of 48 bits. A cell is the upper 16 bits of u: it
/// decides alone unless it is also the cell of a threshold, a boundary cell.
struct InversionView {
  const std::uint64_t* threshold;  // (n_thresholds) ascending, each in [1, 2^48)
  const std::uint16_t* cell;       // (n_cells) the boundary cells, ascending
  const std::uint32_t* before;     // (n_cells + 1) number of thresholds below each boundary cell; of all
  const std::uint32_t* guide;      // first boundary cell >= g << guide_shift, for g = 0, 1, ..., 65536 >> guide_shift
  const std::uint16_t* passed;     // (n_passed) cells of the thresholds in neither the first nor the last cell of all
  std::uint32_t first;             // smallest value
  std::uint32_t n_thresholds;
  std::uint32_t n_cells;
  std::uint32_t n_passed;
  std::uint32_t n_first;  // thresholds in the first cell of all, 0
  std::uint32_t guide_shift;
};

namespace {

/// The value of the number whose upper bits are those of the boundary cell c.
inline std::uint32_t invert_boundary(const InversionView& table, std::uint32_t c, std::uint32_t low) {
  const std::uint64_t number = static_cast<std::uint64_t>(table.cell[c]) << 32 | low;
  std::uint32_t passed = table.before[c];
  std::uint32_t left = table.before[c + 1] - passed;
  while (left > 0) {
    const std::uint32_t half = left / 2;
    const bool reached = table.threshold[passed + half] <= number;
    passed = reached ? passed + half + 1 : passed;
    left = reached ? left - half - 1 : half;
  }
  return table.first + passed;
}

/// The value of the number hi << 32 | low; `low32()` gives the lower bits where they matter.
template <class Refine>
std::uint32_t invert(const InversionView& table, std::uint32_t hi, Refine&& low32) {
  const std::uint32_t g = hi >> table.guide_shift;
  std::uint32_t c = table.guide[g];
  const std::uint32_t end = table.guide[g + 1];
  while (c < end && table.cell[c] < hi) ++c;
  if (c == end || table.cell[c] != hi) return table.first + table.before[c];
  return invert_boundary(table, c, static_cast<std::uint32_t>(low32()));
}

}  // namespace
}  // namespace lapicque::detail::kernels
