#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "connectivity/synapse_table.hpp"
#include "delivery/accumulators.hpp"
#include "memory/prefetch.hpp"
#include "plasticity/synapse_dynamics.hpp"
#include "state/spike_under_way.hpp"

namespace lapicque::detail {

/// A table and where its target 0 lies among the accumulators of the shard.
struct TargetTable {
  std::uint32_t source_population;
  std::size_t first_sum;
  SynapseTable synapses;
  std::unique_ptr<SynapseDynamics> dynamics = nullptr;  // of synapses that are not Static
  bool weights_change = false;
  std::int64_t made = 0;  // step from which on spikes of its sources have an effect

  /// Whether whole numbers are added.
  [[nodiscard]] bool whole() const { return dynamics == nullptr && whole_numbers(synapses.kind); }
};

/// The spikes that a network has under way to sums, in canonical order: one that several tables know stands there once,
/// and a source that fired several times in a step as often.
struct SpikesUnderWay {
  std::vector<SpikeUnderWay> spikes;
  std::vector<PlasticSpike> plastic;  // of each source and projection in the order of firing

  /// Brings into canonical order what was gathered from one more shard.
  void merge(SpikesUnderWay&& shard);
};

/// Synaptic accumulation of one shard: which segments of which rows are due in which step.
///
/// When a source fires, each segment of its row is noted in the slot of the step at whose end it arrives; when that
/// step comes, the slot's segments are added into the accumulators. Real numbers are added in one order whatever the
/// threads: firing step, population, source, projection, position in the row.
class Delivery {
 public:
  /// Makes room for a table, so that add_table() cannot fail.
  void make_room(const TargetTable& table, std::size_t tables);
  void add_table(TargetTable table) noexcept;
  /// Takes in that sources of a population fired in the step that schedule() will be called for.
  void add_fired(std::uint32_t source_population, std::span<const std::uint32_t> sources);
  /// Notes the rows of what fired in `step`; arrivals are at least one step later.
  void schedule(std::int64_t step);
  /// Lets sources that have not fired since step `since` look at what their targets did.
  void catch_up(std::int64_t step, std::int64_t since);
  /// Adds what arrives in `step` and has been noted so far into the accumulators: deliver() adds the rest, in the same
  /// order as if it had added all. Steps come one after the other.
  void deliver_noted(std::int64_t step, Accumulators& accumulators);
  /// Adds what arrives in `step` into the accumulators.
  void deliver(std::int64_t step, Accumulators& accumulators);
  /// Forgets what is under way.
  void clear();
  /// Appends what is under way at the end of a run: the spikes, in no order, and those of plastic synapses in the order
  /// of firing.
  void gather(SpikesUnderWay& all) const;
  /// Takes up at step `now` what gather() of other shards found, in canonical order.
  void restore(const SpikesUnderWay& all, std::int64_t now);

  [[nodiscard]] const std::vector<TargetTable>& tables() const { return tables_; }
  [[nodiscard]] std::vector<TargetTable>& tables() { return tables_; }
  /// No delay is longer [steps].
  [[nodiscard]] std::int64_t longest_delay() const { return static_cast<std::int64_t>(slots_.size()); }
  [[nodiscard]] std::size_t bytes_under_way() const;

 private:
  struct Due {
    std::byte* targets;
    std::uint32_t table;
    std::uint16_t count;
    std::uint16_t lines;  // to fetch ahead
  };
  /// Cache lines to fetch of a segment before it is read; the rest of a long one the hardware fetches by itself.
  [[nodiscard]] static std::uint16_t lines_to_fetch(const std::byte* targets, std::size_t bytes) {
    constexpr std::size_t most = 7;
    return static_cast<std::uint16_t>(std::min(lines_of(targets, bytes), most));
  }
  struct Slot {
    std::vector<Due> due;
    std::vector<SourceSpike> spikes;  // of those segments whose tables have dynamics, in the same order
  };
  /// Tables with rows of one population.
  struct TablesOf {
    std::vector<std::uint32_t> whole;
    std::vector<std::uint32_t> real;
  };
  void note_row(std::uint32_t table, std::uint32_t source, std::int64_t step);
  /// Notes those segments of a row that are due at step `from` or later; `spike` is that of a table with dynamics.
  void note_rest(std::uint32_t table, std::uint32_t source, std::int64_t step, std::int64_t from,
                 const SourceSpike* spike);
  template <class Sum>
  void deliver_noted_as(std::int64_t step, Accumulators& accumulators);
  static void arrive(TargetTable& table, const Due& due, const SourceSpike& spike, std::int64_t step, double* sums);
  void note_spike(std::uint32_t table, std::uint32_t source, const SourceSpike& spike);
  void make_slots(std::int64_t largest_delay, std::int64_t now);

  /// A row whose source fired.
  struct Fired {
    std::uint32_t table;
    std::uint32_t source;
  };

  std::vector<TargetTable> tables_;
  std::vector<TablesOf> tables_of_;   // by source population
  std::vector<Fired> fired_;          // in the step that is to be scheduled
  std::vector<Slot> slots_;           // ring: step modulo its size, a power of two
  std::int64_t next_ = 0;             // step that deliver() comes to next
  std::size_t delivered_ = 0;         // segments of its slot
  std::size_t delivered_spikes_ = 0;  // and spikes
};

}  // namespace lapicque::detail
