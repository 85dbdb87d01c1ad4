#include "connectivity/rows/synapse_dealer.hpp"

#include "random/discrete.hpp"

namespace lapicque::detail::connectivity {

std::int64_t SynapseDealer::next(std::int64_t pairs) {
  std::int64_t dealt = 0;
  if (pairs == pairs_) {
    dealt = synapses_;
  } else if (pairs > 0 && synapses_ > 0) {
    dealt = multapses_ ? random::binomial(synapses_, static_cast<double>(pairs) / static_cast<double>(pairs_), stream_)
                       : random::hypergeometric(pairs_, pairs, synapses_, stream_);
  }
  synapses_ -= dealt;
  pairs_ -= pairs;
  return dealt;
}

}  // namespace lapicque::detail::connectivity
