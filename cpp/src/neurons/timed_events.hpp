#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "delivery/timed_arrivals.hpp"

namespace lapicque::detail {

/// What arrives off the grid within a step at the neurons of one block after the other, by neuron and time.
class TimedEvents {
 public:
  struct Event {
    double offset;  // since the start of the step [ms]
    double weight;
    std::uint32_t receptor;
    std::uint32_t neuron;
  };

  /// Called at the start of a step; null: nothing arrives.
  void begin(const TimedArrivals* arrivals);
  /// Lists those of the neurons [begin, begin + n); called for ascending blocks.
  void list(std::uint32_t begin, std::uint32_t n);
  /// Of the neuron at a place in the block, by time.
  [[nodiscard]] std::span<const Event> at(std::uint32_t place) const {
    if (events_.empty()) return {};
    return std::span{events_}.subspan(first_[place], first_[place + 1] - first_[place]);
  }

 private:
  const TimedArrivals* arrivals_ = nullptr;
  std::vector<std::uint32_t> next_;     // by packet: its first synapse onto neurons that have not been listed
  std::vector<std::uint32_t> by_time_;  // packets in the order of time; those of one time stay in theirs
  std::vector<Event> added_;
  std::vector<Event> events_;
  std::vector<std::size_t> first_;  // by place
};

}  // namespace lapicque::detail
