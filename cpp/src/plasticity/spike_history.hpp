#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <lapicque/synapse.hpp>

#include "math/decay.hpp"
#include "state/range.hpp"

namespace lapicque::detail {

/// The traces of one side of plastic synapses.
struct TraceConstants {
  double tau = 0.0;       // [ms]
  double tau_slow = 0.0;  // of a second trace [ms]; 0: there is none
  Pairing pairing = Pairing::all_to_all;
  bool operator==(const TraceConstants&) const = default;
};

/// The trace just after a spike, from what was left of it just before.
[[nodiscard]] constexpr double raised(double trace, Pairing pairing) {
  return pairing == Pairing::nearest ? 1.0 : trace + 1.0;
}

/// A spike of a target, and the trace that it leaves.
struct TargetSpike {
  std::int32_t step;       // since the origin of the history
  std::uint32_t previous;  // number of the spike of the same neuron before it
  double trace;            // just after the spike
};

/// A spike of a target as every division of the network knows it.
struct PastSpike {
  std::int64_t step;
  std::uint32_t neuron;  // of the population
  double trace;          // just after the spike
  double slow;           // the slow trace just before it
};

/// Whose past a history is, and since when.
struct HistoryKey {
  std::uint32_t population = 0;
  TraceConstants constants = {};
  std::int64_t begin = 0;
  bool operator==(const HistoryKey&) const = default;
};

/// What plastic synapses have to know of the spikes of their targets: of each neuron of a shard its last spikes and its
/// traces at them, in one list in the order of time. Spike number 0 is one of no neuron, long ago and without a trace,
/// where the chains of all neurons end.
class SpikeHistory {
 public:
  /// Of the spikes from step `begin` on.
  SpikeHistory(std::uint32_t population, Range neurons, const TraceConstants& constants, double dt, std::int64_t begin);

  /// It is that of projections which are made at step `begin`: earlier spikes are none of their traces.
  [[nodiscard]] HistoryKey key() const { return {population_, constants_, begin_}; }
  [[nodiscard]] std::uint32_t population() const { return population_; }
  [[nodiscard]] std::uint32_t first_neuron() const { return neurons_.begin; }

  /// Adds the spikes of neurons of the shard in a step, later than all before.
  void add(std::int64_t step, std::span<const std::uint32_t> neurons);
  /// Drops the spikes before `horizon`, but of each neuron the last one, which holds its trace.
  void forget(std::int64_t horizon);
  /// From now on those of projections that were made at step 0.
  void begin_at_start() { begin_ = 0; }
  /// Appends the spikes that are known, in the order of time, then neuron.
  void gather(std::vector<PastSpike>& all) const;
  /// Takes in, at step `now`, those of the spikes that neurons of the shard fired; they come in the order of time.
  void restore(std::span<const PastSpike> all, std::int64_t now);

  /// A step as the spikes count it.
  [[nodiscard]] std::int32_t since_origin(std::int64_t step) const { return static_cast<std::int32_t>(step - origin_); }
  /// Number of the last spike of neuron first_neuron() + j.
  [[nodiscard]] const std::uint32_t* newest() const { return newest_.data(); }
  [[nodiscard]] const TargetSpike* spikes() const { return spikes_.data(); }
  /// The slow trace just before each spike.
  [[nodiscard]] const double* slow() const { return slow_.data(); }
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::int32_t long_ago = -(1 << 30);
  void start(std::int64_t origin);

  std::uint32_t population_;
  Range neurons_;
  TraceConstants constants_;
  std::int64_t begin_;
  math::Decay decay_;
  math::Decay slow_decay_;
  std::int64_t origin_ = 0;
  std::vector<std::uint32_t> newest_;  // by neuron
  std::vector<TargetSpike> spikes_;
  std::vector<std::uint32_t> neuron_;  // of each spike
  std::vector<double> slow_;           // of each spike; empty without a slow trace
  // Scratch of forget().
  std::vector<std::uint32_t> number_;  // new number of each spike
  std::vector<bool> last_kept_;        // by neuron
};

}  // namespace lapicque::detail
