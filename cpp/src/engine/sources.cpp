#include "engine/sources.hpp"

#include <algorithm>
#include <map>

#include "check.hpp"
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

}  // namespace

PoissonCounts::PoissonCounts(const std::string& name, const Parameter& rate, std::uint32_t size, double dt) {
  if (!rate.per_neuron()) {
    tables_.emplace_back(mean_per_step(name, rate[0], dt));
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
    if (is_new) tables_.emplace_back(mean);
    table_of_.push_back(entry->second);
  }
}

random::Counter poisson_words(random::Key key, std::uint32_t tag, std::uint32_t quad, std::int64_t step) {
  const auto time = static_cast<std::uint64_t>(step);
  return random::philox4x32({quad, static_cast<std::uint32_t>(time), static_cast<std::uint32_t>(time >> 32), tag}, key);
}

PoissonSource::PoissonSource(std::uint32_t population, std::uint32_t size, const Rate& rate, double dt,
                             std::uint64_t seed)
    : key_{random::key_of(seed)}, tag_{random::tag(random::Purpose::poisson_source, population)} {
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
  std::optional<random::PoissonTable> present;
  if (!samples_.empty()) {
    const auto sample = static_cast<std::size_t>(step / every_);
    if (sample >= samples_.size() || samples_[sample] == 0.0) return;
    present.emplace(samples_[sample]);
  }
  random::Counter words{};
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (i == range.begin || i % 4 == 0) words = poisson_words(key_, tag_, i / 4, step);
    const std::uint32_t count = present ? present->count(words[i % 4]) : counts_.count(i, words[i % 4]);
    if (count > 0) steps.fire(step, i, count);
  }
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

}  // namespace lapicque
