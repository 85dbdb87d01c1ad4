#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "connectivity/rows/row.hpp"
#include "memory/huge_array.hpp"

namespace lapicque::detail::connectivity {

/// Turns synapses that come in any order of sources into rows: all are counted first, then filled in, in one order.
///
/// Rows of neighbouring sources form buckets that fit a cache. Synapses are first put down at the end of their bucket,
/// then each bucket is put in order: writing each to its row at once would miss every cache once a synapse.
class Transposer final : public RowSource {
 public:
  Transposer(const ColumnSet& columns, std::uint32_t n_sources) : columns_{columns}, next_(n_sources) {}

  void count(std::uint32_t source) { ++next_[source]; }
  /// Ends the counting.
  void begin_fill();
  /// Adds a synapse with the value at `from` of the columns of its unit.
  void put(std::uint32_t source, std::uint16_t target, const ValueColumns& unit, std::size_t from) {
    const std::size_t to = bucket_next_[source >> bucket_shift_]++;
    within_[to] = static_cast<std::uint16_t>(source & ((std::uint32_t{1} << bucket_shift_) - 1));
    targets_[to] = target;
    if (columns_.delay) delay_[to] = unit.delay[from];
    if (columns_.grid) grid_[to] = unit.grid[from];
    if (columns_.number) number_[to] = unit.number[from];
  }
  /// Ends the filling.
  void end_fill();

  void add_row(std::uint32_t neuron, Row& row) override;
  std::size_t most_synapses() const override { return targets_.size(); }

 private:
  template <class T>
  void order(HugeArray<T>& column, std::size_t begin);

  ColumnSet columns_;
  std::vector<std::size_t> next_;  // of each source: synapses counted, then where its row begins, at last where it ends
  std::uint32_t bucket_shift_ = 0;
  std::vector<std::size_t> bucket_next_;  // of each bucket: where its next synapse goes
  HugeArray<std::uint16_t> within_;       // source, counted within its bucket
  HugeArray<std::uint16_t> targets_;
  HugeArray<std::uint16_t> delay_;  // [steps]
  HugeArray<std::uint16_t> grid_;
  HugeArray<double> number_;
  std::vector<std::uint32_t> rank_;  // of the synapses of a bucket: place in it after ordering
  std::vector<std::byte> unordered_;
};

}  // namespace lapicque::detail::connectivity
