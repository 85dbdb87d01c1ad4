#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "cells/spike_list.hpp"

namespace lapicque::detail {

/// Steps [first, last) between two exchanges of spikes.
struct Interval {
  std::int64_t first;
  std::int64_t last;
};

/// Neighbouring neurons of one population that fired in one step, by ascending index.
struct FiredNeurons {
  std::span<const std::uint32_t> neurons;
  std::span<const double> offsets;  // since the start of the step [ms]; empty where spikes are on the grid
};

/// How the parts of a network see each other's spikes: hands every shard those of an interval in canonical order, by
/// step, population and neuron.
///
/// A shard fills its outbox, says that it has arrived, waits for the others, and reads. Two sets of lists alternate, so
/// that those who are slow can still read the last interval while others fill the next.
class SpikeExchange {
 public:
  SpikeExchange() = default;
  SpikeExchange(const SpikeExchange&) = delete;
  SpikeExchange& operator=(const SpikeExchange&) = delete;
  virtual ~SpikeExchange() = default;

  /// Where shard number `shard` of this process puts its spikes of an interval.
  [[nodiscard]] virtual SpikeList& outbox(std::size_t shard, int list) = 0;
  /// Says that the outbox of a shard is full, who may then do what needs no spikes; returns the meeting to wait for.
  [[nodiscard]] virtual std::uint32_t arrive(std::size_t shard) = 0;
  /// Waits until all that belongs to the meeting is there to be read.
  virtual void wait(std::size_t shard, std::uint32_t meeting) = 0;
  /// Parts that the spikes of a population come in, one after the other in canonical order.
  [[nodiscard]] virtual std::size_t parts() const = 0;
  /// One of the parts; `offset` counts steps from the first of the interval.
  [[nodiscard]] virtual FiredNeurons part(std::size_t part, int list, std::size_t offset,
                                          std::size_t population) const = 0;
  /// Empties all lists.
  virtual void clear() = 0;
};

}  // namespace lapicque::detail
