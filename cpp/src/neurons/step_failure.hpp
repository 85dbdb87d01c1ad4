#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace lapicque::detail {

/// Thrown where a neuron cannot be taken through a step. NetworkState::run() tells the user, by names.
class StepFailure : public std::exception {
 public:
  /// `what` goes on after the name of the neuron; `after` follows the time.
  StepFailure(std::uint32_t population, std::uint32_t neuron, std::int64_t step, std::string what, std::string after)
      : population_{population}, neuron_{neuron}, step_{step}, what_{std::move(what)}, after_{std::move(after)} {}

  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  [[nodiscard]] const std::string& after() const { return after_; }
  [[nodiscard]] std::uint32_t population() const { return population_; }
  [[nodiscard]] std::uint32_t neuron() const { return neuron_; }
  [[nodiscard]] std::int64_t step() const { return step_; }

 private:
  std::uint32_t population_;
  std::uint32_t neuron_;  // of its population
  std::int64_t step_;
  std::string what_;
  std::string after_;
};

}  // namespace lapicque::detail
