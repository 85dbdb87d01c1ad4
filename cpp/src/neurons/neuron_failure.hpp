#pragma once

#include <cstdint>
#include <exception>

namespace lapicque::detail {

/// Thrown where a neuron cannot be taken through a step. NetworkState::run() tells the user, by names.
class NeuronFailure : public std::exception {
 public:
  NeuronFailure(std::uint32_t population, std::uint32_t neuron, std::int64_t step)
      : population_{population}, neuron_{neuron}, step_{step} {}

  [[nodiscard]] std::uint32_t population() const { return population_; }
  [[nodiscard]] std::uint32_t neuron() const { return neuron_; }
  [[nodiscard]] std::int64_t step() const { return step_; }

 private:
  std::uint32_t population_;
  std::uint32_t neuron_;  // of its population
  std::int64_t step_;
};

}  // namespace lapicque::detail
