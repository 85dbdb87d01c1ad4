#pragma once

#include <cstdint>

#include "random/stream.hpp"

namespace lapicque::detail::connectivity {

/// Deals synapses at random to parts with room for so many pairs each, one part after the other.
class Share {
 public:
  Share(std::int64_t synapses, std::int64_t room, bool multapses, const random::Stream& stream)
      : synapses_{synapses}, room_{room}, multapses_{multapses}, stream_{stream} {}

  /// Synapses of the next part, which has room for `room` pairs.
  [[nodiscard]] std::int64_t next(std::int64_t room);

 private:
  std::int64_t synapses_;  // left
  std::int64_t room_;      // left
  bool multapses_;
  random::Stream stream_;
};

}  // namespace lapicque::detail::connectivity
