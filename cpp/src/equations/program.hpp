#pragma once

// From graph to instructions of the register machine.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "equations/graph.hpp"
#include "kernels/program/program_pass.hpp"

namespace lapicque::detail::equations {

/// Instructions that compute some nodes of a graph. Operands are first those from outside, then registers.
struct Program {
  std::vector<kernels::Instruction> code;
  std::vector<NodeId> nodes;           // that an instruction computes
  std::vector<NodeId> outside;         // leaves, and what does not vary
  std::size_t registers = 0;           // blocks of numbers that are in use at once
  std::vector<std::uint16_t> results;  // operands that hold the nodes asked for

  [[nodiscard]] std::size_t operands() const { return outside.size() + registers; }
};

/// What comes from outside where a program runs: leaves alone, or all that does not vary in a step as well.
enum class Outside : std::uint8_t { leaves, what_stays };

/// A program for some nodes. Results lie where storing one of them as a variable does not change another.
[[nodiscard]] Program compile(const Graph& graph, std::span<const NodeId> results, Outside outside);

/// A program whose results are written where the leaves `homes` lie, one each, as soon as those are read no more;
/// results for which that cannot be lie elsewhere, as above.
[[nodiscard]] Program compile_in_place(const Graph& graph, std::span<const NodeId> results,
                                       std::span<const NodeId> homes);

/// A line an instruction: "r0 = multiply_add(V_m, h, r1)".
[[nodiscard]] std::string text_of(const Program& program, const std::function<std::string(NodeId)>& name_of_outside);

}  // namespace lapicque::detail::equations
