#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "equations/neuron_equations.hpp"
#include "equations/step_plan.hpp"
#include "memory/aligned_array.hpp"

namespace lapicque::detail {

/// What of equations does not vary in a run, from the parameters: one value for all neurons, or one a neuron.
class StaticValues {
 public:
  /// `size` is 1 where no parameter is one a neuron.
  StaticValues(const equations::NeuronEquations& neuron, const equations::StepPlan& plan, double dt,
               std::uint32_t size);

  /// Values of each node: one, or one a neuron. Refuses what is not finite.
  [[nodiscard]] std::vector<std::vector<double>> of(std::span<const equations::NodeId> nodes) const;

 private:
  using Values = std::vector<double>;

  [[nodiscard]] std::vector<Values> compute(std::span<const equations::NodeId> nodes) const;
  [[nodiscard]] Values leaf(const equations::Node& node) const;
  [[nodiscard]] Values response(const equations::Node& node) const;
  void compute_propagators(std::uint32_t system);
  void require_finite(equations::NodeId node, const Values& values) const;

  const equations::NeuronEquations& neuron_;
  const equations::StepPlan& plan_;
  double dt_;
  std::uint32_t size_;
  std::vector<Values> propagators_;  // by entry
};

}  // namespace lapicque::detail
