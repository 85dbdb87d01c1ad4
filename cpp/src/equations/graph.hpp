#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "equations/source.hpp"
#include "kernels/program/operation.hpp"

namespace lapicque::detail::equations {

using Operation = kernels::Operation;
using NodeId = std::uint32_t;

/// Where there is no node.
inline constexpr NodeId no_node = UINT32_MAX;

/// What a node is that is not computed from others. `index` says which one, `part` more of it.
enum class Leaf : std::uint8_t {
  none,
  constant,     // a number
  parameter,    // of the model
  dt,           // the step of the network [ms]
  propagator,   // entry of a matrix exponential
  response,     // of a receptor to its own state, see ReceptorResponse
  state,        // a variable at the beginning of the step
  value,        // current or conductance of a receptor, likewise
  rise,         // what feeds it
  time,         // t, at a part of the step
  external,     // I_ext in the step [pA]
  arriving,     // weights that arrive at a receptor at the end of the step
  refractory,   // truth: within t_ref of a spike in this step
  piece_begin,  // of a piece of a step, from the beginning of the step on [ms]
  piece,        // its length [ms]
  above,        // truth: the condition of a spike held at the beginning of the step
  uniform,      // a random number on (0, 1)
  normal,       // a random number of the standard normal distribution
};

/// Where a node comes from: a text, by number, and the place in it.
struct Origin {
  std::uint32_t script = 0;
  Span span;
};

struct Node {
  Leaf leaf = Leaf::none;
  Operation operation = Operation::copy;
  std::array<NodeId, 3> operand{};
  std::uint32_t index = 0;
  std::uint32_t part = 0;
  double number = 0.0;
  bool varies = false;  // in a step or from step to step; what does not is computed once
  Origin origin;

  [[nodiscard]] std::span<const NodeId> operands() const {
    return {operand.data(), leaf == Leaf::none ? kernels::operands_of(operation) : 0};
  }
};

/// Expressions that share what they have in common. Nodes come after their operands, and equal ones are one.
class Graph {
 public:
  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[id]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  NodeId constant(double number);
  NodeId leaf(Leaf kind, std::uint32_t index = 0, std::uint32_t part = 0);
  NodeId apply(Operation operation, NodeId a, NodeId b = 0, NodeId c = 0);
  /// The origin of nodes that are made from now on.
  void set_origin(const Origin& origin) { origin_ = origin; }

  NodeId add(NodeId a, NodeId b) { return apply(Operation::add, a, b); }
  NodeId subtract(NodeId a, NodeId b) { return apply(Operation::subtract, a, b); }
  NodeId multiply(NodeId a, NodeId b) { return apply(Operation::multiply, a, b); }
  NodeId divide(NodeId a, NodeId b) { return apply(Operation::divide, a, b); }

  [[nodiscard]] bool is_constant(NodeId id) const { return nodes_[id].leaf == Leaf::constant; }
  [[nodiscard]] bool is_constant(NodeId id, double number) const {
    return is_constant(id) && nodes_[id].number == number;
  }

  /// The leaves that a node depends on.
  [[nodiscard]] std::vector<NodeId> leaves_of(NodeId id) const;
  [[nodiscard]] bool depends(NodeId id, NodeId leaf) const;
  /// The derivative by a leaf; nothing where there is none everywhere (conditions, absolute values and the like).
  [[nodiscard]] std::optional<NodeId> derivative(NodeId id, NodeId by);
  /// The same expressions with some leaves replaced.
  [[nodiscard]] std::vector<NodeId> replaced(std::span<const NodeId> ids,
                                             const std::function<std::optional<NodeId>(NodeId)>& replacement);

  /// Expressions anew, where `rewriting` tells what becomes of a node, from what has become of those before it.
  [[nodiscard]] std::vector<NodeId> rewritten(
      std::span<const NodeId> ids,
      const std::function<std::optional<NodeId>(NodeId, std::span<const NodeId> now)>& rewriting);
  /// By node, up to the last of some: whether these need it.
  [[nodiscard]] std::vector<bool> below(std::span<const NodeId> ids) const;

 private:
  struct Key {
    std::uint64_t a, b, c;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };

  NodeId find_or_add(Node node);
  std::optional<NodeId> folded(Operation operation, NodeId a, NodeId b);
  NodeId whole_power(NodeId base, unsigned exponent);
  [[nodiscard]] std::optional<NodeId> derivative_of(const Node& node, std::span<const NodeId> d);

  std::vector<Node> nodes_;
  std::unordered_map<Key, NodeId, Hash> known_;
  Origin origin_;
};

}  // namespace lapicque::detail::equations
