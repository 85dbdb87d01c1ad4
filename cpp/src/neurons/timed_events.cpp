#include "neurons/timed_events.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "interruption/interruptible.hpp"

namespace lapicque::detail {

void TimedEvents::begin(const TimedArrivals* arrivals) {
  arrivals_ = arrivals != nullptr && !arrivals->empty() ? arrivals : nullptr;
  summed_ = false;
  events_.clear();
  if (none()) return;
  first_.assign(packets().size(), 0);
  next_.assign(packets().size(), 0);
  by_time_.resize(packets().size());
  std::iota(by_time_.begin(), by_time_.end(), 0U);
  std::ranges::stable_sort(by_time_, {}, [&](std::uint32_t k) { return packets()[k].offset; });
}

void TimedEvents::list(std::uint32_t begin, std::uint32_t n, std::span<const std::uint32_t> places) {
  added_.clear();
  events_.clear();
  const bool summed = std::exchange(summed_, false);
  if (none() || (summed && places.empty())) return;
  if (!summed) first_ = next_;
  rank_.assign(n, 0);
  for (std::size_t k = 0; k < places.size(); ++k) rank_[places[k]] = static_cast<std::uint32_t>(k) + 1;
  // Counted two places up, so that the counts become the beginnings while the events are put in place.
  begin_.assign(places.size() + 2, 0);
  for (const std::uint32_t p : by_time_) {
    let_interrupt(10);
    const TimedArrivals::Packet& packet = packets()[p];
    next_[p] = packet.for_each_below(begin + n, first_[p], [&](std::uint32_t neuron, double weight) {
      const std::uint32_t rank = rank_[neuron - begin];
      if (rank == 0) return;
      added_.push_back({packet.offset, weight, packet.receptor, rank - 1});
      ++begin_[rank + 1];
    });
  }
  if (added_.empty()) return;
  for (std::size_t k = 2; k < begin_.size(); ++k) begin_[k] += begin_[k - 1];
  events_.resize(added_.size());
  for (const Event& event : added_) events_[begin_[event.rank + 1]++] = event;
}

}  // namespace lapicque::detail
