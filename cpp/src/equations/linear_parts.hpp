#pragma once

// Which equations are linear, and in what.

#include <optional>
#include <string>
#include <vector>

#include "equations/step_plan.hpp"

namespace lapicque::detail::equations {

/// Why a variable has no exact solution; empty: it has one.
struct LinearParts {
  std::vector<std::string> obstacles;

  [[nodiscard]] bool is_exact(std::size_t variable) const { return obstacles[variable].empty(); }
  [[nodiscard]] bool some_exact() const;
};

/// The largest set of variables that form a linear system with coefficients that stay.
[[nodiscard]] LinearParts find_linear_parts(NeuronEquations& neuron);

/// The derivative of a slope by its own variable where that does not depend on it; nothing where it does.
[[nodiscard]] std::optional<NodeId> own_rate(NeuronEquations& neuron, std::size_t variable);

/// The exact solution of linear parts, as expressions.
class ExactSolution {
 public:
  ExactSolution(NeuronEquations& neuron, const LinearParts& parts, StepPlan& plan);

  /// A variable at the middle or the end of the step, held ones where they are while the neuron is refractory.
  [[nodiscard]] NodeId at(std::uint32_t variable, Part part);

 private:
  struct Column {
    NodeId leaf;
    std::uint32_t variable = no_node;  // whose row it is
  };
  void add_columns();
  void add_system(bool refractory);
  void add_receptor(std::size_t value, const ReceptorNodes& receptor);
  NodeId row(std::uint32_t system, std::uint32_t row, Part part);

  NeuronEquations& neuron_;
  const LinearParts& parts_;
  StepPlan& plan_;
  std::vector<Column> columns_;
  std::vector<std::uint32_t> row_of_;  // by variable
  bool has_held_ = false;
};

}  // namespace lapicque::detail::equations
