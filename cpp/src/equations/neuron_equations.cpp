#include "equations/neuron_equations.hpp"

#include <algorithm>
#include <map>
#include <numbers>
#include <set>
#include <stdexcept>
#include <utility>

#include "check/check.hpp"
#include "equations/expression_parser.hpp"
#include "equations/meaning.hpp"

namespace lapicque::detail::equations {
namespace {

using Effect = kernels::ReceptorEffect;

enum Scripts : std::uint32_t { of_equations, of_threshold, of_reset, of_t_ref, of_others };

/// Magnesium that blocks half of the NMDA channels at 0 mV [mM], and how it depends on the potential [1/mV] (Jahr &
/// Stevens 1990).
constexpr double half_block = 3.57;
constexpr double block_by_V = -0.062;

Dimension unit(const char* name) { return find_unit(name)->dimension; }

/// Makes NeuronEquations of a model, in the order in which names become known.
class Reader {
 public:
  Reader(const Equations& model, NeuronEquations& made) : model_{model}, made_{made}, graph_{made.graph} {
    made_.scripts.push_back(parse_equations({"equations", model.text}));
    made_.scripts.push_back(parse_expression({"threshold", model.threshold}));
    made_.scripts.push_back(parse_changes({"reset", model.reset}));
    made_.scripts.push_back(parse_expression({"t_ref", model.t_ref}));
    for (const auto& [name, text] : model.arrivals) {
      made_.scripts.push_back(parse_changes({"arrivals['" + name + "']", text}));
    }
    for (const auto& [condition, changes] : model.events) {
      made_.scripts.push_back(parse_expression({"condition in events", condition}));
      made_.scripts.push_back(parse_changes({"events['" + condition + "']", changes}));
    }
    const auto& statements = equations().statements;
    with_units_ = std::ranges::any_of(statements, [](const Statement& s) { return s.unit.has_value(); });
  }

  void read() {
    add_constants();
    add_parameters();
    add_variables();
    add_receptors();
    add_definitions();
    add_slopes();
    add_spikes();
    add_arrivals();
    add_events();
    refuse_unused();
  }

 private:
  [[nodiscard]] const Script& equations() const { return made_.scripts[of_equations]; }

  void set(const std::string& name, const Quantity& quantity) { names_.set(name, quantity); }

  void add_constants() {
    set("t", {graph_.leaf(Leaf::time), unit("ms")});
    set("dt", {graph_.leaf(Leaf::dt), unit("ms")});
    set("I_ext", {graph_.leaf(Leaf::external), unit("pA")});
    set("I_syn", {graph_.constant(0.0), unit("pA")});  // until the receptors are known
    set("pi", {graph_.constant(std::numbers::pi), Dimension{}});
  }

  void add_parameters() {
    std::map<std::string, Statement> declared;
    for (const Statement& statement : equations().statements) {
      if (statement.kind != StatementKind::declaration) continue;
      if (!declared.emplace(statement.name, statement).second) {
        equations().refuse(statement.name_span, "the unit of " + statement.name + " is given twice");
      }
    }
    for (const auto& [name, values] : model_.parameters) {
      const std::string of = "parameters['" + name + "']";
      if (!is_name(name)) check::refuse("parameters", "the name '" + name + "'", "words of letters, digits and _");
      if (names_.find(name) != nullptr || is_reserved(name)) {
        check::refuse("parameters", "the name '" + name + "'", "of names that mean nothing else and are given once");
      }
      check::finite(of, values);
      const auto statement = declared.find(name);
      const auto index = static_cast<std::uint32_t>(made_.parameters.size());
      made_.parameters.push_back({of, &values});
      set(name,
          {graph_.leaf(Leaf::parameter, index), statement == declared.end() ? std::nullopt : statement->second.unit});
      declared.erase(name);
    }
    for (const auto& [name, statement] : declared) undefined_.push_back(statement);
  }

  [[nodiscard]] static bool is_name(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name[0]) &&
           std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
  }

  /// Refuses a name that something has already.
  void require_new(const Statement& statement) const {
    if (is_reserved(statement.name)) {
      equations().refuse(statement.name_span, "'" + statement.name + "' is a word of its own and cannot be a name");
    }
    if (names_.find(statement.name) == nullptr && !defined_.contains(statement.name)) return;
    equations().refuse(statement.name_span, "'" + statement.name + "' has a meaning already");
  }

  void add_variables() {
    for (const Statement& statement : equations().statements) {
      if (statement.kind == StatementKind::equation) {
        require_new(statement);
        const auto index = static_cast<std::uint32_t>(made_.variables.size());
        const NodeId state = graph_.leaf(Leaf::state, index);
        if (statement.name == "V_m") made_.potential = index;
        made_.variables.push_back({statement.name, statement.unit, state, 0, false, {of_equations, statement.span}});
        set(statement.name, {state, statement.unit});
      } else if (statement.kind == StatementKind::definition) {
        require_new(statement);
        defined_.insert(statement.name);
      }
    }
    if (made_.variables.empty()) {
      equations().refuse(Span{}, "there is no equation such as dV_m/dt = ...");
    }
    for (const Statement& statement : undefined_) {
      const bool known = names_.find(statement.name) != nullptr || defined_.contains(statement.name);
      if (statement.name == "t" || statement.name == "dt" || statement.name.starts_with("I_")) {
        if (known) equations().refuse(statement.name_span, "the unit of " + statement.name + " is known");
      }
      equations().refuse(statement.name_span,
                         known ? "the unit of " + statement.name + " stands behind its own line"
                               : "parameters has no '" + statement.name + "', whose unit is given here");
    }
  }

  void add_receptors() {
    check::valid(model_.receptors);
    for (const Receptor& receptor : model_.receptors) {
      if (receptor.name != "syn") continue;
      check::refuse("receptor name", "'syn'", "another one, as I_syn is the current of all receptors");
    }
    NodeId total = graph_.constant(0.0);
    for (const Receptor& receptor : model_.receptors) {
      const auto index = static_cast<std::uint32_t>(made_.receptors.size());
      made_.receptors.push_back({&receptor, dynamics_of(receptor.kind)});
      ReceptorNodes& nodes = made_.receptors.back();
      if (nodes.dynamics.effect == Effect::delta) continue;
      nodes.value = graph_.leaf(Leaf::value, index);
      if (nodes.dynamics.tau_rise != nullptr) nodes.rise = graph_.leaf(Leaf::rise, index);
      for (const ReceptorVariable& own : variables_of(receptor)) {
        if (names_.find(own.name) == nullptr && !defined_.contains(own.name)) continue;
        check::refuse("receptors", "'" + receptor.name + "'", "of names such that " + own.name + " is theirs");
      }
      const ReceptorVariable variable = variables_of(receptor).front();
      set(variable.name, {nodes.value, unit(variable.unit.c_str())});
      total = graph_.add(total, current_of(nodes));
    }
    set("I_syn", {total, unit("pA")});
  }

  NodeId hidden_parameter(const ReceptorNodes& nodes, const char* field, const Parameter* values) {
    const auto index = static_cast<std::uint32_t>(made_.parameters.size());
    made_.parameters.push_back({"receptors['" + nodes.receptor->name + "']." + field, values});
    return graph_.leaf(Leaf::parameter, index);
  }

  NodeId current_of(const ReceptorNodes& nodes) {
    if (nodes.dynamics.effect == Effect::current) return nodes.value;
    const NodeId V = made_.variables[made_.potential].state;
    NodeId g = nodes.value;
    if (nodes.dynamics.effect == Effect::nmda) {
      const NodeId Mg = hidden_parameter(nodes, "Mg", nodes.dynamics.Mg);
      const NodeId steepness = graph_.multiply(graph_.constant(block_by_V), V);
      const NodeId block =
          graph_.multiply(graph_.divide(Mg, graph_.constant(half_block)), graph_.apply(Operation::exp, steepness));
      g = graph_.divide(g, graph_.add(graph_.constant(1.0), block));
    }
    return graph_.multiply(g, graph_.subtract(hidden_parameter(nodes, "E_rev", nodes.dynamics.E_rev), V));
  }

  [[nodiscard]] Meaning meaning(std::uint32_t script, bool draws = false) {
    auto draw = [this](const std::string& name) {
      return name == "rand" ? graph_.leaf(Leaf::uniform, made_.uniforms++) : graph_.leaf(Leaf::normal, made_.normals++);
    };
    using Make = std::function<NodeId(const std::string&)>;
    auto noise = [this](const std::string& name) { return white_noise(name); };
    return {graph_,
            made_.scripts[script],
            script,
            names_,
            with_units_,
            draws ? Make{draw} : nullptr,
            script == of_equations ? Make{noise} : nullptr};
  }

  /// A random number that stays for a step, and whose integral over it has the variance of the noise's.
  NodeId white_noise(const std::string& name) {
    auto known = std::ranges::find(made_.noises, name, &std::pair<std::string, std::uint32_t>::first);
    if (known == made_.noises.end()) known = made_.noises.emplace(known, name, made_.normals++);
    const NodeId root = graph_.apply(Operation::sqrt, graph_.leaf(Leaf::dt));
    return graph_.multiply(graph_.leaf(Leaf::normal, known->second), graph_.divide(graph_.constant(1.0), root));
  }

  /// Definitions in an order in which each knows those that it needs: depth first.
  void add_definitions() {
    std::map<std::string, const Statement*> left;
    std::vector<const Statement*> open;
    for (const Statement& statement : equations().statements) {
      if (statement.kind == StatementKind::definition) left.emplace(statement.name, &statement);
    }
    std::set<std::string> being_defined;
    for (const Statement& first : equations().statements) {
      if (first.kind == StatementKind::definition && left.contains(first.name)) open.push_back(&first);
      while (!open.empty()) {
        const Statement& statement = *open.back();
        const Statement* needed = missing(statement, left);
        if (needed == nullptr) {
          define(statement);
          left.erase(statement.name);
          being_defined.erase(statement.name);
          open.pop_back();
        } else {
          being_defined.insert(statement.name);
          if (being_defined.contains(needed->name)) refuse_circle(open, needed->name);
          open.push_back(needed);
        }
      }
    }
  }

  /// A definition without a meaning yet that this one needs, or null.
  [[nodiscard]] const Statement* missing(const Statement& statement,
                                         const std::map<std::string, const Statement*>& left) {
    for (const std::uint32_t node : meaning(of_equations).names_below(statement.right)) {
      const auto found = left.find(equations().nodes[node].name);
      if (found != left.end()) return found->second;
    }
    return nullptr;
  }

  [[noreturn]] void refuse_circle(const std::vector<const Statement*>& open, const std::string& name) {
    const auto begin = std::ranges::find_if(open, [&](const Statement* s) { return s->name == name; });
    std::string circle;
    for (auto at = begin; at != open.end(); ++at) circle += (*at)->name + " -> ";
    equations().refuse((*begin)->name_span, "definitions go round in a circle: " + circle + name);
  }

  void define(const Statement& statement) {
    Meaning reader = meaning(of_equations);
    Quantity quantity = reader.value(statement.right);
    if (statement.unit) {
      reader.require_same(statement.span, statement.name, {0, statement.unit}, reader.text_of(statement.right),
                          quantity);
      quantity.unit = statement.unit;
    }
    made_.definitions.push_back({statement.name, quantity});
    set(statement.name, quantity);
  }

  void add_slopes() {
    std::size_t index = 0;
    for (const Statement& statement : equations().statements) {
      if (statement.kind != StatementKind::equation) continue;
      Meaning reader = meaning(of_equations);
      Quantity rate{graph_.constant(1.0)};
      if (statement.unit) rate.unit = quotient(*statement.unit, unit("ms"));
      const Quantity left = reader.value(statement.left, rate);
      const Quantity right = reader.value(statement.right);
      reader.require_same(statement.span, "the left side", left, "the right side", right);
      graph_.set_origin({of_equations, statement.span});
      made_.variables[index++].slope = graph_.divide(right.node, left.node);
    }
  }

  void add_spikes() {
    const Script& threshold = made_.scripts[of_threshold];
    if (!threshold.statements.empty()) {
      Meaning reader = meaning(of_threshold, true);
      const std::uint32_t root = threshold.statements[0].right;
      const Quantity condition = reader.value(root);
      reader.require_truth(root, condition);
      made_.threshold = condition.node;
    } else if (!made_.scripts[of_reset].statements.empty()) {
      check::refuse("threshold", "none", "given where there is a reset");
    }
    add_changes();
    add_refractoriness();
  }

  [[nodiscard]] std::uint32_t variable(const Script& script, const Statement& statement) const {
    const auto found = std::ranges::find(made_.variables, statement.name, &Variable::name);
    if (found != made_.variables.end()) return static_cast<std::uint32_t>(found - made_.variables.begin());
    if (names_.find(statement.name) != nullptr) {
      script.refuse(statement.name_span,
                    "'" + statement.name + "' has no equation, and only variables that have one change");
    }
    script.refuse(statement.name_span, check::unknown_text("variable", statement.name, variable_names()));
  }

  [[nodiscard]] std::vector<std::string> variable_names() const {
    std::vector<std::string> names;
    for (const Variable& variable : made_.variables) names.push_back(variable.name);
    return names;
  }

  void add_changes() { made_.reset = changes(of_reset, true); }

  /// What the statements of a script set variables to, one after the other.
  std::vector<Change> changes(std::uint32_t script, bool draws) {
    std::vector<Change> all;
    const Names before = names_;
    for (const Statement& statement : made_.scripts[script].statements) {
      const std::uint32_t index = variable(made_.scripts[script], statement);
      Meaning reader = meaning(script, draws);
      Quantity value = reader.value(statement.right);
      const Quantity old = *names_.find(statement.name);
      const bool scales = statement.change == '*' || statement.change == '/';
      reader.require_same(statement.span, scales ? "a factor" : statement.name,
                          {0, scales ? std::optional<Dimension>{Dimension{}} : old.unit},
                          reader.text_of(statement.right), value);
      graph_.set_origin({script, statement.span});
      switch (statement.change) {
        case '+': value.node = graph_.add(old.node, value.node); break;
        case '-': value.node = graph_.subtract(old.node, value.node); break;
        case '*': value.node = graph_.multiply(old.node, value.node); break;
        case '/': value.node = graph_.divide(old.node, value.node); break;
        default: break;
      }
      value.unit = old.unit;
      set(statement.name, value);
      const auto known = std::ranges::find(all, index, &Change::variable);
      if (known == all.end()) {
        all.push_back({index, value.node});
      } else {
        known->value = value.node;
      }
    }
    names_ = before;
    return all;
  }

  /// Jumps of the built-in kind, then those that are texts.
  void add_arrivals() {
    for (std::uint32_t r = 0; r < made_.receptors.size(); ++r) {
      if (made_.receptors[r].has_value()) continue;
      made_.arrivals.push_back({made_.potential, graph_.leaf(Leaf::arriving, r), {}});
    }
    std::uint32_t script = of_others;
    for (const auto& [name, text] : model_.arrivals) {
      require_free_receptor(name);
      made_.own_receptors.push_back(name);
      add_arrival(script++, static_cast<std::uint32_t>(made_.receptors.size() + made_.own_receptors.size() - 1));
    }
  }

  void require_free_receptor(const std::string& name) const {
    if (!is_name(name)) check::refuse("arrivals", "the name '" + name + "'", "words of letters, digits and _");
    const bool taken =
        std::ranges::any_of(made_.receptors, [&](const ReceptorNodes& r) { return r.receptor->name == name; }) ||
        std::ranges::find(made_.own_receptors, name) != made_.own_receptors.end();
    if (taken) check::refuse("arrivals", "'" + name + "'", "of names that no other receptor has");
  }

  void add_arrival(std::uint32_t number, std::uint32_t receptor) {
    const Script& script = made_.scripts[number];
    if (script.statements.empty()) script.refuse(Span{}, "expected what the weight changes, such as 's += weight'");
    const NodeId weight = graph_.leaf(Leaf::arriving, receptor);
    const Names before = names_;
    if (names_.find("weight") != nullptr || defined_.contains("weight")) {
      script.refuse(Span{}, "'weight' is what arrives here, and cannot be the name of something else");
    }
    set("weight", {weight});
    for (const Statement& statement : script.statements) {
      const std::uint32_t index = variable(script, statement);
      if (statement.change != '+' && statement.change != '-') {
        script.refuse(statement.span,
                      "weights that arrive together are added up, so that += and -= have a meaning here");
      }
      Meaning reader = meaning(number);
      Quantity value = reader.value(statement.right);
      reader.require_same(statement.span, statement.name, {0, made_.variables[index].unit},
                          reader.text_of(statement.right), value);
      require_proportional(script, statement, value.node, weight);
      graph_.set_origin({number, statement.span});
      if (statement.change == '-') value.node = graph_.apply(Operation::negate, value.node);
      made_.arrivals.push_back({index, value.node, {number, statement.span}});
    }
    names_ = before;
  }

  void require_proportional(const Script& script, const Statement& statement, NodeId value, NodeId weight) {
    const NodeId nothing = graph_.replaced({&value, 1}, [&](NodeId leaf) {
      return leaf == weight ? std::optional<NodeId>{graph_.constant(0.0)} : std::nullopt;
    })[0];
    const std::optional<NodeId> by_weight = graph_.derivative(value, weight);
    if (graph_.is_constant(nothing, 0.0) && by_weight && !graph_.depends(*by_weight, weight)) return;
    script.refuse(statement.span,
                  "weights that arrive together are added up, so that the change has to be a multiple of weight");
  }

  void add_events() {
    auto script = static_cast<std::uint32_t>(of_others + model_.arrivals.size());
    for (std::size_t k = 0; k < model_.events.size(); ++k, script += 2) {
      const Script& condition = made_.scripts[script];
      if (condition.statements.empty()) condition.refuse(Span{}, "expected a condition such as V_m < -90");
      Meaning reader = meaning(script, true);
      const std::uint32_t root = condition.statements[0].right;
      const Quantity truth = reader.value(root);
      reader.require_truth(root, truth);
      if (made_.scripts[script + 1].statements.empty()) {
        made_.scripts[script + 1].refuse(Span{}, "expected what the event changes, such as V_m = V_reset");
      }
      made_.events.push_back({truth.node, changes(script + 1, true)});
    }
  }

  void add_refractoriness() {
    const Script& t_ref = made_.scripts[of_t_ref];
    if (t_ref.statements.empty()) check::refuse("t_ref", "nothing", "a number of ms, or an expression");
    Meaning reader = meaning(of_t_ref);
    const std::uint32_t root = t_ref.statements[0].right;
    const Quantity time = reader.value(root);
    if (time.truth) t_ref.refuse(root, "expected a time, not a condition");
    const bool plain = reader.names_below(root).empty();
    if (!plain) reader.require_same(t_ref.nodes[root].span, "a time", {0, unit("ms")}, reader.text_of(root), time);
    made_.t_ref = time.node;
    const bool none = graph_.is_constant(time.node, 0.0);
    if (!made_.threshold && !none) check::refuse("t_ref", model_.t_ref, "0 where there is no threshold");
    for (const std::string& name : words(model_.hold)) {
      const auto found = std::ranges::find(made_.variables, name, &Variable::name);
      if (found == made_.variables.end()) {
        throw std::invalid_argument("hold: " + check::unknown_text("variable", name, variable_names()));
      }
      found->held = true;
    }
  }

  /// What stands between commas and blanks.
  [[nodiscard]] static std::vector<std::string> words(const std::string& list) {
    std::vector<std::string> found;
    bool inside = false;
    for (const char c : list) {
      const bool between = c == ',' || c == ' ' || c == '\t' || c == '\n';
      if (!between && !inside) found.emplace_back();
      if (!between) found.back() += c;
      inside = !between;
    }
    return found;
  }

  void refuse_unused() {
    std::set<std::string> used;
    for (const Script& script : made_.scripts) {
      for (const Syntax& node : script.nodes) used.insert(node.name);
    }
    for (const auto& [name, values] : model_.parameters) {
      if (used.contains(name)) continue;
      check::refuse("parameters", "'" + name + "'", "used by some line");
    }
    for (const ReceptorNodes& nodes : made_.receptors) {
      if (!nodes.has_value() || used.contains("I_syn")) continue;
      const std::string name = variables_of(*nodes.receptor).front().name;
      if (used.contains(name)) continue;
      check::refuse("receptors", "'" + nodes.receptor->name + "'",
                    "used by some line, as I_syn (the current of all receptors) or " + name);
    }
  }

  const Equations& model_;
  NeuronEquations& made_;
  Graph& graph_;
  Names names_;
  bool with_units_ = false;
  std::set<std::string> defined_;  // names of definitions
  std::vector<Statement> undefined_;
};

}  // namespace

double scale_of(const Variable& variable) {
  if (!variable.unit) return 0.0;
  if (variable.unit->is_none()) return 1.0;
  return *variable.unit == unit("mV") ? 50.0 : 0.0;
}

NeuronEquations::NeuronEquations(const Equations& model) { Reader{model, *this}.read(); }

}  // namespace lapicque::detail::equations
