#include "equations/model_text.hpp"

#include <algorithm>
#include <string>

#include "check/check.hpp"
#include "equations/neuron_equations.hpp"
#include "equations/program.hpp"
#include "equations/step_plan.hpp"

namespace lapicque::detail::equations {
namespace {

std::string response_name(const NeuronEquations& neuron, const Node& node) {
  constexpr const char* names[] = {"decay", "rise_to_value", "rise_decay", "rise_per_weight"};
  return std::string{names[node.part / 4]} + "_" + neuron.receptors[node.index].receptor->name +
         (node.part % 4 == number_of(Part::middle) ? "_half" : "");
}

/// What a listing calls a leaf.
std::string leaf_name(const NeuronEquations& neuron, const Node& node) {
  const auto receptor = [&](std::size_t which) {
    return variables_of(*neuron.receptors[node.index].receptor)[which].name;
  };
  constexpr const char* times[] = {"t", "t_middle", "t_end"};
  switch (node.leaf) {
    case Leaf::constant: return check::text(node.number);
    case Leaf::parameter: {
      const std::string& name = neuron.parameters[node.index].name;
      constexpr std::string_view prefix = "parameters['";
      return name.starts_with(prefix) ? name.substr(prefix.size(), name.size() - prefix.size() - 2) : name;
    }
    case Leaf::dt: return "dt";
    case Leaf::propagator: return "P" + std::to_string(node.index);
    case Leaf::response: return response_name(neuron, node);
    case Leaf::state: return neuron.variables[node.index].name;
    case Leaf::value: return receptor(0);
    case Leaf::rise: return receptor(1);
    case Leaf::time: return times[node.part];
    case Leaf::external: return "I_ext";
    case Leaf::arriving: {
      const std::size_t built_in = neuron.receptors.size();
      return "arriving_" + (node.index < built_in ? neuron.receptors[node.index].receptor->name
                                                  : neuron.own_receptors[node.index - built_in]);
    }
    case Leaf::refractory: return "refractory";
    case Leaf::piece_begin: return "piece_begin";
    case Leaf::piece: return "piece";
    case Leaf::above: return "above";
    case Leaf::uniform: return "rand" + std::to_string(node.index);
    case Leaf::normal: return "randn" + std::to_string(node.index);
    case Leaf::none: break;
  }
  return {};
}

/// Lists programs; what does not vary is numbered c0, c1, ... and listed first.
class Listing {
 public:
  explicit Listing(const NeuronEquations& neuron) : neuron_{neuron} {}

  void add(const std::string& title, const std::vector<NodeId>& results, const std::vector<std::string>& names) {
    if (results.empty()) return;
    const Program program = compile(neuron_.graph, results, Outside::what_stays);
    const auto name = [&](NodeId id) { return outside_name(id); };
    body_ += title + "\n" + indented(text_of(program, name));
    for (std::size_t k = 0; k < results.size(); ++k) {
      const std::uint16_t at = program.results[k];
      const bool outside = at < program.outside.size();
      const std::string value = outside ? name(program.outside[at]) : "r" + std::to_string(at - program.outside.size());
      body_ += "  " + names[k] + " = " + value + "\n";
    }
  }

  [[nodiscard]] std::string all() const {
    if (constants_.empty()) return body_;
    const Program program = compile(neuron_.graph, constants_, Outside::leaves);
    const auto name = [&](NodeId id) { return leaf_name(neuron_, neuron_.graph[id]); };
    std::string text = "before a run\n" + indented(text_of(program, name));
    for (std::size_t k = 0; k < constants_.size(); ++k) {
      const std::uint16_t at = program.results[k];
      text += "  c" + std::to_string(k) + " = " + "r" + std::to_string(at - program.outside.size()) + "\n";
    }
    return text + body_;
  }

 private:
  std::string outside_name(NodeId id) {
    const Node& node = neuron_.graph[id];
    if (node.leaf != Leaf::none) return leaf_name(neuron_, node);
    const auto found = std::ranges::find(constants_, id);
    const auto number = found - constants_.begin();
    if (found == constants_.end()) constants_.push_back(id);
    return "c" + std::to_string(number);
  }

  static std::string indented(const std::string& lines) {
    std::string text;
    for (std::size_t begin = 0; begin < lines.size();) {
      const std::size_t end = lines.find('\n', begin);
      text += "  " + lines.substr(begin, end - begin + 1);
      begin = end + 1;
    }
    return text;
  }

  const NeuronEquations& neuron_;
  std::vector<NodeId> constants_;
  std::string body_;
};

}  // namespace

std::vector<StateDescription> state_of(const Equations& model) {
  const NeuronEquations neuron{model};
  std::vector<StateDescription> all;
  for (const Variable& variable : neuron.variables) {
    all.push_back({variable.name, variable.unit ? (variable.unit->is_none() ? "1" : text(*variable.unit)) : ""});
  }
  for (const Receptor& receptor : model.receptors) {
    for (const ReceptorVariable& variable : variables_of(receptor)) all.push_back({variable.name, variable.unit});
  }
  return all;
}

}  // namespace lapicque::detail::equations

namespace lapicque {

using namespace detail;
using namespace detail::equations;

void Equations::validate() const {
  NeuronEquations neuron{*this};
  static_cast<void>(plan_step(neuron, scheme));
}

std::vector<VariableScheme> schemes_of(const Equations& equations) {
  NeuronEquations neuron{equations};
  return plan_step(neuron, equations.scheme).schemes;
}

std::string program_of(const Equations& equations) {
  NeuronEquations neuron{equations};
  const StepPlan plan = plan_step(neuron, equations.scheme);
  std::vector<NodeId> results;
  std::vector<std::string> names;
  for (std::size_t v = 0; v < neuron.variables.size(); ++v) {
    results.push_back(plan.variables[v]);
    names.push_back(neuron.variables[v].name);
  }
  for (std::size_t r = 0; r < neuron.receptors.size(); ++r) {
    const auto variables = variables_of(*neuron.receptors[r].receptor);
    for (std::size_t which = 0; which < variables.size(); ++which) {
      results.push_back(which == 0 ? plan.values[r] : plan.rises[r]);
      names.push_back(variables[which].name);
    }
  }
  if (plan.spike) {
    results.push_back(*plan.spike);
    names.emplace_back("spike");
  }
  if (plan.doubt) {
    results.push_back(*plan.doubt);
    names.emplace_back("doubt");
  }
  Listing listing{neuron};
  listing.add("in a step", results, names);
  results.clear();
  names.clear();
  for (const Change& change : neuron.reset) {
    results.push_back(change.value);
    names.push_back(neuron.variables[change.variable].name);
  }
  listing.add("at a spike", results, names);
  return listing.all();
}

}  // namespace lapicque
