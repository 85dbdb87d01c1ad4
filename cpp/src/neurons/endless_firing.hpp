#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <exception>

namespace lapicque::detail {

/// Spikes of a neuron within one step; more are an error: ten thousand a ms of model time, and ten at least.
[[nodiscard]] inline double most_spikes_within(double dt) {
  return std::clamp(std::floor(10000.0 * dt), 10.0, 10000.0);
}

/// Thrown where a neuron fires more than most_spikes_within() a step. NetworkState::run() tells the user, by names.
class EndlessFiring : public std::exception {
 public:
  EndlessFiring(std::uint32_t population, std::uint32_t neuron, std::int64_t step)
      : population_{population}, neuron_{neuron}, step_{step} {}

  [[nodiscard]] const char* what() const noexcept override { return "a neuron fires without end"; }
  [[nodiscard]] std::uint32_t population() const { return population_; }
  [[nodiscard]] std::uint32_t neuron() const { return neuron_; }
  [[nodiscard]] std::int64_t step() const { return step_; }

 private:
  std::uint32_t population_;
  std::uint32_t neuron_;  // of its population
  std::int64_t step_;
};

}  // namespace lapicque::detail
