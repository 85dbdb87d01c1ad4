#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "connectivity/build_table.hpp"
#include "connectivity/projection_plan.hpp"
#include "delivery/accumulators.hpp"

namespace lapicque::detail {

/// Projections whose synapses share tables: from one population, with numbers of one kind and multiplier, onto
/// different accumulators.
struct Bundle {
  struct Part {
    const ProjectionPlan* plan;
    std::size_t accumulator;  // index in the accumulators
  };
  std::uint32_t source_population;
  WeightKind kind;
  std::int64_t base;
  std::int32_t multiplier;  // what is added is multiplier * number
  bool whole;               // whole numbers are added
  std::vector<Part> parts;  // by ascending first sum
};

/// Finds an accumulator for every plan, making those that are missing, and groups the plans; spikes off the grid need
/// none. `ranges` are the neurons of the shard by population. Given weights keep a table a projection, since their
/// additions keep the order of projections; so do synapses that are not Static.
[[nodiscard]] std::vector<Bundle> make_bundles(std::span<const ProjectionPlan> plans, std::span<const Range> ranges,
                                               Accumulators& accumulators);

/// What one table takes of a bundle: neighbouring sums that 16 bits can count.
struct BundleTable {
  std::size_t first_sum;
  std::vector<TablePlan> parts;
};
[[nodiscard]] std::vector<BundleTable> cut(const Bundle& bundle, const Accumulators& accumulators);

}  // namespace lapicque::detail
