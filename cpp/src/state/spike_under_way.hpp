#pragma once

#include <compare>
#include <cstdint>

namespace lapicque::detail {

/// A spike with effects that are still to come, told without tables and addresses, so that any division of the network
/// among threads can take it up.
struct SpikeUnderWay {
  std::int64_t step;         // in which it was fired
  std::uint32_t population;  // of its source
  std::uint32_t source;
  double offset = 0.0;  // since the start of the step, of spikes that keep their times [ms]
  auto operator<=>(const SpikeUnderWay&) const = default;
};

}  // namespace lapicque::detail
