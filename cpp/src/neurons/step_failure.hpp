#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "neurons/neuron_failure.hpp"

namespace lapicque::detail {

/// A step of equations that cannot be taken.
class StepFailure : public NeuronFailure {
 public:
  /// `what` goes on after the name of the neuron; `after` follows the time.
  StepFailure(std::uint32_t population, std::uint32_t neuron, std::int64_t step, std::string what, std::string after)
      : NeuronFailure{population, neuron, step}, what_{std::move(what)}, after_{std::move(after)} {}

  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  [[nodiscard]] const std::string& after() const { return after_; }

 private:
  std::string what_;
  std::string after_;
};

}  // namespace lapicque::detail
