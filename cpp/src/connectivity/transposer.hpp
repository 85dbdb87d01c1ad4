#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "connectivity/row.hpp"
#include "memory/huge_array.hpp"

namespace lapicque::connectivity {

/// Turns synapses that come in any order of sources into rows: all are counted first, then filled in, in one order.
class Transposer final : public RowSource {
 public:
  Transposer(const ColumnSet& columns, std::uint32_t n_sources) : columns_{columns}, next_(n_sources) {}

  void count(std::uint32_t source) { ++next_[source]; }
  /// Ends the counting.
  void begin_fill();
  /// Adds a synapse with the value at `from` of the columns of its unit.
  void put(std::uint32_t source, std::uint16_t target, const ValueColumns& unit, std::size_t from) {
    const std::size_t to = next_[source]++;
    targets_[to] = target;
    if (columns_.delay) delay_[to] = unit.delay[from];
    if (columns_.grid) grid_[to] = unit.grid[from];
    if (columns_.number) number_[to] = unit.number[from];
  }

  void add_row(std::uint32_t neuron, Row& row) override;
  std::size_t room() const override { return targets_.size(); }

 private:
  ColumnSet columns_;
  std::vector<std::size_t> next_;  // of each source: synapses counted, then where its next one goes
  HugeArray<std::uint16_t> targets_;
  HugeArray<std::uint16_t> delay_;  // [steps]
  HugeArray<std::uint16_t> grid_;
  HugeArray<double> number_;
};

}  // namespace lapicque::connectivity
