#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <lapicque/parameter.hpp>

#include "cells/cell_group.hpp"
#include "memory/aligned_array.hpp"

namespace lapicque::detail {

/// Independent renewal trains whose intervals are gamma distributed, in equilibrium from the start.
class GammaSource final : public CellGroup {
 public:
  /// Trains from step `now` on. Refuses rates [Hz] that are negative, not finite or above 1e6 spikes a step, and shapes
  /// that are not between 0.01 and 1e9.
  GammaSource(std::uint32_t population, std::uint32_t size, const Parameter& rate, const Parameter& shape, double dt,
              std::uint64_t seed, std::int64_t now);
  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void visit_state(StateVisitor& visitor) override;
  [[nodiscard]] double work() const override { return 0.2; }
  /// No train fires more often: spikes beyond it, of which there is one in 2^48 steps at most, wait for the next step.
  [[nodiscard]] double most_spikes_a_step() const override { return static_cast<double>(most_); }

 private:
  struct Train {
    std::int64_t step;       // of the next spike
    double fraction;         // of that step which is over at the spike
    std::uint64_t interval;  // number of the one that ends with it
  };

  /// Draws the first spikes.
  void start(std::int64_t now);
  /// The next spike of train i, after the one that there is.
  void go_on(std::uint32_t i);
  [[nodiscard]] double shape_of(std::size_t i) const { return shape_[shape_.size() == 1 ? 0 : i]; }
  /// Mean number of spikes a step.
  [[nodiscard]] double mean_of(std::size_t i) const { return mean_[mean_.size() == 1 ? 0 : i]; }

  std::uint32_t population_;
  std::uint64_t seed_;
  std::vector<double> mean_;  // one, or one a train
  std::vector<double> shape_;
  std::uint64_t most_ = 1;
  AlignedArray<Train> trains_;
};

}  // namespace lapicque::detail
