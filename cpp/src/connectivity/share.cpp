#include "connectivity/share.hpp"

#include "random/discrete.hpp"

namespace lapicque::detail::connectivity {

std::int64_t Share::next(std::int64_t room) {
  std::int64_t part = 0;
  if (room == room_) {
    part = synapses_;
  } else if (room > 0 && synapses_ > 0) {
    part = multapses_ ? random::binomial(synapses_, static_cast<double>(room) / static_cast<double>(room_), stream_)
                      : random::hypergeometric(room_, room, synapses_, stream_);
  }
  synapses_ -= part;
  room_ -= room;
  return part;
}

}  // namespace lapicque::detail::connectivity
