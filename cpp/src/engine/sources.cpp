#include "engine/sources.hpp"

#include <algorithm>
#include <string>

#include "check.hpp"
#include "engine/inputs.hpp"
#include "kernels/dispatch.hpp"
#include "random/stream.hpp"

namespace lapicque {

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

SpikeSource::SpikeSource(const std::vector<std::vector<double>>& times, double dt, std::int64_t now) {
  for (std::size_t i = 0; i < times.size(); ++i) {
    for (std::size_t j = 0; j < times[i].size(); ++j) {
      const std::string name = "times[" + std::to_string(i) + "][" + std::to_string(j) + "]";
      check::finite(name, times[i][j]);
      const std::int64_t end_of_step = check::on_grid(name, times[i][j], dt);
      if (end_of_step <= now) {
        check::refuse(name, times[i][j],
                      "later than the present time (" + check::text(static_cast<double>(now) * dt) + " ms)");
      }
      events_.push_back({end_of_step - 1, static_cast<std::uint32_t>(i)});
    }
  }
  std::sort(events_.begin(), events_.end());
}

void SpikeSource::advance(Range range, CellInputs& /*inputs*/, const Advance& steps) {
  for (std::int64_t step = steps.first; step < steps.last; ++step) {
    auto event = std::lower_bound(events_.begin(), events_.end(), Event{step, range.begin});
    for (; event != events_.end() && event->step == step && event->source < range.end; ++event) {
      steps.fire(step, event->source, 1);
    }
  }
}

double SpikeSource::most_spikes_a_step() const {
  double most = 1.0;
  for (std::size_t first = 0; first < events_.size();) {
    std::size_t last = first;
    while (last < events_.size() && events_[last] == events_[first]) ++last;
    most = std::max(most, static_cast<double>(last - first));
    first = last;
  }
  return most;
}

}  // namespace lapicque
