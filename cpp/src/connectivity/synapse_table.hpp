#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lapicque {

/// Neighbouring synapses of one row that have the same delay.
struct Segment {
  std::uint16_t delay;  // [steps]
  std::uint16_t count;  // synapses; a longer run is several segments
};

/// Weights of a table: one for all, drawn ones on a 16-bit grid, or given ones kept exactly.
struct WeightColumn {
  enum class Kind : std::uint8_t { constant, grid, exact };
  Kind kind = Kind::constant;
  double low = 0.0;  // constant: the weight; grid: weight = low + step*grid[j]
  double step = 0.0;
  std::vector<std::uint16_t> grid;
  std::vector<double> exact;

  [[nodiscard]] double operator[](std::size_t j) const {
    switch (kind) {
      case Kind::grid: return low + step * static_cast<double>(grid[j]);
      case Kind::exact: return exact[j];
      default: return low;
    }
  }
};

/// The synapses of one projection onto one shard: rows by source, segments by delay, synapses by target.
///
/// Order within a row: delay, then target, then the order of drawing. Delivery adds in this order, so it is part of
/// the definition of every result.
struct SynapseTable {
  std::vector<std::uint64_t> row_synapse;  // (sources + 1) first synapse of each row
  std::vector<std::uint32_t> row_segment;  // (sources + 1) first segment of each row
  std::vector<Segment> segments;
  std::vector<std::uint16_t> targets;  // neuron, counted from the first one of the shard
  WeightColumn weights;

  [[nodiscard]] std::size_t size() const { return targets.size(); }
};

}  // namespace lapicque
