#pragma once

// What a text says, before anybody asks what its names mean.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "equations/dimension.hpp"
#include "equations/source.hpp"
#include "kernels/program/operation.hpp"

namespace lapicque::detail::equations {

using Operation = kernels::Operation;

enum class SyntaxKind : std::uint8_t {
  number,
  name,
  derivative,  // dx/dt or x'
  operation,
  draw,  // rand() or randn(), by name
};

/// A node of an expression; its operands are nodes of the same list.
struct Syntax {
  SyntaxKind kind;
  Span span;
  Operation operation = Operation::copy;
  std::array<std::uint32_t, 3> operand{};
  double number = 0.0;
  std::string name = {};
};

enum class StatementKind : std::uint8_t {
  equation,     // left = right, where left has a derivative
  definition,   // name = right
  declaration,  // name : unit
  change,       // name = right, name += right, ... of a reset
  expression,   // right
};

struct Statement {
  StatementKind kind;
  Span span;
  std::string name;  // of the variable
  Span name_span;
  std::uint32_t left = 0;   // of equations
  std::uint32_t right = 0;  // of all but declarations
  char change = '=';        // the operator before it
  std::optional<Dimension> unit = {};
};

/// A text with its statements.
struct Script {
  Source source;
  std::vector<Syntax> nodes;
  std::vector<Statement> statements;

  [[noreturn]] void refuse(Span span, const std::string& what) const { equations::refuse(source, span, what); }
  [[noreturn]] void refuse(std::uint32_t node, const std::string& what) const { refuse(nodes[node].span, what); }
};

/// Deepest nesting of an expression, and most nodes of a text.
inline constexpr int deepest = 100;
inline constexpr std::size_t most_nodes = 20000;

/// Equations, definitions and declarations, a line each.
[[nodiscard]] Script parse_equations(Source source);
/// What a reset does: changes, in order.
[[nodiscard]] Script parse_changes(Source source);
/// One expression.
[[nodiscard]] Script parse_expression(Source source);

}  // namespace lapicque::detail::equations
