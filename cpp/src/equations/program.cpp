#include "equations/program.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <stdexcept>

namespace lapicque::detail::equations {
namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;

/// An instruction whose operands are nodes.
struct Step {
  Operation operation;
  std::array<NodeId, 3> operand;
  std::size_t operands;
};

class Compiler {
 public:
  Compiler(const Graph& graph, std::span<const NodeId> results, Outside outside, std::span<const NodeId> homes)
      : graph_{graph},
        results_{results},
        homes_{homes},
        outside_{outside},
        uses_(graph.size(), 0),
        needs_(graph.size(), 0) {}

  Program compiled() {
    count_uses();
    for (const NodeId result : results_) schedule(result);
    number_outside();
    allocate();
    for (const NodeId result : results_) program_.results.push_back(stored(result));
    return std::move(program_);
  }

 private:
  /// The operand of a result; of one that lies where others may be stored, a copy.
  std::uint16_t stored(NodeId result) {
    const auto place = static_cast<std::uint16_t>(place_[result]);
    if (!is_outside(result) || !graph_[result].varies) return place;
    const kernels::Instruction copy{Operation::copy, new_register(), place};
    program_.code.push_back(copy);
    program_.nodes.push_back(result);
    return copy.to;
  }

  [[nodiscard]] bool is_outside(NodeId id) const {
    return graph_[id].leaf != Leaf::none || (outside_ == Outside::what_stays && !graph_[id].varies);
  }

  void count_uses() {
    std::vector<NodeId> open(results_.begin(), results_.end());
    std::vector<bool> seen(graph_.size(), false);
    for (const NodeId result : results_) ++uses_[result];
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (seen[id]) continue;
      seen[id] = true;
      if (is_outside(id)) continue;
      for (const NodeId operand : graph_[id].operands()) {
        ++uses_[operand];
        open.push_back(operand);
      }
    }
    // Registers that a node needs if nothing were shared (Sethi & Ullman 1970): operands come before nodes.
    for (NodeId id = 0; id < graph_.size(); ++id) {
      if (!seen[id] || is_outside(id)) continue;
      std::vector<std::uint32_t> needs;
      for (const NodeId operand : graph_[id].operands()) needs.push_back(needs_[operand]);
      std::ranges::sort(needs, std::greater{});
      std::uint32_t most = 1;
      for (std::uint32_t k = 0; k < needs.size(); ++k) most = std::max(most, needs[k] == 0 ? 0 : needs[k] + k);
      needs_[id] = most;
    }
  }

  /// A product that nothing else wants, and that a sum or difference can take along.
  [[nodiscard]] bool fuses(NodeId id) const {
    return !is_outside(id) && graph_[id].operation == Operation::multiply && uses_[id] == 1;
  }

  [[nodiscard]] Step step_of(NodeId id) const {
    const Node& node = graph_[id];
    const auto [a, b, c] = node.operand;
    const auto fused = [&](Operation operation, NodeId product, NodeId other) {
      return Step{operation, {graph_[product].operand[0], graph_[product].operand[1], other}, 3};
    };
    if (node.operation == Operation::add) {
      if (fuses(a)) return fused(Operation::multiply_add, a, b);
      if (fuses(b)) return fused(Operation::multiply_add, b, a);
    }
    if (node.operation == Operation::subtract) {
      if (fuses(b)) return fused(Operation::subtract_product, b, a);
      if (fuses(a)) return fused(Operation::multiply_subtract, a, b);
    }
    if (node.operation == Operation::multiply) {
      if (const std::optional<Operation> with = joined(a))
        return {*with, {graph_[a].operand[0], graph_[a].operand[1], b}, 3};
      if (const std::optional<Operation> with = joined(b))
        return {*with, {graph_[b].operand[0], graph_[b].operand[1], a}, 3};
    }
    return {node.operation, node.operand, kernels::operands_of(node.operation)};
  }

  /// The operation that a product makes of a factor that nothing else wants.
  [[nodiscard]] std::optional<Operation> joined(NodeId factor) const {
    if (is_outside(factor) || uses_[factor] != 1) return std::nullopt;
    const Node& node = graph_[factor];
    // What the factor itself takes along comes first.
    const bool takes = std::ranges::any_of(node.operands(), [&](NodeId id) { return fuses(id) || joins(id); });
    if (takes) return std::nullopt;
    switch (node.operation) {
      case Operation::add: return Operation::add_multiply;
      case Operation::subtract: return Operation::subtract_multiply;
      case Operation::multiply: return Operation::multiply_twice;
      default: return std::nullopt;
    }
  }
  [[nodiscard]] bool joins(NodeId id) const {
    if (is_outside(id) || uses_[id] != 1) return false;
    const Operation operation = graph_[id].operation;
    return operation == Operation::add || operation == Operation::subtract;
  }

  /// Puts what a node needs and the node itself into the order of instructions, the operand with most needs first.
  void schedule(NodeId result) {
    struct Open {
      NodeId id;
      bool ready;
    };
    std::vector<Open> open{{result, false}};
    if (scheduled_.empty()) scheduled_.resize(graph_.size(), false);
    while (!open.empty()) {
      const Open now = open.back();
      open.pop_back();
      if (scheduled_[now.id] || is_outside(now.id)) continue;
      if (now.ready) {
        scheduled_[now.id] = true;
        order_.push_back(now.id);
        continue;
      }
      open.push_back({now.id, true});
      const Step step = step_of(now.id);
      std::vector<NodeId> operands(step.operand.begin(),
                                   step.operand.begin() + static_cast<std::ptrdiff_t>(step.operands));
      std::ranges::stable_sort(operands, std::less{}, [&](NodeId id) { return needs_[id]; });
      for (const NodeId operand : operands) open.push_back({operand, false});
    }
  }

  void number_outside() {
    place_.assign(graph_.size(), nowhere);
    const auto add = [&](NodeId id) {
      if (!is_outside(id) || place_[id] != nowhere) return;
      place_[id] = static_cast<std::uint32_t>(program_.outside.size());
      program_.outside.push_back(id);
    };
    for (const NodeId id : order_) {
      const Step step = step_of(id);
      for (std::size_t k = 0; k < step.operands; ++k) add(step.operand[k]);
    }
    for (const NodeId result : results_) add(result);
    for (const NodeId home : homes_) add(home);
  }

  /// Where a result may be written at once: its leaf is read no more after instruction k, and no other result is there.
  [[nodiscard]] std::optional<std::uint16_t> home_of(NodeId id, std::uint32_t k, std::span<const std::uint32_t> last) {
    for (std::size_t r = 0; r < homes_.size(); ++r) {
      if (results_[r] != id || last[homes_[r]] > k) continue;
      if (std::ranges::count(results_, id) > 1 || std::ranges::count(results_, homes_[r]) > 0) continue;
      return static_cast<std::uint16_t>(place_[homes_[r]]);
    }
    return std::nullopt;
  }

  void allocate() {
    std::vector<std::uint32_t> last(graph_.size(), 0);
    for (std::uint32_t k = 0; k < order_.size(); ++k) {
      const Step step = step_of(order_[k]);
      for (std::size_t o = 0; o < step.operands; ++o) last[step.operand[o]] = k;
    }
    for (const NodeId result : results_) last[result] = nowhere;
    std::vector<std::uint16_t> free;
    for (std::uint32_t k = 0; k < order_.size(); ++k) {
      const NodeId id = order_[k];
      const Step step = step_of(id);
      kernels::Instruction instruction{step.operation};
      std::uint16_t* const to[] = {&instruction.a, &instruction.b, &instruction.c};
      for (std::size_t o = 0; o < step.operands; ++o) *to[o] = static_cast<std::uint16_t>(place_[step.operand[o]]);
      // A number is read before the one that takes its place is written.
      for (std::size_t o = 0; o < step.operands; ++o) {
        const NodeId operand = step.operand[o];
        if (is_outside(operand) || last[operand] != k) continue;
        free.push_back(static_cast<std::uint16_t>(place_[operand]));
        last[operand] = nowhere;  // once, where an instruction has it twice
      }
      if (const std::optional<std::uint16_t> home = home_of(id, k, last)) {
        place_[id] = *home;
      } else {
        if (free.empty()) free.push_back(new_register());
        place_[id] = free.back();
        free.pop_back();
      }
      instruction.to = static_cast<std::uint16_t>(place_[id]);
      program_.code.push_back(instruction);
      program_.nodes.push_back(id);
    }
  }

  std::uint16_t new_register() {
    if (program_.operands() >= kernels::most_operands) {
      throw std::invalid_argument("the equations need more than " + std::to_string(kernels::most_operands) +
                                  " values at once; make them shorter");
    }
    return static_cast<std::uint16_t>(program_.outside.size() + program_.registers++);
  }

  const Graph& graph_;
  std::span<const NodeId> results_;
  std::span<const NodeId> homes_;
  Outside outside_;
  std::vector<std::uint32_t> uses_;
  std::vector<std::uint32_t> needs_;
  std::vector<bool> scheduled_;
  std::vector<NodeId> order_;
  std::vector<std::uint32_t> place_;  // operand that holds a node
  Program program_;
};

}  // namespace

Program compile(const Graph& graph, std::span<const NodeId> results, Outside outside) {
  return Compiler{graph, results, outside, {}}.compiled();
}

Program compile_in_place(const Graph& graph, std::span<const NodeId> results, std::span<const NodeId> homes) {
  return Compiler{graph, results, Outside::what_stays, homes}.compiled();
}

std::string text_of(const Program& program, const std::function<std::string(NodeId)>& name_of_outside) {
  const auto name = [&](std::uint16_t operand) {
    if (operand < program.outside.size()) return name_of_outside(program.outside[operand]);
    return "r" + std::to_string(operand - program.outside.size());
  };
  std::string text;
  for (const kernels::Instruction& instruction : program.code) {
    const auto& row = kernels::operations[static_cast<std::size_t>(instruction.operation)];
    const std::uint16_t operands[] = {instruction.a, instruction.b, instruction.c};
    text += name(instruction.to) + " = " + row.name + "(";
    for (std::size_t k = 0; k < row.operands; ++k) text += (k == 0 ? "" : ", ") + name(operands[k]);
    text += ")\n";
  }
  return text;
}

}  // namespace lapicque::detail::equations
