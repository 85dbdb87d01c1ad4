#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/membranes/neuron_block.hpp"
#include "neurons/precise_neuron.hpp"

namespace lapicque::detail {

/// When a membrane is free: `offset` ms, in [0, dt), after the start of a step.
struct FreeFrom {
  kernels::Tick step = 0;
  double offset = 0.0;
};

/// A refractory time: whole steps and what is left [ms].
struct RefractoryTime {
  kernels::Tick steps = 0;
  double rest = 0.0;
};

/// The way of one neuron through a step, from one arrival to the next, with its spikes. What arrives at the same time
/// is taken in together.
class EventDrivenStep {
 public:
  /// Spikes of a neuron within one step; more are an error: ten thousand a ms of model time, and ten at least.
  [[nodiscard]] static double most_spikes(double dt) { return std::clamp(std::floor(10000.0 * dt), 10.0, 10000.0); }

  EventDrivenStep(PreciseNeuron& neuron, CrossingSearch& search, FreeFrom free_from, RefractoryTime t_ref,
                  kernels::Tick now, double dt, std::vector<double>& spikes)
      : neuron_{neuron}, search_{search}, free_from_{free_from}, t_ref_{t_ref}, now_{now}, dt_{dt}, spikes_{spikes} {}

  /// Integrates up to `end` ms after the start of the step.
  void go_to(double end);
  /// Something arrives now.
  void arrive(std::size_t receptor, double weight);
  /// All that arrives now is there.
  void settle();
  [[nodiscard]] FreeFrom free_from() const { return free_from_; }

 private:
  /// Time in this step from which on the membrane is free; before or beyond the step it is that.
  [[nodiscard]] double free_time() const;
  void fire();

  PreciseNeuron& neuron_;
  CrossingSearch& search_;
  FreeFrom free_from_;
  RefractoryTime t_ref_;
  kernels::Tick now_;
  double dt_;
  std::vector<double>& spikes_;  // offsets [ms]
  double time_ = 0.0;            // since the start of the step [ms]
  double jump_ = 0.0;            // of V_m, arrived now [mV]
};

}  // namespace lapicque::detail
