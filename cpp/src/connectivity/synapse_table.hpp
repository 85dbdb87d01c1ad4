#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "memory/huge_array.hpp"

namespace lapicque::detail {

/// Targets of a table: what 16 bits can count.
inline constexpr std::uint32_t most_targets = 65536;

/// Neighbouring synapses of one row that have the same delay.
struct Segment {
  std::uint16_t delay;  // [steps]
  std::uint16_t count;  // synapses; a longer run is several segments
};

/// Where the row of a source begins; side by side, as both are looked up when it fires.
struct RowBegin {
  std::uint64_t synapse;
  std::uint32_t segment;
};

/// How a synapse holds its weight. A weight is `unit * number`, and what a synapse holds is the number:
enum class WeightKind : std::uint8_t {
  constant,  // nothing: the number is 1
  grid,      // 16 bits g: the number is base + g
  far_grid,  // the same with numbers so large that sums of them would not be exact
  int16,     // the number itself, in the narrowest type that holds every given weight exactly, every drawn one well
  float32,
  float64,
};

[[nodiscard]] constexpr std::size_t weight_bytes(WeightKind kind) {
  switch (kind) {
    case WeightKind::constant: return 0;
    case WeightKind::grid:
    case WeightKind::far_grid:
    case WeightKind::int16: return 2;
    case WeightKind::float32: return 4;
    case WeightKind::float64: return 8;
  }
  return 0;
}

[[nodiscard]] constexpr bool is_grid(WeightKind kind) {
  return kind == WeightKind::grid || kind == WeightKind::far_grid;
}

/// The numbers of constant weights and those on a grid are whole, so that sums of them are exact in any order; others
/// are real numbers, whose sums depend on the order, and are added as such.
[[nodiscard]] constexpr bool whole_numbers(WeightKind kind) {
  return kind == WeightKind::constant || kind == WeightKind::grid;
}

/// Where the synapses of one projection lie among the targets of a table.
struct TablePart {
  std::uint32_t projection;
  std::uint32_t begin;  // targets [begin, end)
  std::uint32_t end;
  std::uint32_t first_neuron;  // index of target `begin` in its population
  double unit;                 // a weight is unit * number
};

/// Synapses from one population of sources onto up to 65536 neighbouring accumulators of one shard: rows by source,
/// segments by delay. Several projections share a table, so that a row that is fetched when its source fires is long.
///
/// Order within a row: delay, then target, then the order of drawing.
struct SynapseTable {
  WeightKind kind = WeightKind::constant;
  std::int64_t base = 0;         // of WeightKind::grid
  std::int32_t multiplier = 1;   // what is added is multiplier * number; base is 0 unless it is 1
  std::vector<TablePart> parts;  // ascending, not overlapping
  HugeArray<RowBegin> row;       // (sources + 1) where each row begins
  HugeArray<Segment> segments;
  HugeArray<std::byte> data;  // segment after segment: all its targets (16 bits), then all its weights

  [[nodiscard]] std::size_t synapse_bytes() const { return sizeof(std::uint16_t) + weight_bytes(kind); }
  [[nodiscard]] std::size_t size() const { return data.size() / synapse_bytes(); }
  [[nodiscard]] std::size_t rows() const { return row.size() == 0 ? 0 : row.size() - 1; }
  /// Of everything but the synapses themselves.
  [[nodiscard]] std::size_t row_bytes() const {
    return row.size() * sizeof(RowBegin) + segments.size() * sizeof(Segment);
  }
  /// Data of the segment whose first synapse is number `first`.
  [[nodiscard]] const std::byte* segment_data(std::uint64_t first) const {
    return data.data() + first * synapse_bytes();
  }
};

[[nodiscard]] inline std::int64_t longest_delay_of(const SynapseTable& table) {
  std::int64_t longest = 0;
  for (const Segment& segment : table.segments) longest = segment.delay > longest ? segment.delay : longest;
  return longest;
}

/// Reads value j of an array that may lie at any address.
template <class T>
[[nodiscard]] T read_packed(const std::byte* array, std::size_t j) {
  T value;
  std::memcpy(&value, array + j * sizeof(T), sizeof(T));
  return value;
}

/// The number that synapse j of a segment holds; `weights` follow the segment's targets.
[[nodiscard]] inline double weight_number(const SynapseTable& table, const std::byte* weights, std::size_t j) {
  switch (table.kind) {
    case WeightKind::constant: return 1.0;
    case WeightKind::grid:
    case WeightKind::far_grid: return static_cast<double>(table.base + read_packed<std::uint16_t>(weights, j));
    case WeightKind::int16: return read_packed<std::int16_t>(weights, j);
    case WeightKind::float32: return static_cast<double>(read_packed<float>(weights, j));
    case WeightKind::float64: return read_packed<double>(weights, j);
  }
  return 0.0;
}

/// Calls f(source, delay, part, target, weight) with every synapse in the order of the table; `target` counts from the
/// first neuron of its part.
template <class F>
void for_each_synapse(const SynapseTable& table, F&& f) {
  for (std::size_t source = 0; source < table.rows(); ++source) {
    std::uint64_t first = table.row[source].synapse;
    for (std::uint32_t s = table.row[source].segment; s < table.row[source + 1].segment; ++s) {
      const Segment segment = table.segments[s];
      const std::byte* targets = table.segment_data(first);
      const std::byte* weights = targets + segment.count * sizeof(std::uint16_t);
      std::size_t part = 0;  // targets ascend
      for (std::size_t j = 0; j < segment.count; ++j) {
        const std::uint32_t target = read_packed<std::uint16_t>(targets, j);
        while (target >= table.parts[part].end) ++part;
        f(static_cast<std::uint32_t>(source), segment.delay, table.parts[part], target - table.parts[part].begin,
          table.parts[part].unit * weight_number(table, weights, j));
      }
      first += segment.count;
    }
  }
}

}  // namespace lapicque::detail
