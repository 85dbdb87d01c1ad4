#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <lapicque/memory.hpp>
#include <lapicque/options.hpp>
#include <lapicque/progress.hpp>

#include "connectivity/projection_plan.hpp"
#include "loop/memory_estimate.hpp"
#include "loop/shard.hpp"
#include "loop/spike_exchange.hpp"
#include "loop/thread_team.hpp"
#include "state/state_visitors.hpp"

namespace lapicque::detail {

/// Spikes wait in lists until the end of an interval; this bounds the lists where delays are long or absent [steps].
inline constexpr std::int64_t longest_interval = 32;

/// Everything behind a Network: the description, the shards built from it, the clock and the order.
class NetworkState {
 public:
  explicit NetworkState(const NetworkOptions& options);

  /// Takes in a validated projection, unless the memory for all that are not drawn yet is lacking.
  void add_projection(ProjectionPlan plan);
  /// Makes shards for new populations and draws the synapses of new projections.
  void build();
  bool run(std::int64_t steps, const Progress& progress);
  void reset();
  /// Lists all that changes during a run.
  void visit_state(StateVisitor& visitor);
  /// Goes on where a network of the same description was that the copy is of, whatever their threads. Throws
  /// std::invalid_argument where the copy does not fit; reset() is to be called then.
  void restore(const StateImage& image);
  /// Divides the network among so many threads, 0: as many as pay, whatever is under way in it. A failure leaves it as
  /// it was.
  void set_threads(int threads);
  /// Says that something was added to the description.
  void note_change() { ++version_; }

  [[nodiscard]] const PopulationState& population(std::uint32_t id) const { return components.populations[id]; }
  /// Receptor names of a projection's target, in order.
  [[nodiscard]] std::vector<std::string> receptor_names(std::uint32_t population) const;
  [[nodiscard]] int threads() const;
  [[nodiscard]] MemoryUse memory();
  /// The weights of a projection whose weights change, in the order of its synapses.
  [[nodiscard]] std::vector<WeightRun> weight_runs(std::uint32_t projection);
  /// Calls f with every drawn table that holds synapses of a projection.
  void for_each_table(std::uint32_t projection, const std::function<void(const SynapseTable&)>& f) const;

  NetworkOptions options;
  Components components;
  std::vector<ProjectionPlan> projections;
  std::vector<std::pair<Selection, Selection>> ends;  // of the projections, as they were selected
  std::int64_t now = 0;                               // step

 private:
  /// How a network is cut: a shard a thread, and how they see each other's spikes.
  struct Division {
    std::unique_ptr<ThreadTeam> team;
    std::unique_ptr<SpikeExchange> exchange;
    std::vector<std::unique_ptr<Shard>> shards;
    std::vector<double> loads;  // cost of a step of what a shard has of the populations [ns]
  };
  [[nodiscard]] Division make_division(int threads);
  /// Gives each shard its range of one more population.
  void divide_population(Division& division, std::size_t population) const;
  /// Draws the synapses of projections and puts them to use, those of one step of making at a time; what fails leaves
  /// the division without any of those that were to be drawn together.
  void draw(Division& division, std::span<const ProjectionPlan> plans, std::int64_t made);
  /// A division of what is built, with its synapses as they were at first.
  [[nodiscard]] Division drawn_division(int threads);
  /// Divides what is built anew.
  void move_to(int threads);
  // The parts of visit_state().
  void visit_clock(StateVisitor& visitor);
  void visit_spikes(Division& division, StateVisitor& visitor) const;
  /// Traces of the sources of a projection, and weights that change.
  static void visit_synapses(Division& division, const ProjectionPlan& plan, StateVisitor& visitor);
  void note_delays();
  /// Readies recordings to be taken by the shards of a division, all of them or those that are not yet.
  void split_recordings(Division& division, bool all);
  void keep_recordings() noexcept;
  void make_shards();
  [[nodiscard]] int threads_that_pay() const;
  void require_finite(bool before_run) const;
  void draw_new_projections();
  /// Draws the weights that can have changed anew.
  void draw_weights();
  void advance(std::int64_t steps);
  [[nodiscard]] std::int64_t interval_between_meetings() const;
  void advance_thread(std::size_t thread, std::int64_t first, std::int64_t last);
  /// Runs `work` and keeps its exception, to be thrown where all threads have met. A failure belongs to the spike list
  /// of the interval at whose end the threads notice it: a fast thread may already fail in the next interval while a
  /// slow one still looks at this one, and all must leave at the same meeting.
  template <class F>
  void guarded(int list, F&& work);
  [[nodiscard]] static std::vector<WeightRun> weight_runs(Division& division, std::uint32_t projection);
  void rethrow_failure();

  Division division_;
  std::size_t built_populations_ = 0;
  std::size_t built_projections_ = 0;
  std::vector<std::int64_t> made_;  // by projection: step at which it was drawn
  MemoryNeed undrawn_;
  std::uint64_t version_ = 1;  // counts the additions to the description
  std::uint64_t bound_version_ = 0;
  std::int64_t smallest_delay_ = 0;        // [steps]; 0: no synapses
  std::int64_t chunk_ = longest_interval;  // steps between two looks at progress, fitted to how long they take
  bool broken_ = false;                    // a step was left half done
  std::atomic<bool> failed_[2] = {false, false};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

}  // namespace lapicque::detail
