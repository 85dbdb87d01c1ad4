#include "sources/sources.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "check/check.hpp"
#include "kernels/dispatch.hpp"
#include "machine/require_memory.hpp"
#include "math/grid_time.hpp"
#include "random/stream.hpp"
#include "stimuli/current_input.hpp"

namespace lapicque::detail {
namespace {

GridTime on_grid_or_off(const std::string& name, double time, SpikeTiming timing, double dt) {
  if (timing == SpikeTiming::grid) {
    const auto step = check::steps(time, dt);
    if (!step && std::fabs(time / dt) < check::most_steps) {
      check::refuse(name, time, "a multiple of dt = " + check::text(dt) + " where spike_timing is grid, not precise");
    }
    return {check::on_grid(name, time, dt), 0.0};
  }
  if (!(std::fabs(time / dt) < check::most_steps))
    check::refuse(name, time, "less than 2^51 steps of dt = " + check::text(dt));
  return cut_time(time, dt);
}

}  // namespace

PoissonSource::PoissonSource(std::uint32_t population, std::uint32_t size, const Rate& rate, double dt,
                             std::uint64_t seed)
    : kernel_{kernels::selected().poisson},
      key_{random::key_of(seed)},
      population_{population},
      rates_{rate, size, dt} {}

void PoissonSource::advance(Range range, CellInputs& inputs, const Advance& steps) {
  for (std::int64_t step = steps.first; step < steps.last; ++step) {
    advance_step(range, step, inputs.source_tables, steps);
  }
}

void PoissonSource::advance_step(Range range, std::int64_t step, CountTables& tables, const Advance& steps) {
  const kernels::PoissonPass pass = rates_.at(step, tables)
                                        .pass(key_, random::tag(random::Purpose::poisson_source, population_),
                                              random::tag(random::Purpose::poisson_source_refinement, population_));
  for_each_block(kernel_, pass, range, step, [&](std::uint32_t i, const std::int32_t* counts, std::uint32_t n) {
    for (std::uint32_t k = 0; k < n; ++k) {
      if (counts[k] > 0) steps.fire(step, i + k, static_cast<std::size_t>(counts[k]));
    }
  });
}

SpikeSource::SpikeSource(const std::vector<std::vector<double>>& times, SpikeTiming timing, double dt, std::int64_t now)
    : timing_{timing} {
  std::size_t spikes = 0;
  for (const std::vector<double>& train : times) spikes += train.size();
  require_memory(std::to_string(spikes) + " spikes", static_cast<double>(spikes * sizeof(Event)), "give fewer");
  events_.reserve(spikes);
  for (std::size_t i = 0; i < times.size(); ++i) {
    for (std::size_t j = 0; j < times[i].size(); ++j) {
      const std::string name = "times[" + std::to_string(i) + "][" + std::to_string(j) + "]";
      check::finite(name, times[i][j]);
      const GridTime time = on_grid_or_off(name, times[i][j], timing, dt);
      const std::int64_t step = time.rest > 0.0 ? time.steps : time.steps - 1;
      if (step < now) {
        check::refuse(name, times[i][j],
                      "later than the present time (" + check::text(static_cast<double>(now) * dt) + " ms)");
      }
      events_.push_back({step, static_cast<std::uint32_t>(i), time.rest > 0.0 ? time.rest : dt});
    }
  }
  std::sort(events_.begin(), events_.end());
}

void SpikeSource::advance(Range range, CellInputs& /*inputs*/, const Advance& steps) {
  for (std::int64_t step = steps.first; step < steps.last; ++step) {
    auto event = std::lower_bound(events_.begin(), events_.end(), Event{step, range.begin, 0.0});
    for (; event != events_.end() && event->step == step && event->source < range.end; ++event) {
      if (timing_ == SpikeTiming::precise) {
        steps.fire_at(step, event->source, event->offset);
      } else {
        steps.fire(step, event->source, 1);
      }
    }
  }
}

double SpikeSource::most_spikes_a_step() const {
  double most = 1.0;
  const auto together = [](const Event& a, const Event& b) { return a.step == b.step && a.source == b.source; };
  for (std::size_t first = 0; first < events_.size();) {
    std::size_t last = first;
    while (last < events_.size() && together(events_[last], events_[first])) ++last;
    most = std::max(most, static_cast<double>(last - first));
    first = last;
  }
  return most;
}

}  // namespace lapicque::detail
