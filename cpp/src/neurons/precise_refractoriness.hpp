#pragma once

#include <cstdint>
#include <vector>

#include <lapicque/parameter.hpp>

#include "kernels/membranes/neuron_block.hpp"
#include "memory/aligned_array.hpp"
#include "neurons/refractoriness.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// When a membrane is free: `offset` ms, in [0, dt), after the start of a step.
struct FreeFrom {
  kernels::Tick step = 0;
  double offset = 0.0;

  /// Time since the start of the step `now` [ms]: minus infinity if the membrane was free before, infinity if it
  /// becomes free later.
  [[nodiscard]] double time(kernels::Tick now) const;
};

/// A refractory time: whole steps and what is left [ms].
struct RefractoryTime {
  kernels::Tick steps = 0;
  double rest = 0.0;

  /// When a refractory time ends that begins `time` ms after the start of the step `now`.
  [[nodiscard]] FreeFrom after(kernels::Tick now, double time, double dt) const;
};

/// From when on each neuron of a population is free, off the grid.
class PreciseRefractoriness {
 public:
  using Tick = kernels::Tick;

  PreciseRefractoriness(std::uint32_t size, const Parameter& t_ref, double dt);

  void visit_state(StateVisitor& visitor);
  /// Called before a part of a run, by one thread.
  void follow(std::int64_t step);

  [[nodiscard]] Tick now(std::int64_t step) const { return origin_.now(step); }
  [[nodiscard]] FreeFrom of(std::uint32_t neuron) const { return {free_from_[neuron], free_offset_[neuron]}; }
  void set(std::uint32_t neuron, FreeFrom from);
  [[nodiscard]] RefractoryTime t_ref(std::uint32_t neuron) const { return t_ref_[t_ref_.size() > 1 ? neuron : 0]; }
  [[nodiscard]] const Tick* free_from() const { return free_from_.data(); }
  [[nodiscard]] const double* free_offset() const { return free_offset_.data(); }
  /// Spikes of a neuron within a step at most, by the shortest refractory time.
  [[nodiscard]] double most_spikes_a_step() const { return most_spikes_; }
  [[nodiscard]] std::size_t constant_bytes() const { return t_ref_.capacity() * sizeof(RefractoryTime); }

 private:
  AlignedArray<Tick> free_from_;  // counted from origin_
  AlignedArray<double> free_offset_;
  std::vector<RefractoryTime> t_ref_;  // one, or one a neuron
  double most_spikes_ = 1.0;
  TickOrigin origin_;
};

}  // namespace lapicque::detail
