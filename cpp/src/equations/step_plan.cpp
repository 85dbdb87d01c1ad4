#include "equations/step_plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "check/check.hpp"
#include "equations/exponentials.hpp"
#include "equations/linear_parts.hpp"

namespace lapicque::detail::equations {
namespace {

constexpr std::array<const char*, 6> scheme_names{"auto", "exact", "rk4", "heun", "euler", "exponential_euler"};

/// Values of all leaves that move in a step, by leaf, at a part of it.
using Moved = std::map<NodeId, NodeId>;

class Planner {
 public:
  Planner(NeuronEquations& neuron, const std::string& scheme)
      : neuron_{neuron}, graph_{neuron.graph}, scheme_{scheme}, h_{graph_.leaf(Leaf::dt)} {}

  StepPlan plan() {
    if (std::ranges::find(scheme_names, scheme_) == scheme_names.end()) {
      const std::vector<std::string> known(scheme_names.begin(), scheme_names.end());
      check::unknown("scheme", scheme_, known);
    }
    plan_.refractory = neuron_.threshold && !graph_.is_constant(neuron_.t_ref, 0.0);
    plan_.variables.resize(neuron_.variables.size());
    plan_.schemes.resize(neuron_.variables.size());
    choose();
    solve_exactly();
    if (scheme_ == "euler") euler();
    if (scheme_ == "heun") heun();
    if (scheme_ == "exponential_euler") exponential_euler();
    if (scheme_ == "rk4" || scheme_ == "auto") runge_kutta();
    add_receptors();
    add_arrivals_and_events();
    add_spikes();
    share();
    return std::move(plan_);
  }

 private:
  void share() {
    std::vector<NodeId*> results;
    for (NodeId& variable : plan_.variables) results.push_back(&variable);
    for (std::optional<NodeId>* truth : {&plan_.spike, &plan_.above, &plan_.doubt}) {
      if (*truth) results.push_back(&**truth);
    }
    share_exponentials(graph_, results);
  }

  void report(std::size_t v, const char* scheme, const std::string& reason) {
    plan_.schemes[v] = {neuron_.variables[v].name, scheme, reason};
  }

  /// Divides the variables into those that are solved exactly and the rest.
  void choose() {
    const bool exact = scheme_ == "auto" || scheme_ == "exact";
    if (exact) parts_ = find_linear_parts(neuron_);
    for (std::uint32_t v = 0; v < neuron_.variables.size(); ++v) {
      if (exact && parts_.is_exact(v)) {
        report(v, "exact", "linear, with coefficients that stay");
      } else {
        rest_.push_back(v);
      }
    }
    if (scheme_ == "exact" && !rest_.empty()) {
      refuse(rest_.front(), "cannot be solved exactly: " + parts_.obstacles[rest_.front()]);
    }
    plan_.linear = rest_.empty();
    if (exact && parts_.some_exact()) exact_.emplace(neuron_, parts_, plan_);
  }

  [[noreturn]] void refuse(std::uint32_t v, const std::string& why) const {
    const Variable& variable = neuron_.variables[v];
    neuron_.script(variable.origin)
        .refuse(variable.origin.span, "scheme '" + scheme_ + "': " + variable.name + " " + why);
  }

  void solve_exactly() {
    if (!exact_) return;
    for (std::uint32_t v = 0; v < neuron_.variables.size(); ++v) {
      if (parts_.is_exact(v)) plan_.variables[v] = exact_->at(v, Part::end);
    }
  }

  NodeId number(double x) { return graph_.constant(x); }

  NodeId response(std::size_t receptor, ReceptorResponse of, Part part) {
    return graph_.leaf(Leaf::response, static_cast<std::uint32_t>(receptor), number_of(of, part));
  }
  NodeId value_at(std::size_t r, Part part) {
    const ReceptorNodes& receptor = neuron_.receptors[r];
    const NodeId left = graph_.multiply(receptor.value, response(r, ReceptorResponse::decay, part));
    if (!receptor.rises()) return left;
    return graph_.add(left, graph_.multiply(receptor.rise, response(r, ReceptorResponse::rise_to_value, part)));
  }
  NodeId rise_at(std::size_t r, Part part) {
    return graph_.multiply(neuron_.receptors[r].rise, response(r, ReceptorResponse::rise_decay, part));
  }

  /// What moves by itself, at a part of the step.
  Moved moved_to(Part part) {
    Moved moved;
    if (part == Part::begin) return moved;
    moved[graph_.leaf(Leaf::time)] = graph_.leaf(Leaf::time, 0, number_of(part));
    for (std::size_t r = 0; r < neuron_.receptors.size(); ++r) {
      if (neuron_.receptors[r].has_value()) moved[neuron_.receptors[r].value] = value_at(r, part);
      if (neuron_.receptors[r].rises()) moved[neuron_.receptors[r].rise] = rise_at(r, part);
    }
    for (std::uint32_t v = 0; exact_ && v < neuron_.variables.size(); ++v) {
      if (parts_.is_exact(v)) moved[neuron_.variables[v].state] = exact_->at(v, part);
    }
    return moved;
  }

  /// Slopes of the rest at a part of the step, where they have the values y; empty: those at the beginning.
  std::vector<NodeId> slopes(Part part, const std::vector<NodeId>& y) {
    Moved moved = moved_to(part);
    for (std::size_t k = 0; k < y.size(); ++k) moved[neuron_.variables[rest_[k]].state] = y[k];
    std::vector<NodeId> given;
    for (const std::uint32_t v : rest_) given.push_back(neuron_.variables[v].slope);
    std::vector<NodeId> at = graph_.replaced(given, [&](NodeId leaf) -> std::optional<NodeId> {
      const auto found = moved.find(leaf);
      return found == moved.end() ? std::nullopt : std::optional<NodeId>{found->second};
    });
    for (std::size_t k = 0; k < at.size(); ++k) {
      graph_.set_origin(neuron_.variables[rest_[k]].origin);
      if (holds(k)) at[k] = graph_.apply(Operation::where, graph_.leaf(Leaf::refractory), number(0.0), at[k]);
    }
    return at;
  }
  [[nodiscard]] bool holds(std::size_t k) const { return plan_.refractory && neuron_.variables[rest_[k]].held; }
  [[nodiscard]] NodeId state(std::size_t k) const { return neuron_.variables[rest_[k]].state; }
  void set(std::size_t k, NodeId value) { plan_.variables[rest_[k]] = value; }
  void set_origin(std::size_t k) { graph_.set_origin(neuron_.variables[rest_[k]].origin); }

  void euler() {
    const std::vector<NodeId> k1 = slopes(Part::begin, {});
    for (std::size_t k = 0; k < rest_.size(); ++k) {
      set_origin(k);
      set(k, graph_.add(state(k), graph_.multiply(h_, k1[k])));
      report(rest_[k], "Euler", "forced");
    }
  }

  void heun() {
    const std::vector<NodeId> k1 = slopes(Part::begin, {});
    std::vector<NodeId> y;
    for (std::size_t k = 0; k < rest_.size(); ++k) {
      set_origin(k);
      y.push_back(graph_.add(state(k), graph_.multiply(h_, k1[k])));
    }
    const std::vector<NodeId> k2 = slopes(Part::end, y);
    const NodeId half = graph_.multiply(number(0.5), h_);
    for (std::size_t k = 0; k < rest_.size(); ++k) {
      set_origin(k);
      set(k, graph_.add(state(k), graph_.multiply(half, graph_.add(k1[k], k2[k]))));
      report(rest_[k], "Heun", "forced");
    }
  }

  void exponential_euler() {
    const std::vector<NodeId> k1 = slopes(Part::begin, {});
    for (std::size_t k = 0; k < rest_.size(); ++k) {
      const std::optional<NodeId> rate = own_rate(neuron_, rest_[k]);
      if (!rate) refuse(rest_[k], "is not linear in itself");
      set_origin(k);
      const NodeId length = graph_.multiply(h_, graph_.apply(Operation::exprel, graph_.multiply(h_, *rate)));
      set(k, graph_.add(state(k), graph_.multiply(length, k1[k])));
      report(rest_[k], "exponential Euler", "forced");
    }
  }

  /// What a variable of the rest needs of its rate J: the lengths of the steps to the middle, and weights of the
  /// slopes.
  struct Exponential {
    std::optional<NodeId> rate;  // none: Runge-Kutta's own weights
    NodeId half;
    NodeId first, middle, last;
  };

  /// The functions of h J by which the linear part of a variable is solved exactly (Cox & Matthews 2002); one
  /// exponential gives them all, as exp(z) = exp(z/2)^2.
  Exponential exponential(std::optional<NodeId> rate) {
    const NodeId half = graph_.multiply(number(0.5), h_);
    if (!rate) {
      const NodeId sixth = graph_.multiply(number(1.0 / 6.0), h_);
      return {rate, half, sixth, sixth, sixth};
    }
    const NodeId z = graph_.multiply(h_, *rate);
    const NodeId half_z = graph_.multiply(number(0.5), z);
    const NodeId q = graph_.apply(Operation::exprel, half_z);
    const NodeId mean = graph_.add(number(1.0), graph_.multiply(number(0.5), graph_.multiply(half_z, q)));
    const NodeId phi1 = graph_.multiply(q, mean);
    const NodeId phi3 = graph_.apply(Operation::phi3, z, phi1);
    const NodeId phi2 = graph_.add(number(0.5), graph_.multiply(z, phi3));
    const NodeId four = graph_.multiply(number(4.0), phi3);
    const NodeId last = graph_.multiply(h_, graph_.subtract(four, phi2));
    const NodeId middle = graph_.multiply(h_, graph_.subtract(phi2, graph_.multiply(number(2.0), phi3)));
    const NodeId three = graph_.multiply(number(3.0), phi2);
    const NodeId first = graph_.multiply(h_, graph_.add(graph_.subtract(phi1, three), four));
    return {rate, graph_.multiply(half, q), first, middle, last};
  }

  /// The scheme of Cox & Matthews (2002) of fourth order, in increments; with rates of zero it is Runge and Kutta's.
  void runge_kutta() {
    std::vector<Exponential> weights;
    for (std::size_t k = 0; k < rest_.size(); ++k) {
      set_origin(k);
      const std::optional<NodeId> rate = scheme_ == "auto" ? own_rate(neuron_, rest_[k]) : std::nullopt;
      const bool moves = rate && !graph_.is_constant(*rate, 0.0);
      weights.push_back(exponential(moves ? rate : std::nullopt));
      if (moves) {
        report(rest_[k], "exponential Runge-Kutta", "linear in itself; " + parts_.obstacles[rest_[k]]);
      } else {
        report(rest_[k], "Runge-Kutta",
               scheme_ == "rk4" ? "forced"
               : rate           ? parts_.obstacles[rest_[k]]
                                : "not linear in itself");
      }
    }
    const std::size_t n = rest_.size();
    // Increments of a stage, and what is left of slopes where the linear part has been taken out.
    std::vector<NodeId> a(n), b(n), c(n), y(n);
    const auto without = [&](std::size_t k, NodeId slope, NodeId increment) {
      return weights[k].rate ? graph_.subtract(slope, graph_.multiply(*weights[k].rate, increment)) : slope;
    };
    const auto stage = [&](std::vector<NodeId>& increments, const auto& increment) {
      for (std::size_t k = 0; k < n; ++k) {
        set_origin(k);
        increments[k] = increment(k);
        y[k] = graph_.add(state(k), increments[k]);
      }
    };
    const std::vector<NodeId> f0 = slopes(Part::begin, {});
    stage(a, [&](std::size_t k) { return graph_.multiply(weights[k].half, f0[k]); });
    const std::vector<NodeId> fa = slopes(Part::middle, y);
    std::vector<NodeId> ma(n), mb(n);
    stage(b, [&](std::size_t k) { return graph_.multiply(weights[k].half, ma[k] = without(k, fa[k], a[k])); });
    const std::vector<NodeId> fb = slopes(Part::middle, y);
    stage(c, [&](std::size_t k) {
      mb[k] = without(k, fb[k], b[k]);
      const NodeId twice = graph_.multiply(number(2.0), mb[k]);
      if (!weights[k].rate) return graph_.multiply(h_, mb[k]);
      const NodeId slope = graph_.add(graph_.subtract(twice, f0[k]), graph_.multiply(*weights[k].rate, a[k]));
      return graph_.add(a[k], graph_.multiply(weights[k].half, slope));
    });
    const std::vector<NodeId> fc = slopes(Part::end, y);
    for (std::size_t k = 0; k < n; ++k) {
      set_origin(k);
      const NodeId mc = without(k, fc[k], c[k]);
      const NodeId both = graph_.multiply(number(2.0), graph_.add(ma[k], mb[k]));
      NodeId sum;
      if (weights[k].rate) {
        sum = graph_.add(graph_.add(graph_.multiply(weights[k].first, f0[k]), graph_.multiply(weights[k].middle, both)),
                         graph_.multiply(weights[k].last, mc));
      } else {
        sum = graph_.multiply(weights[k].first, graph_.add(graph_.add(f0[k], both), mc));
      }
      set(k, graph_.add(state(k), sum));
    }
    if (scheme_ == "auto" && n > 0) doubt(a, ma, mb);
  }

  /// The largest part of a variable's size by which its move may differ by the two slopes in the middle. At a part of
  /// 1e-4, steps of Hodgkin and Huxley's membrane and of Traub and Miles's are off by 1e-6 of the sizes, seldom by
  /// more; errors add up while an upstroke makes them grow.
  static constexpr double most_difference = 1.5e-5;

  /// Whether the error of some variable may be large.
  void doubt(const std::vector<NodeId>& a, const std::vector<NodeId>& ma, const std::vector<NodeId>& mb) {
    for (std::size_t k = 0; k < rest_.size(); ++k) {
      set_origin(k);
      const auto size = [&](NodeId x) { return graph_.apply(Operation::absolute, x); };
      const NodeId difference = size(graph_.multiply(h_, graph_.subtract(ma[k], mb[k])));
      const NodeId moving = graph_.add(size(state(k)), size(a[k]));
      const NodeId scale = graph_.add(moving, number(scale_of(neuron_.variables[rest_[k]])));
      const NodeId allowed = graph_.multiply(number(most_difference), scale);
      const NodeId own = graph_.apply(Operation::above, difference, allowed);
      plan_.doubt = plan_.doubt ? graph_.apply(Operation::either, *plan_.doubt, own) : own;
    }
  }

  /// Receptors decay, then they take what arrives.
  void add_receptors() {
    graph_.set_origin({});
    plan_.values.resize(neuron_.receptors.size(), 0);
    plan_.rises.resize(neuron_.receptors.size(), 0);
    for (std::size_t r = 0; r < neuron_.receptors.size(); ++r) {
      const ReceptorNodes& receptor = neuron_.receptors[r];
      const NodeId arriving = graph_.leaf(Leaf::arriving, static_cast<std::uint32_t>(r));
      if (!receptor.has_value()) continue;
      if (!receptor.rises()) {
        plan_.values[r] = graph_.add(value_at(r, Part::end), arriving);
      } else {
        plan_.values[r] = value_at(r, Part::end);
        const NodeId unit = response(r, ReceptorResponse::rise_per_weight, Part::end);
        plan_.rises[r] = graph_.add(rise_at(r, Part::end), graph_.multiply(unit, arriving));
      }
    }
  }

  /// What arrives changes variables when they are where the step takes them, and events see what has arrived.
  void add_arrivals_and_events() {
    plan_.variables = after_arrivals_and_events(neuron_, plan_.variables, plan_.refractory,
                                                [&](NodeId leaf) { return at_end(leaf); });
  }

  /// The condition of a spike is looked at when the step is over.
  void add_spikes() {
    if (!neuron_.threshold) return;
    const NodeId given = *neuron_.threshold;
    NodeId condition = graph_.replaced({&given, 1}, [&](NodeId leaf) { return at_end(leaf); })[0];
    graph_.set_origin({1, {}});
    if (neuron_.reset.empty()) {
      plan_.above = condition;
      condition = graph_.apply(Operation::without, condition, graph_.leaf(Leaf::above));
    }
    if (plan_.refractory) {
      condition = graph_.apply(Operation::without, condition, graph_.leaf(Leaf::refractory));
    }
    plan_.spike = condition;
  }

  std::optional<NodeId> at_end(NodeId leaf) {
    const Node node = graph_[leaf];
    switch (node.leaf) {
      case Leaf::state: return plan_.variables[node.index];
      case Leaf::value: return plan_.values[node.index];
      case Leaf::rise: return plan_.rises[node.index];
      case Leaf::time: return graph_.leaf(Leaf::time, 0, number_of(Part::end));
      default: return std::nullopt;
    }
  }

  NeuronEquations& neuron_;
  Graph& graph_;
  const std::string& scheme_;
  NodeId h_;
  StepPlan plan_;
  LinearParts parts_;
  std::optional<ExactSolution> exact_;
  std::vector<std::uint32_t> rest_;  // variables without an exact solution
};

}  // namespace

std::vector<NodeId> after_arrivals_and_events(NeuronEquations& neuron, std::vector<NodeId> now, bool refractory,
                                              const std::function<std::optional<NodeId>(NodeId)>& others) {
  Graph& graph = neuron.graph;
  const auto current = [&](NodeId node) {
    return graph.replaced({&node, 1}, [&](NodeId leaf) {
      return graph[leaf].leaf == Leaf::state ? std::optional<NodeId>{now[graph[leaf].index]} : others(leaf);
    })[0];
  };
  for (const Arrival& arrival : neuron.arrivals) {
    const NodeId increment = current(arrival.increment);
    graph.set_origin(arrival.origin);
    NodeId& variable = now[arrival.variable];
    const NodeId higher = graph.add(variable, increment);
    const bool held = refractory && neuron.variables[arrival.variable].held;
    variable = held ? graph.apply(Operation::where, graph.leaf(Leaf::refractory), variable, higher) : higher;
  }
  for (const Event& event : neuron.events) {
    const NodeId condition = current(event.condition);
    std::vector<NodeId> changed;
    for (const Change& change : event.changes) changed.push_back(current(change.value));
    for (std::size_t k = 0; k < changed.size(); ++k) {
      NodeId& variable = now[event.changes[k].variable];
      variable = graph.apply(Operation::where, condition, changed[k], variable);
    }
  }
  return now;
}

StepPlan plan_step(NeuronEquations& neuron, const std::string& scheme) { return Planner{neuron, scheme}.plan(); }

}  // namespace lapicque::detail::equations
