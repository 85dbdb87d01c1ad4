#pragma once

#include <cstdint>

#include "random/stream.hpp"

namespace lapicque::detail::connectivity {

/// Deals synapses at random to groups of pairs, one group after the other.
class SynapseDealer {
 public:
  SynapseDealer(std::int64_t synapses, std::int64_t pairs, bool multapses, const random::Stream& stream)
      : synapses_{synapses}, pairs_{pairs}, multapses_{multapses}, stream_{stream} {}

  /// Synapses of the next group, which has so many pairs.
  [[nodiscard]] std::int64_t next(std::int64_t pairs);

 private:
  std::int64_t synapses_;  // left
  std::int64_t pairs_;     // left
  bool multapses_;
  random::Stream stream_;
};

}  // namespace lapicque::detail::connectivity
