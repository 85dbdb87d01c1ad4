#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "connectivity/projection_plan.hpp"

namespace lapicque {

/// V_m, external current and refractoriness in single precision: what no neuron does without.
inline constexpr double smallest_bytes_a_neuron = 12.0;

/// Throws NotEnoughMemory if `bytes` are more than the system has left.
void require_memory(const std::string& what, double bytes, const std::string& advice);

/// Expected number of synapses of a projection.
[[nodiscard]] double expected_synapses(const ProjectionPlan& plan);

/// The same for the synapses of projections, drawn onto so many shards.
void require_memory_for(std::span<const ProjectionPlan> plans, std::size_t shards);

}  // namespace lapicque
