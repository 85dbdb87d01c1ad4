#pragma once

// Words for a group of neurons or trains: sixteen counters of Philox at once, in the order in which vectors of any
// length compute them without moving numbers between lanes.

#include <cstddef>
#include <cstdint>

#include "kernels/random/philox_lanes.hpp"

namespace lapicque::detail::kernels {
namespace {

constexpr std::uint32_t counters_per_group = 16;
constexpr std::uint32_t words_per_group = 4 * counters_per_group;

/// Words of the group's sixteen counters: word w of counter l at 16 w + l.
inline void draw_group(const PhiloxLanes& philox, std::uint32_t group, std::uint32_t* words) {
  alignas(64) std::uint64_t offsets[2 * wide_lanes];
  for (std::uint64_t l = 0; l < wide_lanes; ++l) {
    offsets[l] = 2 * l;
    offsets[wide_lanes + l] = 2 * l + 1;
  }
  const Wide even = load_wide(offsets);
  const Wide odd = load_wide(offsets + wide_lanes);
  for (std::uint32_t l = 0; l < counters_per_group; l += 2 * wide_lanes) {
    const Wide n = wide(counters_per_group * group + l);
    const WideBlock a = philox(add(n, even));
    const WideBlock b = philox(add(n, odd));
    for (std::size_t w = 0; w < 4; ++w) store_pairs(words + counters_per_group * w + l, a.word[w], b.word[w]);
  }
}

}  // namespace
}  // namespace lapicque::detail::kernels
