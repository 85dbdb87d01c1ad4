#pragma once

#include <string>

#include <lapicque/distribution.hpp>
#include <lapicque/synapse.hpp>

namespace lapicque::detail {

/// The range of weights that plastic synapses keep; everything for others.
[[nodiscard]] Support weight_bounds(const Synapse& synapse);

/// Refuses weights from weights.low to weights.high that the synapse would not keep.
void check_plastic_weight(const std::string& name, const Support& weights, const Synapse& synapse);

/// Refuses time constants that are too many steps long.
void check_time_constants(const Synapse& synapse, double dt);

}  // namespace lapicque::detail
