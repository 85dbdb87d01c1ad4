#pragma once

#include <algorithm>
#include <cstdint>

#include "connectivity/synapse_table.hpp"

namespace lapicque::detail {

struct RowOfSegment {
  std::uint32_t source;
  std::int64_t delay;  // [steps]
};

/// The row that holds the segment whose first synapse is number `first`.
[[nodiscard]] inline RowOfSegment row_of_segment(const SynapseTable& table, std::uint64_t first) {
  // Rows without synapses begin where the next one does: the last of those that begin there is meant.
  const RowBegin* row = std::upper_bound(table.row.begin(), table.row.end(), first,
                                         [](std::uint64_t synapse, const RowBegin& r) { return synapse < r.synapse; }) -
                        1;
  std::uint64_t begin = row->synapse;
  std::uint32_t segment = row->segment;
  while (begin != first) begin += table.segments[segment++].count;
  return {static_cast<std::uint32_t>(row - table.row.begin()), table.segments[segment].delay};
}

}  // namespace lapicque::detail
