#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "state/spike_under_way.hpp"

namespace lapicque::detail {

/// A segment of a row that is due, by table and first synapse.
struct SegmentUnderWay {
  SpikeUnderWay spike;
  std::uint32_t table;
  std::uint64_t first;
  auto operator<=>(const SegmentUnderWay&) const = default;
};

/// The spikes of segments that are due, in canonical order: each as often as the segment that knows most of it.
[[nodiscard]] std::vector<SpikeUnderWay> spikes_of(std::vector<SegmentUnderWay>& due);

/// Of two lists in canonical order the union, in which a spike stands as often as where it stands most often.
[[nodiscard]] std::vector<SpikeUnderWay> united(const std::vector<SpikeUnderWay>& a,
                                                const std::vector<SpikeUnderWay>& b);

}  // namespace lapicque::detail
