#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <lapicque/memory.hpp>

#include "connectivity/projection_plan.hpp"
#include "loop/shard.hpp"
#include "loop/spike_exchange.hpp"
#include "loop/thread_failures.hpp"
#include "loop/thread_team.hpp"
#include "recording/weight_runs.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// How a network is cut: a shard a thread, and how they see each other's spikes.
class Division {
 public:
  /// All its long work is part of `work`.
  Division(int threads, Components& components, double dt, Interruptible& work);

  [[nodiscard]] int threads() const { return team_.size(); }
  [[nodiscard]] const std::vector<std::unique_ptr<Shard>>& shards() const { return shards_; }
  /// Gives each shard its range of one more population.
  void add_population(const PopulationState& population);
  /// Draws the synapses of projections and puts them to use as made in one step; what fails leaves the division without
  /// any of them.
  void draw(std::span<const ProjectionPlan> plans, std::int64_t made);
  /// Draws the weights that can have changed anew; `plans` are those of all projections.
  void draw_weights(std::span<const ProjectionPlan> plans);
  /// Readies recordings to be taken by the shards, all of them or those that are not yet; keep_recordings() puts that
  /// to use.
  void split_recordings(bool all);
  void keep_recordings() noexcept;
  /// Takes all shards through the steps [first, last), which meet after every `interval` of them.
  void advance(std::int64_t first, std::int64_t last, std::int64_t interval);

  // The state that shards hold, in two parts:

  /// Spikes under way and past spikes of targets, at step `now`.
  void visit_spikes(std::int64_t now, StateVisitor& visitor);
  /// Traces of the sources of a projection, and weights that change.
  void visit_synapses(const ProjectionPlan& plan, StateVisitor& visitor);

  /// Adds what shards hold.
  void add_memory(MemoryUse& use) const;
  /// The weights of a projection whose weights change, in the order of its synapses.
  [[nodiscard]] std::vector<WeightRun> weight_runs(std::uint32_t projection) const;
  /// Calls f with every drawn table that holds synapses of a projection.
  void for_each_table(std::uint32_t projection, const std::function<void(const SynapseTable&)>& f) const;

 private:
  void advance_thread(std::size_t thread, std::int64_t first, std::int64_t last, std::int64_t interval);
  /// Lets each thread work on its shard.
  void with_shards(const std::function<void(Shard&)>& work);

  Components& components_;
  ThreadTeam team_;
  std::unique_ptr<SpikeExchange> exchange_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<double> loads_;  // cost of a step of what a shard has of the populations [ns]
  ThreadFailures failures_;
};

}  // namespace lapicque::detail
