#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "connectivity/synapse_table.hpp"
#include "connectivity/synapse_values.hpp"

namespace lapicque::connectivity {

/// Synapses of one row in the order of drawing.
struct Row {
  std::vector<std::uint16_t> targets;
  ValueColumns values;
};

/// Puts rows in order and adds them to a table, by ascending source.
class RowWriter {
 public:
  RowWriter(SynapseTable& table, const SynapseValues& values, std::uint32_t n_sources);

  /// Room for this many synapses, so that a growing table need not be copied.
  void reserve(std::size_t synapses);
  /// Adds the row of `source` behind the table's synapses; `row` is left in any order.
  void append(std::uint32_t source, Row& row);
  /// Orders synapses [begin, end) of the table, the row of `source`; `delays` are theirs, empty where all are the same.
  void order(std::uint32_t source, std::size_t begin, std::size_t end, std::span<const std::uint16_t> delays);
  /// The rows left are empty.
  void finish();

 private:
  void begin_row(std::uint32_t source);
  void end_row(std::size_t end);
  void sort_by_target(Row& row);
  void write_by_delay(const Row& row, std::size_t offset);
  void count_by_delay(std::span<const std::uint16_t> delays, std::uint16_t low, std::size_t span);
  void sort_by_delay(std::span<const std::uint16_t> delays);
  void rank_keys();
  void add_segments(std::uint16_t delay, std::size_t count);

  SynapseTable& table_;
  const SynapseValues& values_;
  std::size_t n_sources_;
  std::size_t rows_ = 0;  // ended so far
  // Scratch of one row.
  Row slice_;
  Row sorted_;
  std::vector<std::uint64_t> keys_;  // what to sort by << 32 | index in the row
  std::vector<std::uint32_t> rank_;  // where each synapse of the row goes
  std::vector<std::uint32_t> cursor_;
};

}  // namespace lapicque::connectivity
