#include "neurons/event_driven_step.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>

#include "check/check.hpp"
#include "interruption/interruptible.hpp"

namespace lapicque::detail {

double EventDrivenStep::free_time() const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (free_from_.step == now_) return free_from_.offset;
  return free_from_.step < now_ ? -infinity : infinity;
}

void EventDrivenStep::go_to(double end) {
  while (time_ < end) {
    let_interrupt(200);
    const double free = free_time();
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
  if (free_time() < time_) neuron_.jump(jump_);
  jump_ = 0.0;
  if (free_time() <= time_ && neuron_.above() >= 0.0) fire();
}

void EventDrivenStep::fire() {
  if (static_cast<double>(spikes_.size()) >= most_spikes(dt_)) {
    throw std::runtime_error("a neuron fired more than " + check::text(most_spikes(dt_)) +
                             " times within one step of " + check::text(dt_) + " ms; its input is too large");
  }
  spikes_.push_back(time_);
  neuron_.clamp();
  free_from_ = {now_ + t_ref_.steps, time_ + t_ref_.rest};
  if (free_from_.offset < dt_) return;
  ++free_from_.step;
  free_from_.offset -= dt_;
}

}  // namespace lapicque::detail
