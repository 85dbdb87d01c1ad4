#include "neurons/event_driven_step.hpp"

#include <algorithm>
#include <optional>

#include "interruption/interruptible.hpp"

namespace lapicque::detail {

void EventDrivenStep::go_to(double end) {
  while (time_ < end && !fires_endlessly()) {
    let_interrupt(200);
    const double free = free_from_.time(now_);
    if (free > time_) {
      neuron_.clamp();
      const double stop = std::min(free, end);
      neuron_.advance_currents(stop - time_);
      time_ = stop;
      continue;
    }
    if (neuron_.stays_below(end - time_)) {
      neuron_.advance(end - time_);
      time_ = end;
      return;
    }
    const std::optional<double> crossing = search_.first(neuron_, end - time_);
    if (!crossing) {
      neuron_ = search_.at_end();
      time_ = end;
      return;
    }
    neuron_.advance_currents(*crossing);
    time_ = std::min(time_ + *crossing, end);
    fire();
  }
}

void EventDrivenStep::arrive(std::size_t receptor, double weight) {
  if (neuron_.receptors[receptor].stages == 0) {
    jump_ += weight;
  } else {
    neuron_.take(receptor, weight);
  }
}

void EventDrivenStep::settle() {
  // A membrane that becomes free just now was held when the jump came.
  if (free_from_.time(now_) < time_) neuron_.jump(jump_);
  jump_ = 0.0;
  if (free_from_.time(now_) <= time_ && neuron_.above() >= 0.0) fire();
}

void EventDrivenStep::fire() {
  spikes_.push_back(time_);
  neuron_.clamp();
  free_from_ = t_ref_.after(now_, time_, dt_);
}

}  // namespace lapicque::detail
