#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "connectivity/projection_plan.hpp"
#include "delivery/bundles.hpp"
#include "delivery/delivery.hpp"
#include "delivery/timed_delivery.hpp"
#include "loop/division_state.hpp"
#include "loop/spike_exchange.hpp"
#include "memory/grow_capacity.hpp"
#include "neurons/cell_inputs.hpp"
#include "neurons/gap_junctions.hpp"
#include "neurons/population_state.hpp"
#include "plasticity/spike_history.hpp"
#include "recording/recording.hpp"
#include "recording/weight_recording.hpp"

namespace lapicque::detail {

/// What the shards of a network share: plain lists in order of creation.
struct Components {
  std::vector<PopulationState> populations;
  std::vector<std::unique_ptr<CurrentInput>> currents;  // null: removed
  std::uint32_t noises = 0;                             // of the currents, removed ones too
  std::vector<std::unique_ptr<PoissonDrive>> poisson;   // null: removed
  std::vector<std::unique_ptr<SpikeRecording>> spike_recordings;
  std::vector<std::unique_ptr<StateRecording>> state_recordings;
  GapJunctions gap_junctions;
  std::vector<std::unique_ptr<WeightRecording>> weight_recordings;
};

/// One thread's part of the network: a range of every population and the synapses onto it.
class Shard {
 public:
  Shard(std::size_t index, Components& components, SpikeExchange& exchange, double dt);

  /// Makes room, so that add_population() cannot fail.
  void make_room_for_population() { grow_capacity(ranges_, ranges_.size() + 1); }
  void add_population(Range range) { ranges_.push_back(range); }
  [[nodiscard]] Range range(std::size_t population) const { return ranges_[population]; }
  /// Draws the synapses of projections onto this shard; keep_drawn() puts all that was drawn to use.
  /// `made` is the step that they are made at: earlier spikes have no effect through them.
  void draw(std::span<const ProjectionPlan> plans, std::int64_t made);
  void keep_drawn() noexcept;
  void discard_drawn();
  /// Gathers what enters each population; called when something was added to the network.
  void bind_inputs();

  // The loop of an interval, see DESIGN: deliver, integrate and fire, record, step by step; then exchange.

  /// Empties list number `list` and takes the shard through the interval; the spikes go to that list. Two lists
  /// alternate, so that the other shards can still read the one of the interval before.
  void advance(const Interval& interval, int list);
  /// Adds what is known already to arrive in the first step of the next interval, before the others' spikes are.
  void deliver_ahead(std::int64_t step) { delivery_.deliver_noted(step, accumulators_); }
  /// Schedules the spikes of all shards in an interval.
  void take_in_spikes(const Interval& interval, int list);
  /// Samples state and weights at a time in steps, between intervals.
  void record(std::int64_t step);

  /// Draws the weights that can have changed anew.
  void draw_weights(std::span<const ProjectionPlan> plans);
  /// From now on all synapses are as if made at step 0.
  void begin_at_start();
  /// Brings into `state` what this shard holds of it.
  void gather(DivisionState& state) const;
  /// Goes on at step `now` with a state that shards gathered, those of another division even.
  void restore(const DivisionState& state, std::int64_t now);
  [[nodiscard]] const Delivery& delivery() const { return delivery_; }
  [[nodiscard]] Delivery& delivery() { return delivery_; }
  /// Bytes of the traces of plastic synapses.
  [[nodiscard]] std::size_t trace_bytes() const;
  /// Calls f with the synapses of every table.
  template <class F>
  void for_each_table(F&& f) const {
    for (const TargetTable& table : delivery_.tables()) f(table.synapses);
    for (const TimedTable& table : timed_delivery_.tables()) f(table.synapses);
  }
  [[nodiscard]] std::size_t bytes_under_way() const {
    return delivery_.bytes_under_way() + timed_delivery_.bytes_under_way();
  }
  [[nodiscard]] const Accumulators& accumulators() const { return accumulators_; }

 private:
  /// Neurons of any populations that no step needs to wait for: nothing is delivered to them and nothing reads them.
  void advance_alone(const Interval& interval, int list);
  void record_weights(std::int64_t step);
  void publish_potentials(std::int64_t step, const Interval& interval, int list);
  void integrate_and_fire(std::int64_t step, const Interval& interval, int list);
  void draw_bundle(const Bundle& bundle, std::int64_t made);
  [[nodiscard]] const SpikeHistory* history_for(const ProjectionPlan& plan, std::int64_t made);
  /// Makes room for all that was drawn, so that keep_drawn() cannot fail.
  void make_room();
  /// What plastic synapses have to do now and then, after the spikes of all shards in `step` are known.
  void settle(std::int64_t step);
  [[nodiscard]] CellInputs inputs_of(std::uint32_t population);
  void draw_timed(const ProjectionPlan& plan, std::int64_t made);
  /// Spikes of all shards into the recordings, those off the grid in the order of time.
  void record_spikes(std::uint32_t population, std::int64_t step, const Interval& interval, int list);
  [[nodiscard]] bool alone(std::size_t population) const { return !inputs_[population].fed && !watched_[population]; }

  std::size_t index_;
  Components& components_;
  SpikeExchange& exchange_;
  double dt_;                       // [ms]
  std::int64_t settling_interval_;  // [steps]
  std::vector<Range> ranges_;       // by population
  std::vector<CellInputs> inputs_;  // by population
  std::vector<bool> watched_;       // by population: others see its potential
  // Drawn, but not in use yet.
  std::vector<TargetTable> drawn_;
  std::vector<TimedTable> timed_drawn_;
  std::vector<std::unique_ptr<SpikeHistory>> histories_drawn_;
  Accumulators accumulators_;
  Accumulators accumulators_drawn_;  // with the accumulators of drawn_
  Delivery delivery_;
  std::vector<std::unique_ptr<SpikeHistory>> histories_;
  TimedDelivery timed_delivery_;
  std::vector<std::pair<double, std::uint32_t>> fired_;  // offset, neuron: scratch of record_spikes()
};

}  // namespace lapicque::detail
