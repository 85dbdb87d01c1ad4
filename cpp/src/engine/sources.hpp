#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <lapicque/population.hpp>
#include <lapicque/stimulus.hpp>

#include "engine/cell_group.hpp"
#include "kernels/poisson_pass.hpp"
#include "random/inversion_table.hpp"
#include "random/philox.hpp"

namespace lapicque {

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
  /// Numbers the trains by neurons instead: train j becomes that of neuron targets[j].
  void number_by(const Selection& targets);
  /// What the kernel needs of them; valid as long as they are.
  [[nodiscard]] kernels::PoissonPass pass(random::Key key, std::uint32_t tag, std::uint32_t refinement_tag) const;

 private:
  void add(double mean);

  std::vector<random::InversionTable> tables_;  // one a different rate
  std::vector<kernels::InversionView> views_;   // of them, why this class cannot be copied
  std::vector<std::uint32_t> table_of_;         // by train, from first_train_ on; empty: all the same
  std::uint32_t first_train_ = 0;
};

/// Applies f(i, counts, n) to blocks of the trains [begin, end): counts[k] is that of train i + k.
template <class F>
void for_each_block(kernels::PoissonKernel kernel, const kernels::PoissonPass& pass, Range trains, std::int64_t step,
                    F&& f) {
  constexpr std::uint32_t block = 2 * kernels::trains_per_group;
  alignas(64) std::int32_t counts[block];
  for (std::uint32_t i = trains.begin; i < trains.end;) {
    const std::uint32_t room = block - i % block;
    const std::uint32_t n = trains.end - i < room ? trains.end - i : room;
    kernel(pass, i, i + n, step, counts);
    f(i, static_cast<const std::int32_t*>(counts), n);
    i += n;
  }
}

/// Independent Poisson spike trains.
class PoissonSource final : public CellGroup {
 public:
  PoissonSource(std::uint32_t population, std::uint32_t size, const Rate& rate, double dt, std::uint64_t seed);
  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  [[nodiscard]] double most_spikes_a_step() const override;

 private:
  void advance_step(Range range, std::int64_t step, const Advance& steps);

  kernels::PoissonKernel kernel_;
  random::Key key_;
  std::uint32_t population_;
  PoissonCounts counts_;
  std::vector<double> samples_;  // means a step of a rate in time; empty: constant rates
  std::int64_t every_ = 1;       // steps a sample lasts
};

/// Spikes at given times.
class SpikeSource final : public CellGroup {
 public:
  /// `times[i]` in ms after step `now`, in any order; multiples of dt where they are on the grid.
  SpikeSource(const std::vector<std::vector<double>>& times, SpikeTiming timing, double dt, std::int64_t now);
  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  [[nodiscard]] double most_spikes_a_step() const override;
  [[nodiscard]] SpikeTiming spike_timing() const override { return timing_; }

 private:
  struct Event {
    std::int64_t step;
    std::uint32_t source;
    double offset;  // since the start of the step [ms], in (0, dt]
    auto operator<=>(const Event&) const = default;
  };
  SpikeTiming timing_;
  std::vector<Event> events_;  // sorted
};

}  // namespace lapicque
