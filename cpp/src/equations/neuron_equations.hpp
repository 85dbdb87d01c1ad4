#pragma once

// What the texts of a neuron model mean.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lapicque/equations.hpp>

#include "equations/graph.hpp"
#include "equations/syntax.hpp"
#include "receptors/receptor_dynamics.hpp"

namespace lapicque::detail::equations {

/// A value, and what is known of its unit: nothing where none is declared.
struct Quantity {
  NodeId node = 0;
  std::optional<Dimension> unit = {};
  bool truth = false;  // a condition
};

struct Variable {
  std::string name;
  std::optional<Dimension> unit;
  NodeId state;  // the leaf
  NodeId slope;  // its derivative [1/ms]
  bool held;     // while the neuron is refractory
  Origin origin;
};

/// How large a variable is at times, as far as its unit tells: gates are parts of 1, potentials are tens of mV.
[[nodiscard]] double scale_of(const Variable& variable);

/// A named expression of the equations.
struct Definition {
  std::string name;
  Quantity quantity;
};

/// A parameter of the user, or one of a receptor.
struct ParameterSource {
  std::string name;
  const Parameter* values;
};

/// A receptor as the graph has it.
struct ReceptorNodes {
  const Receptor* receptor;
  ReceptorDynamics dynamics;
  NodeId value = no_node;  // leaf; none for those that jump
  NodeId rise = no_node;   // leaf; none for those that jump or begin at once

  [[nodiscard]] bool has_value() const { return value != no_node; }
  [[nodiscard]] bool rises() const { return rise != no_node; }
};

/// What weights that arrive add to a variable, at the end of the step.
struct Arrival {
  std::uint32_t variable;
  NodeId increment;
  Origin origin;
};

/// What a spike sets a variable to.
struct Change {
  std::uint32_t variable;
  NodeId value;
};

/// A condition that changes variables without a spike, at the end of the step.
struct Event {
  NodeId condition;  // truth
  std::vector<Change> changes;
};

/// It refers to the parameters and receptors of the model, which has to outlive it.
struct NeuronEquations {
  explicit NeuronEquations(const Equations& model);
  NeuronEquations(const NeuronEquations&) = delete;
  NeuronEquations& operator=(const NeuronEquations&) = delete;
  ~NeuronEquations() = default;

  [[nodiscard]] const Script& script(const Origin& origin) const { return scripts[origin.script]; }

  Graph graph;
  std::vector<Script> scripts;  // equations, threshold, reset, t_ref, then those of arrivals and events
  std::vector<Variable> variables;
  std::vector<Definition> definitions;
  std::vector<ParameterSource> parameters;  // those of the user first
  std::vector<ReceptorNodes> receptors;
  std::vector<std::string> own_receptors;  // names of receptors that are texts, numbered after the others
  std::vector<Arrival> arrivals;           // in order
  std::vector<Event> events;               // in order, after what arrives
  std::uint32_t potential = 0;             // variable that receptors act on: V_m, or that of the first equation
  std::optional<NodeId> threshold = {};    // truth
  std::vector<Change> reset = {};          // at most one a variable
  NodeId t_ref = 0;
  std::uint32_t uniforms = 0;  // random numbers that are drawn a neuron and step
  std::uint32_t normals = 0;
  std::vector<std::pair<std::string, std::uint32_t>> noises;  // white noise by name, and which of the normals it is
};

}  // namespace lapicque::detail::equations
