#include "equations/piece_plan.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "equations/exponentials.hpp"
#include "equations/step_plan.hpp"

namespace lapicque::detail::equations {
namespace {

constexpr std::size_t stages = 7;
/// The pair of fifth and fourth order of Dormand & Prince (1980): when the slopes are taken, how they count for the
/// next, and what the fifth order has more than the fourth.
constexpr std::array<double, stages> times{0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0};
constexpr std::array<std::array<double, 6>, stages> weights{
    {{},
     {1.0 / 5.0},
     {3.0 / 40.0, 9.0 / 40.0},
     {44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0},
     {19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0},
     {9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0},
     {35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0}}};
constexpr std::array<double, stages> differences{71.0 / 57600.0,      0.0,          -71.0 / 16695.0, 71.0 / 1920.0,
                                                 -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0};

class Planner {
 public:
  Planner(NeuronEquations& neuron, bool refractory, const PieceTolerance& tolerance)
      : neuron_{neuron},
        refractory_{refractory},
        graph_{neuron.graph},
        tolerance_{tolerance},
        begin_{graph_.leaf(Leaf::piece_begin)},
        h_{graph_.leaf(Leaf::piece)} {}

  PiecePlan plan() {
    take_stages();
    add_error();
    if (neuron_.threshold) {
      plan_.condition_now = at(*neuron_.threshold, begin_, {});
      if (!draws(*neuron_.threshold)) add_condition(*neuron_.threshold);
    }
    for (const Change& change : neuron_.reset) plan_.reset.push_back(at(change.value, begin_, {}));
    add_arrived();
    plan_.t_ref = at(neuron_.t_ref, begin_, {});
    share();
    return std::move(plan_);
  }

 private:
  void share() {
    std::vector<NodeId*> results{&plan_.error};
    for (NodeId& variable : plan_.variables) results.push_back(&variable);
    for (std::optional<NodeId>* value : {&plan_.condition, &plan_.beyond}) {
      if (*value) results.push_back(&**value);
    }
    share_exponentials(graph_, results);
  }

  NodeId number(double x) { return graph_.constant(x); }

  [[nodiscard]] bool draws(NodeId node) const {
    return std::ranges::any_of(graph_.leaves_of(node), [&](NodeId leaf) {
      return graph_[leaf].leaf == Leaf::uniform || graph_[leaf].leaf == Leaf::normal;
    });
  }

  NodeId rate(const ReceptorNodes& receptor, const char* field, const Parameter* tau) {
    const std::string name = "receptors['" + receptor.receptor->name + "']." + field;
    const auto known = std::ranges::find(neuron_.parameters, name, &ParameterSource::name);
    const auto index = static_cast<std::uint32_t>(known - neuron_.parameters.begin());
    if (known == neuron_.parameters.end()) neuron_.parameters.push_back({name, tau});
    return graph_.divide(number(1.0), graph_.leaf(Leaf::parameter, index));
  }

  /// What is left after `time` of something that decays.
  NodeId left(NodeId time, NodeId rate) {
    return graph_.apply(Operation::exp, graph_.apply(Operation::negate, graph_.multiply(time, rate)));
  }

  /// A receptor's value, as its own equations give it.
  NodeId value_at(const ReceptorNodes& receptor, NodeId time) {
    const NodeId decay = rate(receptor, "tau_decay", receptor.dynamics.tau_decay);
    const NodeId remains = left(time, decay);
    const NodeId value = graph_.multiply(receptor.value, remains);
    if (!receptor.rises()) return value;
    const NodeId rise = rate(receptor, "tau_rise", receptor.dynamics.tau_rise);
    const NodeId difference = graph_.multiply(time, graph_.subtract(decay, rise));
    const NodeId gained = graph_.multiply(graph_.multiply(time, remains), graph_.apply(Operation::exprel, difference));
    return graph_.add(value, graph_.multiply(receptor.rise, gained));
  }
  NodeId rise_at(const ReceptorNodes& receptor, NodeId time) {
    return graph_.multiply(receptor.rise, left(time, rate(receptor, "tau_rise", receptor.dynamics.tau_rise)));
  }

  /// An expression at a time from the beginning of the step on, with the variables y; empty: those of the leaves.
  NodeId at(NodeId node, NodeId time, const std::vector<NodeId>& y) {
    return graph_.replaced({&node, 1}, [&](NodeId leaf) -> std::optional<NodeId> {
      const Node of = graph_[leaf];
      if (of.leaf == Leaf::time) return graph_.add(leaf, time);
      if (of.leaf == Leaf::value) return value_at(neuron_.receptors[of.index], time);
      if (of.leaf == Leaf::rise) return rise_at(neuron_.receptors[of.index], time);
      if (of.leaf == Leaf::state && !y.empty()) return y[of.index];
      return std::nullopt;
    })[0];
  }

  NodeId sum_of(const std::vector<NodeId>& slopes, const auto& weight, std::size_t n) {
    NodeId sum = number(0.0);
    for (std::size_t k = 0; k < n; ++k) sum = graph_.add(sum, graph_.multiply(number(weight[k]), slopes[k]));
    return sum;
  }

  void add_arrived() {
    std::vector<NodeId> now;
    for (const Variable& variable : neuron_.variables) now.push_back(variable.state);
    plan_.arrived = after_arrivals_and_events(neuron_, std::move(now), refractory_, [&](NodeId leaf) {
      const NodeId moved = at(leaf, begin_, {});
      return moved == leaf ? std::nullopt : std::optional<NodeId>{moved};
    });
  }

  void take_stages() {
    const std::size_t n = neuron_.variables.size();
    slopes_.resize(n);
    std::vector<NodeId> y(n);
    for (std::size_t stage = 0; stage < stages; ++stage) {
      for (std::size_t v = 0; v < n; ++v) {
        const Variable& variable = neuron_.variables[v];
        graph_.set_origin(variable.origin);
        y[v] = graph_.add(variable.state, graph_.multiply(h_, sum_of(slopes_[v], weights[stage], stage)));
      }
      const NodeId time = graph_.add(begin_, graph_.multiply(number(times[stage]), h_));
      for (std::size_t v = 0; v < n; ++v) {
        const Variable& variable = neuron_.variables[v];
        NodeId slope = at(variable.slope, time, y);
        graph_.set_origin(variable.origin);
        if (refractory_ && variable.held)
          slope = graph_.apply(Operation::where, graph_.leaf(Leaf::refractory), number(0.0), slope);
        slopes_[v].push_back(slope);
      }
    }
    plan_.variables = std::move(y);
  }

  void add_error() {
    plan_.error = number(0.0);
    for (std::size_t v = 0; v < neuron_.variables.size(); ++v) {
      const auto size = [&](NodeId x) { return graph_.apply(Operation::absolute, x); };
      graph_.set_origin(neuron_.variables[v].origin);
      const NodeId error = size(graph_.multiply(h_, sum_of(slopes_[v], differences, stages)));
      const NodeId larger =
          graph_.apply(Operation::maximum, size(neuron_.variables[v].state), size(plan_.variables[v]));
      const double absolute = tolerance_.absolute + 0.1 * tolerance_.relative * scale_of(neuron_.variables[v]);
      const NodeId allowed = graph_.add(number(absolute), graph_.multiply(number(tolerance_.relative), larger));
      plan_.error = graph_.apply(Operation::maximum, plan_.error, graph_.divide(error, allowed));
    }
  }

  void add_condition(NodeId threshold) {
    const NodeId end = graph_.add(begin_, h_);
    plan_.condition = at(threshold, end, plan_.variables);
    const Node compared = graph_[threshold];
    if (compared.leaf != Leaf::none) return;
    if (compared.operation != Operation::at_least && compared.operation != Operation::above) return;
    plan_.beyond = at(graph_.subtract(compared.operand[0], compared.operand[1]), end, plan_.variables);
  }

  NeuronEquations& neuron_;
  bool refractory_;
  Graph& graph_;
  PieceTolerance tolerance_;
  NodeId begin_;
  NodeId h_;
  std::vector<std::vector<NodeId>> slopes_;  // by variable
  PiecePlan plan_;
};

}  // namespace

PiecePlan plan_piece(NeuronEquations& neuron, bool refractory, const PieceTolerance& tolerance) {
  return Planner{neuron, refractory, tolerance}.plan();
}

}  // namespace lapicque::detail::equations
