#include "equations/graph.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace lapicque::detail::equations {
namespace {

/// Leaves whose value a whole run keeps.
bool stays(Leaf leaf) {
  switch (leaf) {
    case Leaf::constant:
    case Leaf::parameter:
    case Leaf::dt:
    case Leaf::propagator:
    case Leaf::response: return true;
    default: return false;
  }
}

// A program that grows beyond this has more operations than a step should take.
constexpr std::size_t most_graph_nodes = 200000;

}  // namespace

std::size_t Graph::Hash::operator()(const Key& key) const {
  std::uint64_t h = key.a * 0x9E3779B97F4A7C15U ^ std::rotl(key.b, 23) * 0xC2B2AE3D27D4EB4FU ^ std::rotl(key.c, 41);
  h ^= h >> 29;
  return static_cast<std::size_t>(h * 0xBF58476D1CE4E5B9U);
}

NodeId Graph::find_or_add(Node node) {
  const std::uint64_t what = static_cast<std::uint64_t>(node.leaf) | static_cast<std::uint64_t>(node.operation) << 8 |
                             std::uint64_t{node.operand[2]} << 16;
  Key key{what, std::uint64_t{node.operand[0]} << 32 | node.operand[1], 0};
  if (node.leaf == Leaf::constant) key.c = std::bit_cast<std::uint64_t>(node.number);
  if (node.leaf != Leaf::none && node.leaf != Leaf::constant) key.c = std::uint64_t{node.index} << 32 | node.part;
  const auto [found, is_new] = known_.try_emplace(key, static_cast<NodeId>(nodes_.size()));
  if (is_new) {
    if (nodes_.size() >= most_graph_nodes) throw std::invalid_argument("the equations are too long");
    node.origin = origin_;
    nodes_.push_back(node);
  }
  return found->second;
}

NodeId Graph::constant(double number) {
  Node node;
  node.leaf = Leaf::constant;
  node.number = number;
  return find_or_add(node);
}

NodeId Graph::leaf(Leaf kind, std::uint32_t index, std::uint32_t part) {
  Node node;
  node.leaf = kind;
  node.index = index;
  node.part = part;
  node.varies = !stays(kind);
  return find_or_add(node);
}

std::optional<NodeId> Graph::folded(Operation operation, NodeId a, NodeId b) {
  const double x = nodes_[a].number;
  const double y = nodes_[b].number;
  const bool both = is_constant(a) && is_constant(b);
  switch (operation) {
    case Operation::add:
      if (both) return constant(x + y);
      if (is_constant(a, 0.0)) return b;
      if (is_constant(b, 0.0)) return a;
      break;
    case Operation::subtract:
      if (both) return constant(x - y);
      if (is_constant(b, 0.0)) return a;
      if (is_constant(a, 0.0)) return apply(Operation::negate, b);
      break;
    case Operation::multiply:
      if (both) return constant(x * y);
      if (is_constant(a, 0.0) || is_constant(b, 0.0)) return constant(0.0);
      if (is_constant(a, 1.0)) return b;
      if (is_constant(b, 1.0)) return a;
      if (is_constant(a, -1.0)) return apply(Operation::negate, b);
      break;
    case Operation::divide:
      if (both && y != 0.0) return constant(x / y);
      if (is_constant(b, 1.0)) return a;
      // A product is several times faster than a quotient.
      if (nodes_[a].varies && !nodes_[b].varies) return multiply(a, divide(constant(1.0), b));
      break;
    case Operation::negate:
      if (is_constant(a)) return constant(0.0 - x);
      if (nodes_[a].leaf == Leaf::none && nodes_[a].operation == Operation::negate) return nodes_[a].operand[0];
      break;
    case Operation::pow:
      if (is_constant(b, 0.5)) return apply(Operation::sqrt, a);
      if (is_constant(b) && y == std::floor(y) && std::abs(y) <= 64.0) {
        const NodeId raised = whole_power(a, static_cast<unsigned>(std::abs(y)));
        return y < 0.0 ? divide(constant(1.0), raised) : raised;
      }
      break;
    default: break;
  }
  return std::nullopt;
}

NodeId Graph::whole_power(NodeId base, unsigned exponent) {
  if (exponent == 0) return constant(1.0);
  NodeId power = base;
  // From the highest bit on.
  for (int bit = static_cast<int>(std::bit_width(exponent)) - 2; bit >= 0; --bit) {
    power = multiply(power, power);
    if ((exponent >> bit & 1U) != 0) power = multiply(power, base);
  }
  return power;
}

NodeId Graph::apply(Operation operation, NodeId a, NodeId b, NodeId c) {
  if (const std::optional<NodeId> simpler = folded(operation, a, b)) return *simpler;
  Node node;
  node.operation = operation;
  const std::size_t n = kernels::operands_of(operation);
  node.operand = {a, n > 1 ? b : 0, n > 2 ? c : 0};
  for (std::size_t k = 0; k < n; ++k) node.varies = node.varies || nodes_[node.operand[k]].varies;
  return find_or_add(node);
}

std::vector<bool> Graph::below(std::span<const NodeId> ids) const {
  NodeId last = 0;
  for (const NodeId id : ids) last = std::max(last, id);
  std::vector<bool> reached(nodes_.empty() ? 0 : last + 1, false);
  for (const NodeId id : ids) reached[id] = true;
  for (NodeId id = last + 1; id-- > 0 && !reached.empty();) {
    if (!reached[id]) continue;
    for (const NodeId operand : nodes_[id].operands()) reached[operand] = true;
  }
  return reached;
}

std::vector<NodeId> Graph::leaves_of(NodeId id) const {
  const std::vector<bool> reached = below({&id, 1});
  std::vector<NodeId> leaves;
  for (NodeId k = 0; k < reached.size(); ++k) {
    if (reached[k] && nodes_[k].leaf != Leaf::none && nodes_[k].leaf != Leaf::constant) leaves.push_back(k);
  }
  return leaves;
}

bool Graph::depends(NodeId id, NodeId leaf) const { return leaf <= id && below({&id, 1})[leaf]; }

std::vector<NodeId> Graph::replaced(std::span<const NodeId> ids,
                                    const std::function<std::optional<NodeId>(NodeId)>& replacement) {
  return rewritten(ids, [&](NodeId id, std::span<const NodeId> /*now*/) {
    return nodes_[id].leaf == Leaf::none ? std::nullopt : std::optional<NodeId>{replacement(id).value_or(id)};
  });
}

std::vector<NodeId> Graph::rewritten(
    std::span<const NodeId> ids,
    const std::function<std::optional<NodeId>(NodeId, std::span<const NodeId> now)>& rewriting) {
  const std::vector<bool> reached = below(ids);
  std::vector<NodeId> now(reached.size());
  const Origin before = origin_;
  for (NodeId id = 0; id < reached.size(); ++id) {
    now[id] = id;
    if (!reached[id]) continue;
    const Node node = nodes_[id];
    origin_ = node.origin;
    if (const std::optional<NodeId> other = rewriting(id, now)) {
      now[id] = *other;
    } else if (node.leaf == Leaf::none) {
      now[id] = apply(node.operation, now[node.operand[0]], now[node.operand[1]], now[node.operand[2]]);
    }
  }
  origin_ = before;
  std::vector<NodeId> results;
  for (const NodeId id : ids) results.push_back(now[id]);
  return results;
}

}  // namespace lapicque::detail::equations
