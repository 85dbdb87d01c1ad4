#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <lapicque/population.hpp>
#include <lapicque/stimulus.hpp>

#include "kernels/random/poisson_pass.hpp"
#include "random/inversion_table.hpp"
#include "random/philox.hpp"

namespace lapicque::detail {

/// Mean number of spikes a step; refuses a rate [Hz] that is negative, not finite, or above 1e6 spikes a step.
[[nodiscard]] double mean_per_step(const std::string& name, double rate, double dt);

/// Poisson counts of a step for every member of a set of trains, with a rate of its own each or one for all.
class PoissonCounts {
 public:
  PoissonCounts() = default;
  /// Refuses rates that are negative, not finite, or above 1e6 spikes a step; `size` trains, numbered from 0.
  PoissonCounts(const std::string& name, const Parameter& rate, std::uint32_t size, double dt);
  /// One train or any number of the same mean a step, at most 1e6.
  explicit PoissonCounts(double mean) { add(mean); }
  PoissonCounts(PoissonCounts&&) = default;
  PoissonCounts& operator=(PoissonCounts&&) = default;

  /// The largest count that there can be.
  [[nodiscard]] double largest() const;
  /// Bytes beyond those of the object.
  [[nodiscard]] std::size_t bytes() const;
  /// Numbers the trains by neurons instead: train j becomes that of neuron targets[j].
  void number_by(const Selection& targets);
  /// What the kernel needs of them; valid as long as they are.
  [[nodiscard]] kernels::PoissonPass pass(random::Key key, std::uint32_t tag, std::uint32_t refinement_tag) const;

 private:
  void add(double mean);
  static void require_memory_for(const std::vector<double>& means);

  std::vector<random::InversionTable> tables_;  // one a different rate
  std::vector<kernels::InversionView> views_;   // of them, why this class cannot be copied
  std::vector<std::uint32_t> table_of_;         // by train, from first_train_ on; empty: all the same
  std::uint32_t first_train_ = 0;
};

/// A rate as a function of the step, the same for all trains.
class RateFunction {
 public:
  RateFunction() = default;
  RateFunction(const RateFunction&) = delete;
  RateFunction& operator=(const RateFunction&) = delete;
  virtual ~RateFunction() = default;
  /// Mean number of spikes in a step.
  [[nodiscard]] virtual double mean(std::int64_t step) const = 0;
  /// The largest mean that there can be.
  [[nodiscard]] virtual double largest() const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

/// Tables of counts of the last steps, as a table takes longer to make than the counts of some neurons to draw. A shard
/// has its own.
class CountTables {
 public:
  [[nodiscard]] const PoissonCounts& at(std::int64_t step, double mean);

 private:
  // Blocks of neurons pass one after the other through at most so many steps.
  static constexpr std::size_t remembered_steps = 32;
  struct Slot {
    double mean = -1.0;
    PoissonCounts counts;
  };
  std::vector<Slot> slots_;  // by step; none until there is a first one
};

/// Counts of trains of any rate.
class PoissonRates {
 public:
  /// Refuses what PoissonCounts refuses, and samples off the grid.
  PoissonRates(const Rate& rate, std::uint32_t size, double dt);
  void number_by(const Selection& targets) { counts_.number_by(targets); }
  /// The counts of a step; valid until the next call with these tables.
  [[nodiscard]] const PoissonCounts& at(std::int64_t step, CountTables& tables) const;
  [[nodiscard]] double largest() const;
  /// Bytes beyond those of the object.
  [[nodiscard]] std::size_t bytes() const { return counts_.bytes() + (function_ ? function_->bytes() : 0); }

 private:
  PoissonCounts counts_;                    // where the rate does not change
  std::unique_ptr<RateFunction> function_;  // where it does, else null
};

}  // namespace lapicque::detail
