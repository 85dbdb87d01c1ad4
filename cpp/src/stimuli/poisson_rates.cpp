#include "stimuli/poisson_rates.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <variant>

#include "check/check.hpp"
#include "machine/require_memory.hpp"
#include "math/elementary.hpp"

namespace lapicque::detail {
namespace {

constexpr double largest_mean = random::InversionTable::largest_mean;

class SampledRateFunction final : public RateFunction {
 public:
  SampledRateFunction(const ArrayRate& rate, double dt) : every_{check::interval_on_grid("every", rate.every, dt)} {
    for (std::size_t j = 0; j < rate.values.size(); ++j) {
      means_.push_back(mean_per_step("values[" + std::to_string(j) + "]", rate.values[j], dt));
    }
  }
  double mean(std::int64_t step) const override {
    const auto sample = static_cast<std::size_t>(step / every_);
    return sample < means_.size() ? means_[sample] : 0.0;
  }
  double largest() const override { return *std::ranges::max_element(means_); }
  std::size_t bytes() const override { return sizeof *this + means_.capacity() * sizeof(double); }

 private:
  std::vector<double> means_;
  std::int64_t every_;  // steps a sample lasts
};

class SineRateFunction final : public RateFunction {
 public:
  SineRateFunction(const SineRate& rate, double dt)
      : largest_{mean_per_step("offset + amplitude", rate.offset + std::fabs(rate.amplitude), dt)},
        offset_{rate.offset * (dt * 1e-3)},
        turns_per_step_{rate.frequency * 1e-3 * dt},
        turns_at_start_{rate.phase / 360.0} {
    amplitude_ = rate.amplitude * (dt * 1e-3) * math::mean_of_sine(turns_per_step_);
  }
  double mean(std::int64_t step) const override {
    const double middle = static_cast<double>(step) + 0.5;
    // Rounding may take the trough of a full modulation below zero.
    return std::max(0.0, offset_ + amplitude_ * math::sin_turns(turns_per_step_ * middle + turns_at_start_));
  }
  double largest() const override { return largest_; }
  std::size_t bytes() const override { return sizeof *this; }

 private:
  double largest_;
  double offset_;  // of the mean number of spikes a step, like the amplitude
  double amplitude_;
  double turns_per_step_;
  double turns_at_start_;
};

/// Null for a rate that does not change.
struct MakeFunction {
  double dt;
  std::unique_ptr<RateFunction> operator()(const Parameter&) const { return nullptr; }
  std::unique_ptr<RateFunction> operator()(const ArrayRate& rate) const {
    return std::make_unique<SampledRateFunction>(rate, dt);
  }
  std::unique_ptr<RateFunction> operator()(const SineRate& rate) const {
    return std::make_unique<SineRateFunction>(rate, dt);
  }
};

}  // namespace

double mean_per_step(const std::string& name, double rate, double dt) {
  check::not_negative(name, rate);
  const double mean = rate * (dt * 1e-3);
  if (mean > largest_mean) check::refuse(name, rate, "at most 1e6 spikes a step of " + check::text(dt) + " ms");
  return mean;
}

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
                  "one value or one a train (" + std::to_string(size) + ")");
  }
  require_memory(std::to_string(size) + " rates", static_cast<double>(size) * sizeof(std::uint32_t),
                 "give one for all");
  std::map<double, std::uint32_t> known;  // tables by mean
  std::vector<double> means;
  for (std::uint32_t i = 0; i < size; ++i) {
    const double mean = mean_per_step(name + "[" + std::to_string(i) + "]", rate[i], dt);
    const auto [entry, is_new] = known.try_emplace(mean, static_cast<std::uint32_t>(means.size()));
    if (is_new) means.push_back(mean);
    table_of_.push_back(entry->second);
  }
  require_memory_for(means);
  tables_.reserve(means.size());
  views_.reserve(means.size());
  for (const double mean : means) add(mean);
}

void PoissonCounts::require_memory_for(const std::vector<double>& means) {
  if (means.empty()) return;
  // Some of all sizes stand for the rest.
  constexpr std::size_t most_samples = 16;
  const std::size_t stride = (means.size() - 1) / most_samples + 1;
  std::size_t bytes = 0;
  std::size_t samples = 0;
  for (std::size_t j = 0; j < means.size(); j += stride, ++samples) {
    bytes += sizeof(random::InversionTable) + random::InversionTable::poisson(means[j]).bytes();
  }
  const auto n = static_cast<double>(means.size());
  require_memory("the tables of " + std::to_string(means.size()) + " different rates",
                 static_cast<double>(bytes) / static_cast<double>(samples) * n, "give fewer different ones");
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

std::size_t PoissonCounts::bytes() const {
  std::size_t bytes = tables_.capacity() * sizeof tables_[0] + views_.capacity() * sizeof views_[0] +
                      table_of_.capacity() * sizeof table_of_[0];
  for (const random::InversionTable& table : tables_) bytes += table.bytes();
  return bytes;
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

const PoissonCounts& CountTables::at(std::int64_t step, double mean) {
  if (slots_.empty()) slots_.resize(remembered_steps);
  Slot& slot = slots_[static_cast<std::size_t>(step) % remembered_steps];
  if (slot.mean != mean) slot = {mean, PoissonCounts{mean}};
  return slot.counts;
}

PoissonRates::PoissonRates(const Rate& rate, std::uint32_t size, double dt) {
  validate(rate);
  function_ = std::visit(MakeFunction{dt}, rate);
  if (!function_) counts_ = PoissonCounts{"rate", std::get<Parameter>(rate), size, dt};
}

const PoissonCounts& PoissonRates::at(std::int64_t step, CountTables& tables) const {
  return function_ ? tables.at(step, function_->mean(step)) : counts_;
}

double PoissonRates::largest() const {
  return function_ ? PoissonCounts{function_->largest()}.largest() : counts_.largest();
}

}  // namespace lapicque::detail
