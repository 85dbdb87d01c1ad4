#pragma once

#include <cstddef>
#include <vector>

#include "kernels/membranes/neuron_block.hpp"
#include "neurons/endless_firing.hpp"
#include "neurons/precise_neuron.hpp"
#include "neurons/precise_refractoriness.hpp"

namespace lapicque::detail {

/// The way of one neuron through a step, from one arrival to the next, with its spikes. What arrives at the same time
/// is taken in together.
class EventDrivenStep {
 public:
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
  /// True once the neuron has fired so often that it is not taken further, see EndlessFiring.
  [[nodiscard]] bool fires_endlessly() const { return static_cast<double>(spikes_.size()) > most_spikes_within(dt_); }

 private:
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
