#include "recording/weight_runs.hpp"

#include <algorithm>

namespace lapicque::detail {
namespace {

struct DelayedRun {
  std::uint16_t delay;
  WeightRun run;
};

void add_row(const HeldTable& held, std::size_t source, std::vector<DelayedRun>& row) {
  SynapseTable& table = held.table->synapses;
  std::uint64_t first = table.row[source].synapse;
  for (std::uint32_t s = table.row[source].segment; s < table.row[source + 1].segment; ++s) {
    const Segment segment = table.segments[s];
    std::byte* targets = table.data.data() + first * table.synapse_bytes();
    row.push_back({segment.delay, {held.shard, targets + segment.count * sizeof(std::uint16_t), segment.count}});
    first += segment.count;
  }
}

}  // namespace

std::vector<WeightRun> weight_runs(std::span<const HeldTable> tables) {
  std::vector<WeightRun> runs;
  std::vector<DelayedRun> row;
  const std::size_t sources = tables.empty() ? 0 : tables.front().table->synapses.rows();
  for (std::size_t source = 0; source < sources; ++source) {
    row.clear();
    for (const HeldTable& held : tables) add_row(held, source, row);
    std::ranges::stable_sort(row, {}, &DelayedRun::delay);
    for (const DelayedRun& delayed : row) runs.push_back(delayed.run);
  }
  return runs;
}

}  // namespace lapicque::detail
