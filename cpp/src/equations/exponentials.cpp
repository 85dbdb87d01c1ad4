#include "equations/exponentials.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace lapicque::detail::equations {
namespace {

/// slope*base + offset; a constant has no slope.
struct Affine {
  NodeId base = 0;
  double slope = 0.0;
  double offset = 0.0;
};

/// An exponential that is factor*E^power, where E = exp(slope*base + offset).
struct Shared {
  NodeId base;
  double slope;
  double offset;
  unsigned power;
  double exponent_of_factor;
};

/// Largest power, and how far a factor may be from 1: beyond, powers leave the range of numbers where the exponential
/// does not.
constexpr double most_power = 16.0;
constexpr double most_exponent = 50.0;

class Sharing {
 public:
  explicit Sharing(Graph& graph) : graph_{graph} {}

  std::vector<NodeId> share(std::span<const NodeId> results) {
    find(results);
    for (auto& [base, members] : by_base_) assign(base, members);
    return graph_.rewritten(results, [&](NodeId id, std::span<const NodeId> now) { return rewritten(id, now); });
  }

 private:
  struct Member {
    NodeId id;
    Affine argument;
  };

  void find(std::span<const NodeId> results) {
    const std::vector<bool> reached = graph_.below(results);
    affine_.resize(reached.size());
    for (NodeId id = 0; id < reached.size(); ++id) {
      if (!reached[id]) continue;
      affine_[id] = affine_of(id, affine_);
      const Node& node = graph_[id];
      if (node.leaf != Leaf::none || !node.varies) continue;
      if (node.operation != Operation::exp && node.operation != Operation::exprel) continue;
      const Affine& argument = affine_[node.operand[0]];
      by_base_[argument.base].push_back({id, argument});
    }
  }

  [[nodiscard]] Affine affine_of(NodeId id, const std::vector<Affine>& known) const {
    const Node& node = graph_[id];
    if (node.leaf == Leaf::constant) return {0, 0.0, node.number};
    const Affine itself{id, 1.0, 0.0};
    if (node.leaf != Leaf::none) return itself;
    const Affine& a = known[node.operand[0]];
    const Affine& b = known[node.operand[1]];
    switch (node.operation) {
      case Operation::negate: return {a.base, -a.slope, -a.offset};
      case Operation::add:
        if (b.slope == 0.0) return {a.base, a.slope, a.offset + b.offset};
        if (a.slope == 0.0) return {b.base, b.slope, a.offset + b.offset};
        return itself;
      case Operation::subtract:
        if (b.slope == 0.0) return {a.base, a.slope, a.offset - b.offset};
        if (a.slope == 0.0) return {b.base, -b.slope, a.offset - b.offset};
        return itself;
      case Operation::multiply:
        if (b.slope == 0.0) return {a.base, a.slope * b.offset, a.offset * b.offset};
        if (a.slope == 0.0) return {b.base, b.slope * a.offset, b.offset * a.offset};
        return itself;
      default: return itself;
    }
  }

  /// Finds among exponentials of one base those that are powers of the gentlest.
  void assign(NodeId base, std::vector<Member>& members) {
    std::ranges::stable_sort(members, std::less{}, [](const Member& m) { return std::abs(m.argument.slope); });
    std::vector<bool> taken(members.size(), false);
    for (std::size_t first = 0; first < members.size(); ++first) {
      if (taken[first]) continue;
      const Affine& gentlest = members[first].argument;
      std::vector<std::pair<std::size_t, Shared>> group;
      for (std::size_t k = first; k < members.size(); ++k) {
        const Affine& other = members[k].argument;
        const double ratio = other.slope / gentlest.slope;
        const double power = std::round(ratio);
        const double exponent = other.offset - power * gentlest.offset;
        const bool fits = power >= 1.0 && power <= most_power && std::abs(ratio - power) < 1e-13 * power;
        if (taken[k] || !fits || std::abs(exponent) > most_exponent) continue;
        group.push_back({k, {base, gentlest.slope, gentlest.offset, static_cast<unsigned>(power), exponent}});
      }
      if (group.size() < 2) continue;
      for (const auto& [k, shared] : group) {
        taken[k] = true;
        shared_.emplace(members[k].id, shared);
      }
    }
  }

  std::optional<NodeId> rewritten(NodeId id, std::span<const NodeId> now) {
    const Node node = graph_[id];
    if (node.leaf != Leaf::none || !node.varies) return std::nullopt;
    if (node.operation == Operation::exp) return exponential(id, now);
    if (node.operation == Operation::exprel && shared_.contains(id)) {
      return graph_.apply(Operation::exprel_of, argument(id, now), exponential(id, now));
    }
    if (node.operation != Operation::divide) return std::nullopt;
    // A rate such as x/(exp(x) - 1), without a second quotient.
    const NodeId divisor = node.operand[1];
    if (graph_[divisor].leaf != Leaf::none || graph_[divisor].operation != Operation::exprel) return std::nullopt;
    const NodeId inverse =
        graph_.apply(Operation::inverse_exprel_of, argument(divisor, now), exponential(divisor, now));
    return graph_.multiply(now[node.operand[0]], inverse);
  }

  /// The argument of an exponential, in one product and one sum.
  NodeId argument(NodeId id, std::span<const NodeId> now) {
    const Affine& affine = affine_[graph_[id].operand[0]];
    const NodeId scaled = graph_.multiply(graph_.constant(affine.slope), now[affine.base]);
    return graph_.add(scaled, graph_.constant(affine.offset));
  }

  NodeId exponential(NodeId id, std::span<const NodeId> now) {
    const auto found = shared_.find(id);
    if (found == shared_.end()) return graph_.apply(Operation::exp, argument(id, now));
    const Shared& shared = found->second;
    const NodeId scaled = graph_.multiply(graph_.constant(shared.slope), now[shared.base]);
    const NodeId one = graph_.apply(Operation::exp, graph_.add(scaled, graph_.constant(shared.offset)));
    const NodeId power = graph_.apply(Operation::pow, one, graph_.constant(shared.power));
    if (shared.exponent_of_factor == 0.0) return power;
    return graph_.multiply(power, graph_.apply(Operation::exp, graph_.constant(shared.exponent_of_factor)));
  }

  Graph& graph_;
  std::vector<Affine> affine_;  // by node
  std::map<NodeId, std::vector<Member>> by_base_;
  std::map<NodeId, Shared> shared_;
};

}  // namespace

void share_exponentials(Graph& graph, std::span<NodeId* const> results) {
  std::vector<NodeId> before;
  for (const NodeId* result : results) before.push_back(*result);
  const std::vector<NodeId> after = Sharing{graph}.share(before);
  for (std::size_t k = 0; k < results.size(); ++k) *results[k] = after[k];
}

}  // namespace lapicque::detail::equations
