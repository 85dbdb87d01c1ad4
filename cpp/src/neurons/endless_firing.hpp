#pragma once

#include <algorithm>
#include <cmath>

#include "neurons/neuron_failure.hpp"

namespace lapicque::detail {

/// Spikes of a neuron within one step; more are an error: ten thousand a ms of model time, and ten at least.
[[nodiscard]] inline double most_spikes_within(double dt) {
  return std::clamp(std::floor(10000.0 * dt), 10.0, 10000.0);
}

/// A neuron that fires more than most_spikes_within() a step.
class EndlessFiring : public NeuronFailure {
 public:
  using NeuronFailure::NeuronFailure;

  [[nodiscard]] const char* what() const noexcept override { return "a neuron fires without end"; }
};

}  // namespace lapicque::detail
