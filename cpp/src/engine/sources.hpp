#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lapicque/stimulus.hpp>

#include "engine/cell_group.hpp"
#include "random/philox.hpp"
#include "random/poisson_table.hpp"

namespace lapicque {

/// Poisson counts of a step for every member of a set of trains, with a rate of its own each or one for all.
class PoissonCounts {
 public:
  PoissonCounts() = default;
  /// Refuses rates that are negative, not finite, or above 1e6 spikes a step; `size` trains.
  PoissonCounts(const std::string& name, const Parameter& rate, std::uint32_t size, double dt);
  [[nodiscard]] std::uint32_t count(std::uint32_t train, std::uint32_t word) const {
    return tables_[table_of_.empty() ? 0 : table_of_[train]].count(word);
  }

 private:
  std::vector<random::PoissonTable> tables_;  // one a different rate
  std::vector<std::uint32_t> table_of_;       // by train; empty: all the same
};

/// The random word of neuron i in a step: word i % 4 of the block {i / 4, step, tag}.
[[nodiscard]] random::Counter poisson_words(random::Key key, std::uint32_t tag, std::uint32_t quad, std::int64_t step);

/// Independent Poisson spike trains.
class PoissonSource final : public CellGroup {
 public:
  PoissonSource(std::uint32_t population, std::uint32_t size, const Rate& rate, double dt, std::uint64_t seed);
  void advance(Range range, CellInputs& inputs, const Advance& steps) override;

 private:
  void advance_step(Range range, std::int64_t step, const Advance& steps);

  random::Key key_;
  std::uint32_t tag_;
  PoissonCounts counts_;
  std::vector<double> samples_;  // means a step of a rate in time; empty: constant rates
  std::int64_t every_ = 1;       // steps a sample lasts
};

/// Spikes at given steps.
class SpikeSource final : public CellGroup {
 public:
  /// `times[i]` in ms: multiples of dt after step `now`, in any order.
  SpikeSource(const std::vector<std::vector<double>>& times, double dt, std::int64_t now);
  void advance(Range range, CellInputs& inputs, const Advance& steps) override;

 private:
  struct Event {
    std::int64_t step;
    std::uint32_t source;
    auto operator<=>(const Event&) const = default;
  };
  std::vector<Event> events_;  // sorted
};

}  // namespace lapicque
