#pragma once

#include <cstdint>
#include <span>

#include "connectivity/projection_plan.hpp"
#include "connectivity/synapse_table.hpp"

namespace lapicque::detail {

/// The part of a projection that a table takes: the synapses whose target neurons lie in `range`, as its targets from
/// `first_target` on.
struct TablePlan {
  const ProjectionPlan* plan;
  TargetRange range;
  std::uint32_t first_target;
};

/// Draws the synapses of projections from the same source population, with the same kind and base of weights, onto
/// targets that ascend without overlap. Every synapse depends on its plan alone, so the tables of any split of the
/// populations hold the same network. Adds to load[t] the largest magnitude that the numbers of the synapses onto
/// target t can have together; `load` is empty or has 65536 entries.
[[nodiscard]] SynapseTable build_table(std::span<const TablePlan> parts, std::span<double> load = {});

}  // namespace lapicque::detail
