// Poisson counts by inversion of one number of 16 bits a train and step, of which a Philox block holds eight; where
// those bits do not decide, a block of another purpose gives 32 more. docs/random_numbers.md defines which is whose.

#include "kernels/random/poisson_kernel.hpp"

#include "kernels/random/philox_group.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// As many vectors at once as leave registers for the rest; a whole group where it fits.
constexpr unsigned vectors = trains_per_group / half_lanes < 4 ? trains_per_group / half_lanes : 4;
constexpr std::uint32_t chunk = vectors * half_lanes;
// A threshold costs four instructions a vector, a lookup about twenty a train.
constexpr std::uint32_t most_thresholds = 4 * half_lanes;

struct Step {
  std::uint32_t low;
  std::uint32_t high;
};

struct Group {
  const PoissonPass& pass;
  Step step;
  std::uint32_t first;         // train
  const std::uint32_t* words;  // of draw_group

  /// Count of the group's i-th train.
  [[nodiscard]] std::int32_t count(const InversionView& table, std::uint32_t i) const {
    const std::uint32_t hi = words[i / 2] >> (i % 2 * 16) & 0xFFFFU;
    const std::uint32_t train = first + i;
    return static_cast<std::int32_t>(invert(table, hi, [&] {
      return philox_word(pass.key, train / 4, step.low, step.high, pass.refinement_tag, train % 4);
    }));
  }
};

/// Counts of the group's trains [begin, end), one by one.
void count_each(const Group& group, std::uint32_t begin, std::uint32_t end, std::int32_t* counts) {
  const PoissonPass& pass = group.pass;
  const std::uint32_t* table_of = pass.table_of;
  if (table_of != nullptr) table_of += group.first + begin - pass.first_train;
  for (std::uint32_t i = begin; i < end; ++i) {
    const InversionView& table = pass.tables[table_of != nullptr ? *table_of++ : 0];
    *counts++ = group.count(table, i);
  }
}

bool at_boundary(const InversionView& table, const Halves& x) {
  Mark mark = no_mark();
  for (std::uint32_t j = 0; j < table.n_cells; ++j) mark = mark_equal(mark, x, halves(table.cell[j]));
  return any(mark);
}

/// Boundary cells of a table by the number of passed cells: the largest of them. The lowest cell of all, 0, is one
/// where none is passed.
CellTable passed_cells(const InversionView& table) {
  std::uint16_t cells[lookup_cells + 1] = {};
  for (std::uint32_t j = 0; j < table.n_passed && j + 1 < lookup_cells; ++j) cells[j + 1] = table.passed[j];
  return cell_table(cells);
}

/// What count_chunk needs of a table.
struct ChunkTable {
  explicit ChunkTable(const InversionView& of) : view{of}, picked{passed_cells(of)} {
    const std::uint32_t n = of.n_passed < most_thresholds ? of.n_passed : most_thresholds;
    for (std::uint32_t j = 0; j < n; ++j) passed[j] = halves(of.passed[j]);
  }
  const InversionView& view;
  CellTable picked;
  Halves passed[most_thresholds];
};

/// Counts of a chunk of the group's trains from `begin` on. Lookup tells that the passed cells are looked up.
template <bool Lookup>
void count_chunk(const Group& group, const ChunkTable& chunk_table, std::uint32_t begin, std::int32_t* counts) {
  const InversionView& table = chunk_table.view;
  Halves x[vectors];
  Halves sums[vectors];
  for (unsigned v = 0; v < vectors; ++v) {
    x[v] = load_halves(group.words + (begin + v * half_lanes) / 2);
    sums[v] = counts_of(static_cast<std::uint16_t>(table.n_passed));
  }
  Mark mark = no_mark();
  for (std::uint32_t j = 0; j < table.n_passed; ++j) {
    const Halves cell = chunk_table.passed[j];
    for (unsigned v = 0; v < vectors; ++v) {
      sums[v] = counts_below(sums[v], x[v], cell);
      if constexpr (!Lookup) mark = mark_equal(mark, x[v], cell);
    }
  }
  // Whoever is not at a boundary is beyond the thresholds of the first cell of all, and below those of the last.
  const Halves lowest = halves(0);
  const Halves highest = halves(0xFFFF);
  for (unsigned v = 0; v < vectors; ++v) {
    mark = Lookup ? mark_picked(mark, x[v], sums[v], chunk_table.picked) : mark_equal(mark, x[v], lowest);
    mark = mark_equal(mark, x[v], highest);
  }
  const auto base = static_cast<std::int32_t>(table.first + table.n_first);
  for (std::size_t v = 0; v < vectors; ++v) store_counts(counts + v * half_lanes, sums[v], base);
  if (!any(mark)) return;
  for (std::uint32_t v = 0; v < vectors; ++v) {
    const std::uint32_t first = v * half_lanes;
    if (!at_boundary(table, x[v])) continue;
    count_each(group, begin + first, begin + first + half_lanes, counts + first);
  }
}

/// Counts of the group's trains [begin, end), which may cut a chunk at either end.
template <bool Lookup>
void count_in_chunks(const Group& group, const ChunkTable& table, std::uint32_t begin, std::uint32_t end,
                     std::int32_t* counts) {
  for (std::uint32_t first = begin / chunk * chunk; first < end; first += chunk) {
    if (first >= begin && first + chunk <= end) {
      count_chunk<Lookup>(group, table, first, counts + (first - begin));
      continue;
    }
    alignas(64) std::int32_t all[chunk];
    count_chunk<Lookup>(group, table, first, all);
    const std::uint32_t from = first < begin ? begin : first;
    const std::uint32_t to = first + chunk < end ? first + chunk : end;
    for (std::uint32_t i = from; i < to; ++i) counts[i - begin] = all[i - first];
  }
}

/// Counts of the group's trains [begin, end).
void count_group(const Group& group, const ChunkTable& table, std::uint32_t begin, std::uint32_t end,
                 std::int32_t* counts) {
  if (group.pass.table_of != nullptr || table.view.n_passed > most_thresholds) {
    count_each(group, begin, end, counts);
  } else if (table.view.n_passed < lookup_cells) {
    count_in_chunks<true>(group, table, begin, end, counts);
  } else {
    count_in_chunks<false>(group, table, begin, end, counts);
  }
}

}  // namespace

void poisson_counts(const PoissonPass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step,
                    std::int32_t* counts) {
  if (pass.table_of == nullptr && pass.tables[0].n_thresholds == 0) {
    for (std::uint32_t i = begin; i < end; ++i) *counts++ = static_cast<std::int32_t>(pass.tables[0].first);
    return;
  }
  const auto time = static_cast<std::uint64_t>(step);
  const Step halves_of_step = {static_cast<std::uint32_t>(time), static_cast<std::uint32_t>(time >> 32)};
  const PhiloxLanes philox{pass.key, halves_of_step.low, halves_of_step.high, pass.tag};
  const ChunkTable table{pass.tables[0]};
  alignas(64) std::uint32_t words[words_per_group];
  for (std::uint32_t i = begin; i < end;) {
    const std::uint32_t first = i / trains_per_group * trains_per_group;
    const std::uint32_t stop = end - first < trains_per_group ? end : first + trains_per_group;
    draw_group(philox, first / trains_per_group, words);
    count_group({pass, halves_of_step, first, words}, table, i - first, stop - first, counts);
    counts += stop - i;
    i = stop;
  }
}

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
