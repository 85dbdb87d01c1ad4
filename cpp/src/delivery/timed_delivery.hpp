#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "connectivity/synapse_table.hpp"
#include "delivery/timed_arrivals.hpp"
#include "state/spike_under_way.hpp"

namespace lapicque::detail {

/// Synapses of one projection from sources that spike off the grid onto neurons that take that in.
struct TimedTable {
  std::uint32_t source_population;
  std::uint32_t target_population;
  std::uint32_t receptor;
  std::uint32_t first_neuron;  // that target 0 is
  SynapseTable synapses;
  std::int64_t made = 0;  // step from which on spikes of its sources have an effect
};

/// Delivery, of one shard, of spikes that keep their times: like Delivery, but what arrives in a step is a list of
/// segments instead of sums. Their order is the same whatever the threads: firing step, population, source, spike,
/// projection, delay.
class TimedDelivery {
 public:
  /// Tables come in the order of projections.
  void add_table(TimedTable table) noexcept;
  /// Makes room for a table, so that add_table() cannot fail.
  void make_room(const TimedTable& table, std::size_t tables);
  /// Notes the rows of sources that fired in `step`, `offsets` ms after its start.
  void schedule(std::uint32_t source_population, std::span<const std::uint32_t> sources,
                std::span<const double> offsets, std::int64_t step);
  /// Gathers what arrives in `step`. Steps come one after the other.
  void deliver(std::int64_t step);
  /// Forgets what is under way.
  void clear();
  /// Brings the spikes that are under way into the canonical order of `all`, where those of other shards may be.
  void gather(std::vector<SpikeUnderWay>& all) const;
  /// Takes up at step `now` what gather() of other shards found.
  void restore(std::span<const SpikeUnderWay> all, std::int64_t now);

  /// What arrives at a population; null if nothing ever does. Stays where it is.
  [[nodiscard]] const TimedArrivals* arrivals(std::uint32_t population) const;
  [[nodiscard]] const std::vector<TimedTable>& tables() const { return tables_; }
  [[nodiscard]] std::vector<TimedTable>& tables() { return tables_; }
  [[nodiscard]] std::size_t bytes_under_way() const;

 private:
  struct Due {
    std::uint32_t table;
    std::uint32_t count;
    std::uint64_t first;
    double offset;
  };
  /// What is due before step `from` is left out.
  void note_row(std::uint32_t table, std::uint32_t source, double offset, std::int64_t step, std::int64_t from);
  void make_slots(std::int64_t largest_delay);
  [[nodiscard]] TimedArrivals::Packet packet(const Due& due) const;

  std::vector<TimedTable> tables_;
  std::vector<std::vector<std::uint32_t>> tables_of_;  // by source population
  std::map<std::uint32_t, TimedArrivals> arrivals_;    // by target population
  std::vector<std::vector<Due>> slots_;                // ring: step modulo its size, a power of two
  std::int64_t next_ = 0;                              // step that deliver() comes to next
};

}  // namespace lapicque::detail
