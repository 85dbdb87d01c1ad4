#include "neurons/timed_events.hpp"

#include <algorithm>
#include <numeric>

#include "interruption/interruptible.hpp"

namespace lapicque::detail {

void TimedEvents::begin(const TimedArrivals* arrivals) {
  arrivals_ = arrivals;
  events_.clear();
  if (arrivals_ == nullptr) return;
  const std::span<const TimedArrivals::Packet> packets = arrivals_->packets();
  next_.assign(packets.size(), 0);
  by_time_.resize(packets.size());
  std::iota(by_time_.begin(), by_time_.end(), 0U);
  std::ranges::stable_sort(by_time_, {}, [&](std::uint32_t k) { return packets[k].offset; });
}

void TimedEvents::list(std::uint32_t begin, std::uint32_t n) {
  added_.clear();
  events_.clear();
  if (arrivals_ == nullptr) return;
  for (const std::uint32_t p : by_time_) {
    let_interrupt(10);
    const TimedArrivals::Packet& packet = arrivals_->packets()[p];
    next_[p] = packet.for_each_below(begin + n, next_[p], [&](std::uint32_t neuron, double weight) {
      added_.push_back({packet.offset, weight, packet.receptor, neuron});
    });
  }
  if (added_.empty()) return;
  // Counted two places up, so that the counts become the beginnings while the events are put in place.
  first_.assign(n + std::size_t{2}, 0);
  for (const Event& event : added_) ++first_[event.neuron - begin + 2];
  for (std::size_t k = 2; k < first_.size(); ++k) first_[k] += first_[k - 1];
  events_.resize(added_.size());
  for (const Event& event : added_) events_[first_[event.neuron - begin + 1]++] = event;
}

}  // namespace lapicque::detail
