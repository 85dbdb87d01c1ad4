#pragma once

#include <cstddef>
#include <string>

#include "connectivity/projection_plan.hpp"

namespace lapicque::detail {

/// Expected number of synapses of a projection.
[[nodiscard]] double expected_synapses(const ProjectionPlan& plan);

/// What projections that are not drawn yet will take.
struct MemoryNeed {
  double synapses = 0.0;
  double bytes = 0.0;

  /// With one more projection, drawn onto so many shards.
  [[nodiscard]] MemoryNeed with(const ProjectionPlan& plan, std::size_t shards) const;
  /// Throws NotEnoughMemory if it is more than the system has left.
  void require() const;
};

}  // namespace lapicque::detail
