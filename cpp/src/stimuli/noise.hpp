#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/random/noise_pass.hpp"
#include "memory/aligned_array.hpp"
#include "stimuli/current_input.hpp"
#include "stimuli/window.hpp"

namespace lapicque::detail {

/// A current that is drawn anew in every step, for each target by itself.
class NoiseInput final : public CurrentInput {
 public:
  /// Refuses parameters that do not fit the number of targets, and times off the grid. `id` is unique among noises.
  NoiseInput(std::uint32_t id, Selection target, const WhiteNoise& noise, double dt, std::uint64_t seed);
  NoiseInput(std::uint32_t id, Selection target, const OrnsteinUhlenbeck& noise, double dt, std::uint64_t seed);

  void add(std::int64_t step, Range block, StateArray& I_ext) override;
  [[nodiscard]] Window window() const override { return window_; }
  void visit_state(StateVisitor& visitor) override;
  [[nodiscard]] std::size_t constant_bytes() const override;
  [[nodiscard]] double work() const override { return static_cast<double>(targets().selection().size()); }

 private:
  void begin();
  NoiseInput(std::uint32_t id, Selection target, Window window, std::uint64_t seed);
  /// Values of targets, by neuron from the first to the last of them; one value for all stays one.
  [[nodiscard]] std::vector<double> by_neuron(const std::vector<double>& of_targets) const;
  template <class Real>
  void add_to(kernels::NoiseKernel<Real> kernel, std::int64_t step, Range run, Real* I_ext) const;

  Window window_;
  Range hull_{0, 0};          // from the first to the last target
  std::vector<double> mean_;  // coefficients: one, or one a neuron of the hull
  std::vector<double> kick_;
  std::vector<double> decay_;   // none: white noise
  std::vector<double> std_;     // stationary, of a process with a memory
  AlignedArray<double> state_;  // its deviation from the mean in the step before, by neuron of the hull
  kernels::NoisePass pass_;
  kernels::NoiseKernel<double> kernel_double_;
  kernels::NoiseKernel<float> kernel_float_;
};

}  // namespace lapicque::detail
