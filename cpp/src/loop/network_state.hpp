#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/interrupt.hpp>
#include <lapicque/memory.hpp>
#include <lapicque/options.hpp>
#include <lapicque/progress.hpp>

#include "connectivity/projection_plan.hpp"
#include "interruption/interruptible.hpp"
#include "loop/division.hpp"
#include "loop/memory_estimate.hpp"
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
  /// Makes a projection one without synapses; refuses one that is drawn.
  void remove_projection(std::uint32_t id);
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
  /// Lets long work be ended from outside.
  void set_interrupt(Interrupt interrupt) { interruptible_.set(std::move(interrupt)); }

  [[nodiscard]] const PopulationState& population(std::uint32_t id) const { return components.populations[id]; }
  /// A time as messages say it [ms].
  [[nodiscard]] std::string time_text(std::int64_t step) const;
  /// Receptor names of a projection's target, in order.
  [[nodiscard]] std::vector<std::string> receptor_names(std::uint32_t population) const;
  [[nodiscard]] int threads() const;
  [[nodiscard]] MemoryUse memory();
  /// Shards and their tables; only after build().
  [[nodiscard]] const Division& division() const { return *division_; }

  NetworkOptions options;
  Components components;
  std::vector<ProjectionPlan> projections;
  std::vector<std::pair<Selection, Selection>> ends;  // of the projections, as they were selected
  std::int64_t now = 0;                               // step

 private:
  /// A division of what is built, with its synapses as they were at first.
  [[nodiscard]] std::unique_ptr<Division> drawn_division(int threads);
  /// Divides what is built anew.
  void move_to(int threads);
  void visit_clock(StateVisitor& visitor);
  void note_delays();
  void make_shards();
  [[nodiscard]] int threads_that_pay() const;
  /// Throws std::invalid_argument if state is not finite that others could write to.
  void require_finite_before_run() const;
  /// Throws std::runtime_error if state has become infinite or NaN.
  void require_finite() const;
  /// Throws NotEnoughMemory if what recorders will take in so many steps is more than the system has left.
  void require_memory_for_samples(std::int64_t steps) const;
  void draw_new_projections();
  /// Draws the weights that can have changed anew.
  void draw_weights();
  bool advance_all(std::int64_t steps, const Progress& progress);
  void advance(std::int64_t steps);
  [[nodiscard]] std::int64_t interval_between_meetings() const;

  Interruptible interruptible_;
  std::unique_ptr<Division> division_;  // none before the first build()
  std::size_t built_populations_ = 0;
  std::size_t built_projections_ = 0;
  std::vector<std::int64_t> made_;  // by projection: step at which it was drawn
  MemoryNeed undrawn_;
  std::uint64_t version_ = 1;  // counts the additions to the description
  std::uint64_t bound_version_ = 0;
  std::int64_t smallest_delay_ = 0;        // [steps]; 0: no synapses
  std::int64_t chunk_ = longest_interval;  // steps between two looks at progress, fitted to how long they take
  bool broken_ = false;                    // a step was left half done
};

}  // namespace lapicque::detail
