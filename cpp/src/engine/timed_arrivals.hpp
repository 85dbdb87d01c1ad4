#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/range.hpp"

namespace lapicque {

/// What arrives within one step, off the grid, at the neurons of one population in one shard.
class TimedArrivals {
 public:
  /// What one spike brings through one segment of its row has a time and a receptor in common.
  struct Packet {
    double offset;  // since the start of the step [ms], in [0, dt]
    std::uint32_t receptor;
  };
  struct Event {
    std::uint32_t neuron;
    std::uint32_t packet;
    double weight;
  };

  explicit TimedArrivals(Range neurons) : neurons_{neurons} {}

  void clear();
  /// Begins a packet; the events added next belong to it.
  void begin(const Packet& packet) { packets_.push_back(packet); }
  void add(std::uint32_t neuron, double weight) {
    added_.push_back({neuron, static_cast<std::uint32_t>(packets_.size() - 1), weight});
  }
  /// Called when all events are there.
  void sort_by_neuron();

  [[nodiscard]] bool empty() const { return added_.empty(); }
  [[nodiscard]] std::span<const Packet> packets() const { return packets_; }
  /// The events of a neuron in the order of adding.
  [[nodiscard]] std::span<const Event> of(std::uint32_t neuron) const {
    const std::uint32_t place = neuron - neurons_.begin;
    return std::span{sorted_}.subspan(first_[place], first_[place + 1] - first_[place]);
  }
  [[nodiscard]] std::size_t bytes() const {
    return packets_.capacity() * sizeof(Packet) + (added_.capacity() + sorted_.capacity()) * sizeof(Event) +
           first_.capacity() * sizeof(std::uint32_t);
  }

 private:
  Range neurons_;
  std::vector<Packet> packets_;
  std::vector<Event> added_;
  std::vector<Event> sorted_;
  std::vector<std::uint32_t> first_;  // (neurons + 1) where the events of each begin; not kept while empty()
};

}  // namespace lapicque
