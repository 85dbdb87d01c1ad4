#pragma once

#include <algorithm>
#include <cstdint>

#include <lapicque/parameter.hpp>

#include "check/check.hpp"
#include "kernels/membranes/neuron_block.hpp"
#include "memory/aligned_array.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// Counts steps in 32 bits, from an origin that follows the clock now and then.
class TickOrigin {
 public:
  using Tick = kernels::Tick;

  /// What is counted ahead of the clock is less.
  static constexpr std::int64_t most_steps = std::int64_t{1} << 30;

  void visit_state(StateVisitor& visitor) { visitor.column(column("tick_origin", "step", origin_)); }
  /// Called before a part of a run, by one thread. Where the clock is far from the origin, the origin moves to it:
  /// `move(shift)` takes the shift from all that was counted.
  template <class Move>
  void follow(std::int64_t step, const Move& move) {
    constexpr std::int64_t farthest = std::int64_t{1} << 29;
    const std::int64_t shift = step - origin_;
    if (shift < farthest) return;
    move(shift);
    origin_ = step;
  }
  [[nodiscard]] Tick now(std::int64_t step) const { return static_cast<Tick>(step - origin_); }

 private:
  std::int64_t origin_ = 0;
};

/// From which step on each neuron of a population is free.
class Refractoriness {
 public:
  using Tick = kernels::Tick;

  /// `t_ref` in ms on the grid; one value a neuron where `per_neuron`, else one.
  Refractoriness(std::uint32_t size, bool per_neuron, const Parameter& t_ref, double dt)
      : free_from_(size), steps_(per_neuron ? size : 1) {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const std::int64_t steps = check::on_grid("t_ref", t_ref[i], dt);
      if (steps >= TickOrigin::most_steps) check::refuse("t_ref", t_ref[i], "less than 2^30 steps");
      steps_[i] = static_cast<Tick>(steps);
    }
  }

  void visit_state(StateVisitor& visitor) {
    visitor.column(column("free_from", "step", Per::neuron, free_from_.span()));
    origin_.visit_state(visitor);
  }
  /// Called before a part of a run, by one thread.
  void follow(std::int64_t step) {
    origin_.follow(step, [this](std::int64_t shift) {
      for (Tick& free_from : free_from_.span()) {
        free_from = static_cast<Tick>(std::max<std::int64_t>(static_cast<std::int64_t>(free_from) - shift, 0));
      }
    });
  }

  [[nodiscard]] Tick now(std::int64_t step) const { return origin_.now(step); }
  [[nodiscard]] Tick* free_from() { return free_from_.data(); }
  [[nodiscard]] const Tick* free_from() const { return free_from_.data(); }
  [[nodiscard]] const Tick* steps() const { return steps_.data(); }
  [[nodiscard]] Tick steps_of(std::size_t neuron) const { return steps_[steps_.size() > 1 ? neuron : 0]; }
  [[nodiscard]] std::size_t constant_bytes() const { return steps_.size() * sizeof(Tick); }

 private:
  AlignedArray<Tick> free_from_;  // counted from origin_
  AlignedArray<Tick> steps_;      // t_ref in steps
  TickOrigin origin_;
};

}  // namespace lapicque::detail
