#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "connectivity/synapse_table.hpp"

namespace lapicque::detail {

/// What arrives within one step, off the grid, at the neurons of one population in one shard: a packet a spike and
/// segment of its row, in one order whatever the threads.
class TimedArrivals {
 public:
  struct Packet {
    double offset;  // since the start of the step [ms], in [0, dt]
    std::uint32_t receptor;
    std::uint32_t first_neuron;  // that target 0 is
    std::uint32_t count;         // synapses
    const SynapseTable* synapses;
    const std::byte* targets;  // ascending; then the weights

    [[nodiscard]] std::uint32_t neuron(std::uint32_t j) const {
      return first_neuron + read_packed<std::uint16_t>(targets, j);
    }
    /// Calls f(neuron, weight) with synapses j, j + 1, ... as far as neurons are below `end`; returns the next j.
    template <class F>
    std::uint32_t for_each_below(std::uint32_t end, std::uint32_t j, F&& f) const {
      const double unit = synapses->parts.front().unit;
      const std::byte* weights = targets + count * sizeof(std::uint16_t);
      const bool constant = synapses->kind == WeightKind::constant;
      for (; j < count; ++j) {
        const std::uint32_t target = neuron(j);
        if (target >= end) break;
        f(target, constant ? unit : unit * weight_number(*synapses, weights, j));
      }
      return j;
    }
  };

  void clear() { packets_.clear(); }
  void add(const Packet& packet) { packets_.push_back(packet); }

  [[nodiscard]] bool empty() const { return packets_.empty(); }
  [[nodiscard]] std::span<const Packet> packets() const { return packets_; }
  [[nodiscard]] std::size_t bytes() const { return packets_.capacity() * sizeof(Packet); }

 private:
  std::vector<Packet> packets_;
};

}  // namespace lapicque::detail
