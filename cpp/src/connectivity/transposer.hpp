#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "connectivity/row_writer.hpp"
#include "connectivity/synapse_values.hpp"

namespace lapicque::connectivity {

/// Turns synapses that come in any order of sources into rows: all are counted first, then filled in, in one order.
class Transposer {
 public:
  Transposer(const SynapseValues& values, std::uint32_t n_sources);
  Transposer(const Transposer&) = delete;
  Transposer& operator=(const Transposer&) = delete;

  void count(std::uint32_t source) { ++next_[source]; }
  /// Ends the counting.
  void begin_fill();
  /// Adds a synapse with the value at `from` of the columns of its unit.
  void put(std::uint32_t source, std::uint16_t target, const ValueColumns& unit, std::size_t from) {
    const std::size_t to = next_[source]++;
    table_.targets[to] = target;
    if (!delay_.empty()) delay_[to] = unit.delay[from];
    if (!table_.weights.grid.empty()) table_.weights.grid[to] = unit.grid[from];
    if (!table_.weights.exact.empty()) table_.weights.exact[to] = unit.exact[from];
  }
  [[nodiscard]] SynapseTable finish();

 private:
  const SynapseValues& values_;
  SynapseTable table_;
  RowWriter writer_;
  std::vector<std::size_t> next_;     // of each source: synapses counted, then where its next one goes
  std::vector<std::uint16_t> delay_;  // [steps], of each synapse of the table
};

}  // namespace lapicque::connectivity
