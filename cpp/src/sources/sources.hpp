#pragma once

#include <cstdint>
#include <vector>

#include <lapicque/stimulus.hpp>

#include "cells/cell_group.hpp"
#include "kernels/random/poisson_pass.hpp"
#include "neurons/cell_inputs.hpp"
#include "random/philox.hpp"
#include "stimuli/poisson_rates.hpp"

namespace lapicque::detail {

/// Applies f(i, counts, n) to blocks of the trains [begin, end): counts[k] is that of train i + k.
template <class F>
void for_each_block(kernels::PoissonKernel kernel, const kernels::PoissonPass& pass, Range trains, std::int64_t step,
                    F&& f) {
  constexpr std::uint32_t block = 2 * kernels::trains_per_group;
  alignas(64) std::int32_t counts[block];
  for (std::uint32_t i = trains.begin; i < trains.end;) {
    const std::uint32_t left = block - i % block;
    const std::uint32_t n = trains.end - i < left ? trains.end - i : left;
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
  [[nodiscard]] double most_spikes_a_step() const override { return rates_.largest(); }
  [[nodiscard]] std::size_t constant_bytes() const override { return sizeof *this + rates_.bytes(); }

 private:
  void advance_step(Range range, std::int64_t step, CountTables& tables, const Advance& steps);

  kernels::PoissonKernel kernel_;
  random::Key key_;
  std::uint32_t population_;
  PoissonRates rates_;
};

/// Spikes at given times.
class SpikeSource final : public CellGroup {
 public:
  /// `times[i]` in ms after step `now`, in any order; multiples of dt where they are on the grid.
  SpikeSource(const std::vector<std::vector<double>>& times, SpikeTiming timing, double dt, std::int64_t now);
  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  [[nodiscard]] double work() const override { return 0.0; }  // but for the spikes
  [[nodiscard]] double most_spikes_a_step() const override;
  [[nodiscard]] SpikeTiming spike_timing() const override { return timing_; }
  [[nodiscard]] std::size_t constant_bytes() const override {
    return sizeof *this + events_.capacity() * sizeof(Event);
  }

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

}  // namespace lapicque::detail
