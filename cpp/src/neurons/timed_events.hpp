#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "delivery/timed_arrivals.hpp"

namespace lapicque::detail {

/// Spikes that arrive off the grid within a step, for one block of neurons after the other.
class TimedEvents {
 public:
  struct Event {
    double offset;  // since the start of the step [ms]
    double weight;
    std::uint32_t receptor;
    std::uint32_t rank;  // of its neuron among those that were chosen
  };

  /// Called at the start of a step; null: nothing arrives.
  void begin(const TimedArrivals* arrivals);
  [[nodiscard]] bool none() const { return arrivals_ == nullptr; }
  [[nodiscard]] std::span<const TimedArrivals::Packet> packets() const { return arrivals_->packets(); }

  /// Lists the events of the next block [begin, begin + n) for the neurons at the chosen places, by neuron and time.
  void list(std::uint32_t begin, std::uint32_t n, std::span<const std::uint32_t> places);
  /// Events of the neuron that was chosen at this rank, by time.
  [[nodiscard]] std::span<const Event> of(std::size_t rank) const {
    if (events_.empty()) return {};
    return std::span{events_}.subspan(begin_[rank], begin_[rank + 1] - begin_[rank]);
  }

  /// Adds up the events of the next block, packet by packet in the order of delivery, before list() lists some of them:
  /// `sum(k, first)` goes through packet k from its synapse `first` on, and returns the one after the last. Tells
  /// whether there are any.
  template <class Sum>
  bool sum(const Sum& sum) {
    bool any = false;
    for (std::size_t k = 0; k < next_.size(); ++k) {
      first_[k] = next_[k];
      next_[k] = sum(k, first_[k]);
      any = any || next_[k] != first_[k];
    }
    summed_ = true;
    return any;
  }

 private:
  const TimedArrivals* arrivals_ = nullptr;
  std::vector<std::uint32_t> first_;    // by packet: its first synapse onto the block
  std::vector<std::uint32_t> next_;     // by packet: the one after the last
  bool summed_ = false;                 // so that the block begins at first_, not at next_
  std::vector<std::uint32_t> by_time_;  // packets in the order of time; those of one time stay in theirs
  std::vector<std::uint32_t> rank_;     // by place: 1, 2, ... for those that were chosen, else 0
  std::vector<Event> added_;
  std::vector<Event> events_;
  std::vector<std::size_t> begin_;  // by rank
};

}  // namespace lapicque::detail
