#include "engine/sources.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "check.hpp"
#include "engine/grid_time.hpp"
#include "kernels/dispatch.hpp"
#include "random/stream.hpp"

namespace lapicque {
namespace {

constexpr double largest_mean = 1e6;

double mean_per_step(const std::string& name, double rate, double dt) {
  check::not_negative(name, rate);
  const double mean = rate * (dt * 1e-3);
  if (mean > largest_mean) check::refuse(name, rate, "at most 1e6 spikes a step of " + check::text(dt) + " ms");
  return mean;
}

GridTime on_grid_or_off(const std::string& name, double time, SpikeTiming timing, double dt) {
  if (timing == SpikeTiming::grid) return {check::on_grid(name, time, dt), 0.0};
  if (!(std::fabs(time / dt) < 0x1p51)) check::refuse(name, time, "less than 2^51 steps of dt = " + check::text(dt));
  return cut_time(time, dt);
}

}  // namespace

void PoissonCounts::add(double mean) {
  tables_.push_back(random::InversionTable::poisson(mean));
  // Moving a table, as the vector does when it grows, leaves its arrays where they are.
  views_.push_back(tables_.back().view());
}

PoissonCounts::PoissonCounts(const std::string& name, const Parameter& rate, std::uint32_t size, double dt) {
  if (!rate.per_neuron()) {
    add(mean_per_step(name, rate[0], dt));
    return;
  }
  if (rate.values().size() != size) {
    check::refuse(name, std::to_string(rate.values().size()) + " values",
                  "one value or one a target (" + std::to_string(size) + ")");
  }
  std::map<double, std::uint32_t> known;
  for (std::uint32_t i = 0; i < size; ++i) {
    const double mean = mean_per_step(name + "[" + std::to_string(i) + "]", rate[i], dt);
    const auto [entry, is_new] = known.try_emplace(mean, static_cast<std::uint32_t>(tables_.size()));
    if (is_new) add(mean);
    table_of_.push_back(entry->second);
  }
}

void PoissonCounts::number_by(const Selection& targets) {
  if (targets.size() == 0) return;
  std::uint32_t first = targets[0];
  std::uint32_t last = first;
  for (std::size_t j = 0; j < targets.size(); ++j) {
    first = std::min(first, targets[j]);
    last = std::max(last, targets[j]);
  }
  first_train_ = first;
  if (table_of_.empty() || targets.contiguous()) return;
  std::vector<std::uint32_t> by_neuron(last - first + 1);
  for (std::size_t j = 0; j < targets.size(); ++j) by_neuron[targets[j] - first] = table_of_[j];
  table_of_ = std::move(by_neuron);
}

double PoissonCounts::largest() const {
  double most = 0.0;
  for (const random::InversionTable& table : tables_) most = std::max<double>(most, table.largest());
  return most;
}

kernels::PoissonPass PoissonCounts::pass(random::Key key, std::uint32_t tag, std::uint32_t refinement_tag) const {
  return {.tables = views_.data(),
          .table_of = table_of_.empty() ? nullptr : table_of_.data(),
          .first_train = first_train_,
          .key = {key[0], key[1]},
          .tag = tag,
          .refinement_tag = refinement_tag};
}

PoissonSource::PoissonSource(std::uint32_t population, std::uint32_t size, const Rate& rate, double dt,
                             std::uint64_t seed)
    : kernel_{kernels::selected().poisson}, key_{random::key_of(seed)}, population_{population} {
  if (const auto* constant = std::get_if<Parameter>(&rate)) {
    counts_ = PoissonCounts{"rate", *constant, size, dt};
    return;
  }
  const auto& course = std::get<ArrayRate>(rate);
  validate(course);
  every_ = check::on_grid("every", course.every, dt);
  for (std::size_t j = 0; j < course.values.size(); ++j) {
    samples_.push_back(mean_per_step("values[" + std::to_string(j) + "]", course.values[j], dt));
  }
}

void PoissonSource::advance(Range range, CellInputs& /*inputs*/, const Advance& steps) {
  for (std::int64_t step = steps.first; step < steps.last; ++step) advance_step(range, step, steps);
}

void PoissonSource::advance_step(Range range, std::int64_t step, const Advance& steps) {
  PoissonCounts present;
  if (!samples_.empty()) {
    const auto sample = static_cast<std::size_t>(step / every_);
    if (sample >= samples_.size() || samples_[sample] == 0.0) return;
    present = PoissonCounts{samples_[sample]};
  }
  const kernels::PoissonPass pass = (samples_.empty() ? counts_ : present)
                                        .pass(key_, random::tag(random::Purpose::poisson_source, population_),
                                              random::tag(random::Purpose::poisson_source_refinement, population_));
  for_each_block(kernel_, pass, range, step, [&](std::uint32_t i, const std::int32_t* counts, std::uint32_t n) {
    for (std::uint32_t k = 0; k < n; ++k) {
      if (counts[k] > 0) steps.fire(step, i + k, static_cast<std::size_t>(counts[k]));
    }
  });
}

double PoissonSource::most_spikes_a_step() const {
  if (samples_.empty()) return counts_.largest();
  return PoissonCounts{*std::ranges::max_element(samples_)}.largest();
}

SpikeSource::SpikeSource(const std::vector<std::vector<double>>& times, SpikeTiming timing, double dt, std::int64_t now)
    : timing_{timing} {
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

}  // namespace lapicque
