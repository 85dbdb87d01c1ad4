#include "neurons/precise_refractoriness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "check/check.hpp"
#include "math/grid_time.hpp"
#include "neurons/endless_firing.hpp"

namespace lapicque::detail {

double FreeFrom::time(kernels::Tick now) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (step == now) return offset;
  return step < now ? -infinity : infinity;
}

FreeFrom RefractoryTime::after(kernels::Tick now, double time, double dt) const {
  FreeFrom free{now + steps, time + rest};
  if (free.offset < dt) return free;
  ++free.step;
  free.offset -= dt;
  return free;
}

PreciseRefractoriness::PreciseRefractoriness(std::uint32_t size, const Parameter& t_ref, double dt)
    : free_from_(size), free_offset_(size) {
  for (const double time : t_ref.values()) {
    if (time >= static_cast<double>(TickOrigin::most_steps) * dt) check::refuse("t_ref", time, "less than 2^30 steps");
    const GridTime cut = cut_time(time, dt);
    t_ref_.push_back({static_cast<Tick>(cut.steps), cut.rest});
    // A spike at the start of the step counts, too; a quotient that rounding made too small does not.
    const double spikes = std::floor(dt / time * (1.0 + 1e-9)) + 1.0;
    most_spikes_ = std::max(most_spikes_, std::min(spikes, most_spikes_within(dt)));
  }
}

void PreciseRefractoriness::visit_state(StateVisitor& visitor) {
  visitor.column(column("free_from", "step", Per::neuron, free_from_.span()));
  visitor.column(column("free_offset", "ms", Per::neuron, free_offset_.span()));
  origin_.visit_state(visitor);
}

void PreciseRefractoriness::follow(std::int64_t step) {
  origin_.follow(step, [this](std::int64_t shift) {
    for (std::size_t i = 0; i < free_from_.size(); ++i) {
      const std::int64_t free_from = std::int64_t{free_from_[i]} - shift;
      if (free_from < 0) free_offset_[i] = 0.0;
      free_from_[i] = static_cast<Tick>(std::max<std::int64_t>(free_from, 0));
    }
  });
}

void PreciseRefractoriness::set(std::uint32_t i, FreeFrom from) {
  free_from_[i] = from.step;
  free_offset_[i] = from.offset;
}

}  // namespace lapicque::detail
