#pragma once

// What several methods of Network ask of their arguments; all refuse by name, value and what is allowed.

#include <cstddef>
#include <cstdint>
#include <string>

#include "loop/network_state.hpp"

namespace lapicque::detail {

/// Refuses one more than identifiers have bits for.
void require_free_id(const std::string& what, std::size_t count);
void require_of(const NetworkState* network, const std::string& name, const Selection& selection);
void require_neurons(const NetworkState& network, const std::string& name, const Selection& selection);
/// Index of the receptor that a weight in `weights` goes to; refuses an unknown or ambiguous one, or a wrong sign.
[[nodiscard]] std::uint32_t resolve_receptor(const NetworkState& network, std::uint32_t population,
                                             const std::string& wanted, Support weights);

}  // namespace lapicque::detail
