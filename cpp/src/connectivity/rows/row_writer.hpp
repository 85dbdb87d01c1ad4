#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "connectivity/projection_plan.hpp"
#include "connectivity/rows/row.hpp"
#include "connectivity/synapse_table.hpp"

namespace lapicque::detail::connectivity {

/// Puts rows in order and adds them to a table, by ascending source.
class RowWriter {
 public:
  /// `constant_delay` is the delay of all synapses where rows have no column of delays, `widened` the format of the
  /// rows where the table has another one, that of weights themselves in double precision.
  RowWriter(SynapseTable& table, std::uint32_t n_sources, std::uint16_t constant_delay,
            const std::optional<WeightFormat>& widened = std::nullopt);

  /// Room for this many synapses, so that a growing table need not be copied.
  void reserve(std::size_t synapses) { table_.data.reserve(synapses * table_.synapse_bytes()); }
  /// Adds the row of the next source; `row` is left in any order.
  void append(Row& row);

 private:
  void sort_by_target(Row& row);
  void sort_by_delay(Row& row);
  void permute(Row& row);
  void count_by_delay(std::span<const std::uint16_t> delays, std::uint16_t low, std::size_t span);
  void rank_by(std::span<const std::uint16_t> column);
  /// Writes synapses [first, first + count) of an ordered row, which have one delay.
  void write(const Row& row, std::size_t first, std::size_t count, std::uint16_t delay);
  void write_weights(const Row& row, std::size_t first, std::size_t count, std::byte* to) const;
  /// Turns constant or drawn weights into real numbers.
  void write_widened(const WeightFormat& from, const Row& row, std::size_t first, std::size_t count, std::byte* to);

  SynapseTable& table_;
  std::uint16_t constant_delay_;
  std::optional<WeightFormat> widened_from_;
  // Scratch of one row.
  Row sorted_;
  std::vector<std::uint64_t> keys_;  // what to sort by << 32 | index in the row
  std::vector<std::uint32_t> rank_;  // where each synapse of the row goes
  std::vector<std::uint32_t> cursor_;
  std::vector<double> widened_;
};

}  // namespace lapicque::detail::connectivity
