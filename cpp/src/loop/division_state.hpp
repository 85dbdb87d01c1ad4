#pragma once

#include <vector>

#include "delivery/delivery.hpp"
#include "plasticity/spike_history.hpp"
#include "state/spike_under_way.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

struct KnownHistory {
  HistoryKey key;
  std::vector<PastSpike> spikes;
};

/// The part of the state of a network that shards hold, beside weights and traces of sources, told without tables,
/// addresses and ranges, so that another division of the network can take it up. All that belongs to neurons, trains
/// and noises is theirs and stays where it is.
struct DivisionState {
  SpikesUnderWay under_way;
  std::vector<SpikeUnderWay> timed_under_way;
  std::vector<KnownHistory> histories;

  /// Puts what was gathered from one shard after the other into an order that does not depend on them.
  void sort();
  void visit_state(StateVisitor& visitor);
};

}  // namespace lapicque::detail
