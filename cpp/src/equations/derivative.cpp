#include <optional>
#include <vector>

#include "equations/graph.hpp"

namespace lapicque::detail::equations {

std::optional<NodeId> Graph::derivative(NodeId id, NodeId by) {
  const std::vector<bool> reached = below({&id, 1});
  std::vector<NodeId> d(reached.size(), constant(0.0));
  const NodeId zero = constant(0.0);
  for (NodeId k = 0; k < reached.size(); ++k) {
    if (!reached[k]) continue;
    if (k == by) {
      d[k] = constant(1.0);
      continue;
    }
    const Node node = nodes_[k];
    bool moves = false;
    for (const NodeId operand : node.operands()) moves = moves || d[operand] != zero;
    if (!moves) continue;
    origin_ = node.origin;
    const std::optional<NodeId> slope = derivative_of(node, d);
    if (!slope) return std::nullopt;
    d[k] = *slope;
  }
  return d[id];
}

/// The derivative of a node whose operands have the derivatives `d`, not all zero.
std::optional<NodeId> Graph::derivative_of(const Node& node, std::span<const NodeId> d) {
  const NodeId a = node.operand[0];
  const NodeId b = node.operand[1];
  const NodeId da = d[a];
  const NodeId db = node.operands().size() > 1 ? d[b] : da;
  const NodeId one = constant(1.0);
  switch (node.operation) {
    case Operation::copy: return da;
    case Operation::add: return add(da, db);
    case Operation::subtract: return subtract(da, db);
    case Operation::negate: return apply(Operation::negate, da);
    case Operation::multiply: return add(multiply(da, b), multiply(a, db));
    case Operation::divide: {
      const NodeId quotient = divide(a, b);
      return divide(subtract(da, multiply(quotient, db)), b);
    }
    case Operation::sqrt: return divide(da, multiply(constant(2.0), apply(Operation::sqrt, a)));
    case Operation::exp: return multiply(apply(Operation::exp, a), da);
    case Operation::expm1: return multiply(add(apply(Operation::expm1, a), one), da);
    case Operation::log: return divide(da, a);
    case Operation::log1p: return divide(da, add(one, a));
    case Operation::sin: return multiply(apply(Operation::cos, a), da);
    case Operation::cos: return apply(Operation::negate, multiply(apply(Operation::sin, a), da));
    case Operation::tan: {
      const NodeId cosine = apply(Operation::cos, a);
      return divide(da, multiply(cosine, cosine));
    }
    case Operation::sinh: return multiply(apply(Operation::cosh, a), da);
    case Operation::cosh: return multiply(apply(Operation::sinh, a), da);
    case Operation::tanh: {
      const NodeId t = apply(Operation::tanh, a);
      return multiply(subtract(one, multiply(t, t)), da);
    }
    case Operation::where: {
      if (d[a] != constant(0.0)) return std::nullopt;
      return apply(Operation::where, a, d[b], d[node.operand[2]]);
    }
    case Operation::pow: {
      if (db != constant(0.0)) return std::nullopt;
      return multiply(multiply(b, apply(Operation::pow, a, subtract(b, one))), da);
    }
    // Not everywhere, or by a formula that is lost to rounding somewhere; who asks takes the variable for nonlinear.
    default: return std::nullopt;
  }
}

}  // namespace lapicque::detail::equations
