#pragma once

#include <cstdint>

#include <lapicque/distribution.hpp>

#include "random/value_table.hpp"

namespace lapicque::detail {

/// Smallest and largest delay that synapses can have [steps].
struct DelayRange {
  std::int64_t low;
  std::int64_t high;
};
[[nodiscard]] DelayRange delay_range(const Value& delay, double dt);

/// No delay is longer [steps].
inline constexpr std::int64_t longest_delay = random::DelayTable::longest;

}  // namespace lapicque::detail
