#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "delivery/delivery.hpp"

namespace lapicque::detail {

/// A table with synapses of one projection, and the shard that holds it.
struct HeldTable {
  std::size_t shard;
  TargetTable* table;
};

/// Neighbouring weights in double precision, in the order of a projection's synapses.
struct WeightRun {
  std::size_t shard;
  std::byte* weights;
  std::uint32_t count;
};

/// The weights of one projection whose tables hold nothing else, ordered by source, then delay, then target; `tables`
/// by ascending targets.
[[nodiscard]] std::vector<WeightRun> weight_runs(std::span<const HeldTable> tables);

}  // namespace lapicque::detail
