#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectivity/projection_plan.hpp"
#include "engine/delivery.hpp"
#include "engine/inputs.hpp"
#include "engine/neuron_group.hpp"
#include "engine/recording.hpp"

namespace lapicque {

/// A population: a name and its cells.
struct PopulationState {
  std::string name;
  std::uint32_t size;
  std::unique_ptr<CellGroup> cells;
  NeuronGroup* neurons;  // the same cells if they are neurons, else null
};

/// What the shards of a network share: plain lists in order of creation.
struct Components {
  std::vector<PopulationState> populations;
  std::vector<std::unique_ptr<CurrentInput>> currents;
  std::vector<std::unique_ptr<PoissonDrive>> poisson;
  std::vector<std::unique_ptr<SpikeRecording>> spike_recordings;
  std::vector<std::unique_ptr<StateRecording>> state_recordings;
};

/// One thread's part of the network: a range of every population and the synapses onto it.
class Shard {
 public:
  Shard(std::size_t index, Components& components) : index_{index}, components_{components} {}

  void add_population(Range range) { ranges_.push_back(range); }
  [[nodiscard]] Range range(std::size_t population) const { return ranges_[population]; }
  /// Draws the synapses of a projection onto this shard; keep_drawn() puts all that was drawn to use.
  void draw(const ProjectionPlan& plan);
  void keep_drawn();
  void discard_drawn() { drawn_.clear(); }

  // The loop of a step, see DESIGN: deliver, integrate and fire; after an interval the shards exchange their spikes.

  /// Synaptic current accumulation: spikes due now add their weights; then Poisson input and external currents.
  void deliver(std::int64_t step);
  /// Membrane, threshold and reset of every neuron; the spikes go to this shard's list number `list`.
  void integrate_and_fire(std::int64_t step, int list);
  /// Samples the state at the end of the step.
  void record(std::int64_t step);
  /// Schedules the spikes of all shards in an interval, steps [first, last).
  void exchange(const std::vector<std::unique_ptr<Shard>>& shards, std::int64_t first, std::int64_t last, int list);

  /// Empties a list of spikes for a new interval. Two lists alternate, so that the other shards can still read the one
  /// of the interval before.
  void begin_interval(int list) { spikes_[list].clear(); }
  void reset();
  [[nodiscard]] const Delivery& delivery() const { return delivery_; }

 private:
  void apply_currents(std::int64_t step);

  std::size_t index_;
  Components& components_;
  std::vector<Range> ranges_;                                 // by population
  std::vector<std::pair<std::uint32_t, TargetTable>> drawn_;  // source population, table
  Delivery delivery_;
  SpikeList spikes_[2];
};

}  // namespace lapicque
