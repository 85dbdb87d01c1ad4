#include "equations/linear_parts.hpp"

#include <algorithm>

namespace lapicque::detail::equations {
namespace {

/// Variables that are solved together: the entries of their propagator are operands of a program.
constexpr std::size_t most_exact = 40;

/// What an error calls a leaf.
std::string name_of(const NeuronEquations& neuron, NodeId leaf) {
  const Node& node = neuron.graph[leaf];
  switch (node.leaf) {
    case Leaf::state: return neuron.variables[node.index].name;
    case Leaf::value: return variables_of(*neuron.receptors[node.index].receptor).front().name;
    case Leaf::time: return "t";
    case Leaf::external: return "I_ext";
    default: return "noise";
  }
}

/// Why an equation is not linear with coefficients that stay; empty: it is. `exact` tells which variables are.
std::string obstacle(NeuronEquations& neuron, std::size_t variable, const std::vector<bool>& exact) {
  Graph& graph = neuron.graph;
  const NodeId slope = neuron.variables[variable].slope;
  for (const NodeId leaf : graph.leaves_of(slope)) {
    const Node node = graph[leaf];
    if (!node.varies) continue;
    const std::string name = name_of(neuron, leaf);
    if (node.leaf == Leaf::state && !exact[node.index])
      return "it depends on " + name + ", which has no exact solution";
    const bool input = node.leaf == Leaf::value || node.leaf == Leaf::external || node.leaf == Leaf::normal;
    if (node.leaf != Leaf::state && !input) {
      return "it depends on " + name;
    }
    const std::optional<NodeId> rate = graph.derivative(slope, leaf);
    if (!rate) return "it is not a smooth function of " + name;
    if (graph[*rate].varies) {
      const std::vector<NodeId> leaves = graph.leaves_of(*rate);
      const NodeId other = *std::ranges::find_if(leaves, [&](NodeId id) { return graph[id].varies; });
      return other == leaf ? "it is not linear in " + name
                           : "the coefficient of " + name + " depends on " + name_of(neuron, other);
    }
  }
  return {};
}

}  // namespace

bool LinearParts::some_exact() const {
  return std::ranges::any_of(obstacles, [](const std::string& obstacle) { return obstacle.empty(); });
}

LinearParts find_linear_parts(NeuronEquations& neuron) {
  const std::size_t n = neuron.variables.size();
  std::vector<bool> exact(n, true);
  LinearParts parts{std::vector<std::string>(n)};
  if (n > most_exact) {
    parts.obstacles.assign(n, "there are more than " + std::to_string(most_exact) + " variables");
    return parts;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t v = 0; v < n; ++v) {
      if (!exact[v]) continue;
      parts.obstacles[v] = obstacle(neuron, v, exact);
      if (parts.obstacles[v].empty()) continue;
      exact[v] = false;
      changed = true;
    }
  }
  return parts;
}

std::optional<NodeId> own_rate(NeuronEquations& neuron, std::size_t variable) {
  const Variable& of = neuron.variables[variable];
  const std::optional<NodeId> rate = neuron.graph.derivative(of.slope, of.state);
  if (!rate || neuron.graph.depends(*rate, of.state)) return std::nullopt;
  return rate;
}

ExactSolution::ExactSolution(NeuronEquations& neuron, const LinearParts& parts, StepPlan& plan)
    : neuron_{neuron}, parts_{parts}, plan_{plan}, row_of_(neuron.variables.size()) {
  add_columns();
  add_system(false);
  if (has_held_) add_system(true);
}

void ExactSolution::add_columns() {
  std::vector<NodeId> leaves;
  for (std::uint32_t v = 0; v < neuron_.variables.size(); ++v) {
    if (!parts_.is_exact(v)) continue;
    const Variable& variable = neuron_.variables[v];
    row_of_[v] = static_cast<std::uint32_t>(columns_.size());
    columns_.push_back({variable.state, v});
    has_held_ = has_held_ || (variable.held && plan_.refractory);
    for (const NodeId leaf : neuron_.graph.leaves_of(variable.slope)) leaves.push_back(leaf);
  }
  const auto needed = [&](NodeId leaf) { return std::ranges::find(leaves, leaf) != leaves.end(); };
  for (const ReceptorNodes& receptor : neuron_.receptors) {
    if (!receptor.has_value() || !needed(receptor.value)) continue;
    columns_.push_back({receptor.value});
    if (receptor.rises()) columns_.push_back({receptor.rise});
  }
  const NodeId external = neuron_.graph.leaf(Leaf::external);
  if (needed(external)) columns_.push_back({external});
  for (std::uint32_t k = 0; k < neuron_.normals; ++k) {
    const NodeId noise = neuron_.graph.leaf(Leaf::normal, k);
    if (needed(noise)) columns_.push_back({noise});
  }
  columns_.push_back({neuron_.graph.constant(1.0)});
}

void ExactSolution::add_system(bool refractory) {
  Graph& graph = neuron_.graph;
  const std::size_t n = columns_.size();
  LinearSystem system{n, std::vector<NodeId>(n * n, graph.constant(0.0))};
  const auto rest_of = [&](NodeId slope) {
    const NodeId zero = graph.constant(0.0);
    return graph.replaced(
        {&slope, 1}, [&](NodeId leaf) { return graph[leaf].varies ? std::optional<NodeId>{zero} : std::nullopt; })[0];
  };
  for (std::size_t row = 0; row < n; ++row) {
    if (columns_[row].variable == no_node) continue;
    const Variable& variable = neuron_.variables[columns_[row].variable];
    if (refractory && variable.held) continue;
    graph.set_origin(variable.origin);
    for (std::size_t column = 0; column + 1 < n; ++column) {
      const std::optional<NodeId> rate = graph.derivative(variable.slope, columns_[column].leaf);
      if (rate) system.rates[row * n + column] = *rate;
    }
    system.rates[row * n + n - 1] = rest_of(variable.slope);
  }
  plan_.systems.push_back(std::move(system));
  for (const ReceptorNodes& receptor : neuron_.receptors) {
    const auto found = std::ranges::find_if(
        columns_, [&](const Column& column) { return receptor.has_value() && column.leaf == receptor.value; });
    if (found != columns_.end()) add_receptor(static_cast<std::size_t>(found - columns_.begin()), receptor);
  }
}

void ExactSolution::add_receptor(std::size_t value, const ReceptorNodes& receptor) {
  Graph& graph = neuron_.graph;
  LinearSystem& system = plan_.systems.back();
  const auto rate = [&](const char* field, const Parameter* tau) {
    const auto index = static_cast<std::uint32_t>(neuron_.parameters.size());
    neuron_.parameters.push_back({"receptors['" + receptor.receptor->name + "']." + field, tau});
    return graph.divide(graph.constant(-1.0), graph.leaf(Leaf::parameter, index));
  };
  system.rates[value * system.size + value] = rate("tau_decay", receptor.dynamics.tau_decay);
  if (!receptor.rises()) return;
  system.rates[value * system.size + value + 1] = graph.constant(1.0);
  system.rates[(value + 1) * system.size + value + 1] = rate("tau_rise", receptor.dynamics.tau_rise);
}

NodeId ExactSolution::row(std::uint32_t number, std::uint32_t row, Part part) {
  Graph& graph = neuron_.graph;
  const LinearSystem& system = plan_.systems[number];
  // Columns that reach the row: what they are at the beginning changes what it is at the end.
  std::vector<bool> reached(system.size, false);
  std::vector<std::size_t> open{row};
  reached[row] = true;
  while (!open.empty()) {
    const std::size_t a = open.back();
    open.pop_back();
    for (std::size_t b = 0; b < system.size; ++b) {
      if (reached[b] || graph.is_constant(system.rates[a * system.size + b], 0.0)) continue;
      reached[b] = true;
      open.push_back(b);
    }
  }
  NodeId sum = no_node;
  for (std::uint32_t k = 0; k < system.size; ++k) {
    const std::uint32_t column = (row + k) % static_cast<std::uint32_t>(system.size);
    if (!reached[column]) continue;
    const PropagatorEntry entry{number, row, column, part};
    const auto same = std::ranges::find_if(plan_.entries, [&](const PropagatorEntry& e) {
      return e.system == number && e.row == row && e.column == column && e.part == part;
    });
    const auto index = static_cast<std::uint32_t>(same - plan_.entries.begin());
    if (same == plan_.entries.end()) plan_.entries.push_back(entry);
    const NodeId term = graph.multiply(graph.leaf(Leaf::propagator, index), columns_[column].leaf);
    sum = sum == no_node ? term : graph.add(sum, term);
  }
  return sum;
}

NodeId ExactSolution::at(std::uint32_t variable, Part part) {
  Graph& graph = neuron_.graph;
  const Variable& of = neuron_.variables[variable];
  graph.set_origin(of.origin);
  const NodeId free = row(0, row_of_[variable], part);
  if (!has_held_) return free;
  const NodeId held = of.held ? of.state : row(1, row_of_[variable], part);
  return graph.apply(Operation::where, graph.leaf(Leaf::refractory), held, free);
}

}  // namespace lapicque::detail::equations
