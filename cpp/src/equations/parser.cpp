#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "check/check.hpp"
#include "equations/expression_parser.hpp"
#include "equations/lexer.hpp"
#include "equations/syntax.hpp"

namespace lapicque::detail::equations {
namespace {

class Parser {
 public:
  explicit Parser(Source source)
      : script_{std::move(source), {}, {}}, tokens_{tokens_of(script_.source)}, words_{script_, tokens_} {}
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() = default;

  /// Reads statements by one of the members below.
  Script all(void (Parser::*statement)()) {
    while (words_.now().kind != TokenKind::end) {
      if (words_.now().kind == TokenKind::end_of_line) {
        words_.take();
        continue;
      }
      (this->*statement)();
      if (!words_.at_end_of_line()) words_.expected("the end of the line");
    }
    return std::move(script_);
  }

  void equation() {
    if (declares()) return declaration();
    const auto first = static_cast<std::uint32_t>(script_.nodes.size());
    const std::uint32_t left = words_.expression();
    if (words_.at_sign("+=") || words_.at_sign("-=") || words_.at_sign("*=") || words_.at_sign("/=")) {
      script_.refuse(words_.now().span, "changes like this one belong into the reset");
    }
    const Syntax& last = script_.nodes[left];
    if (last.kind == SyntaxKind::operation && last.operation == Operation::equal && words_.at_end_of_line()) {
      script_.refuse(left, "an equation has one '='");
    }
    if (!words_.took_sign("=")) words_.expected("'='");
    const std::uint32_t right = words_.expression();
    const Span span{script_.nodes[left].span.begin, script_.nodes[right].span.end};
    Statement made{StatementKind::equation, span, {}, {}, left, right};
    if (words_.took_sign(":")) made.unit = unit();
    name(made, first);
    script_.statements.push_back(std::move(made));
  }

  void change() {
    if (words_.now().kind != TokenKind::name) words_.expected("the name of a variable");
    const Token& name = words_.take();
    char how = 0;
    for (const char* sign : {"=", "+=", "-=", "*=", "/="}) {
      if (words_.took_sign(sign)) how = *sign;
    }
    if (how == 0) words_.expected("=, +=, -=, *= or /=");
    const std::uint32_t right = words_.expression();
    const Span span{name.span.begin, script_.nodes[right].span.end};
    script_.statements.push_back({StatementKind::change, span, name.text, name.span, 0, right, how});
  }

  void expression() {
    if (!script_.statements.empty()) words_.expected("one expression");
    const std::uint32_t right = words_.expression();
    if (words_.at_sign("=")) script_.refuse(words_.now().span, "expected an expression; equality is written ==");
    script_.statements.push_back({StatementKind::expression, script_.nodes[right].span, {}, {}, 0, right});
  }

 private:
  /// At "a, b : unit".
  [[nodiscard]] bool declares() const {
    for (std::size_t k = 0;; k += 2) {
      const Token& sign = words_.next(k + 1);
      if (words_.next(k).kind != TokenKind::name || sign.kind != TokenKind::sign) return false;
      if (sign.text == ":") return true;
      if (sign.text != ",") return false;
    }
  }

  void declaration() {
    std::vector<Token> names;
    do {
      names.push_back(words_.take());
    } while (words_.took_sign(","));
    if (!words_.took_sign(":")) words_.expected("':'");
    const Dimension dimension = unit();
    for (const Token& name : names) {
      script_.statements.push_back({StatementKind::declaration, name.span, name.text, name.span, 0, 0, '=', dimension});
    }
  }

  /// Whether the left side is a name or has a derivative, and of what.
  void name(Statement& statement, std::uint32_t first) const {
    const Syntax& left = script_.nodes[statement.left];
    if (left.kind == SyntaxKind::name) {
      statement.kind = StatementKind::definition;
      statement.name = left.name;
      statement.name_span = left.span;
      return;
    }
    const Syntax& derivative = script_.nodes[find_derivative(first, statement.left)];
    statement.name = derivative.name;
    statement.name_span = derivative.span;
  }

  /// The derivative in a product of factors, whose nodes are [first, left]; refuses none, more than one, and other
  /// places. Operands come before what they are operands of.
  [[nodiscard]] std::uint32_t find_derivative(std::uint32_t first, std::uint32_t left) const {
    constexpr std::uint32_t none = UINT32_MAX;
    std::vector<std::uint32_t> within(left - first + 1, none);
    for (std::uint32_t node = first; node <= left; ++node) {
      const Syntax& at = script_.nodes[node];
      std::uint32_t& found = within[node - first];
      if (at.kind == SyntaxKind::derivative) found = node;
      if (at.kind != SyntaxKind::operation) continue;
      for (std::size_t k = 0; k < kernels::operands_of(at.operation); ++k) {
        const std::uint32_t inside = within[at.operand[k] - first];
        if (inside == none) continue;
        const bool factor = at.operation == Operation::multiply || at.operation == Operation::negate ||
                            (at.operation == Operation::divide && k == 0);
        if (!factor) script_.refuse(inside, "the derivative on the left side may only have factors");
        if (found != none) script_.refuse(inside, "the left side may have one derivative");
        found = inside;
      }
    }
    if (within.back() == none) {
      script_.refuse(left, "the left side must be a name, or have one derivative such as dV_m/dt");
    }
    return within.back();
  }

  /// A product of units, of which the simulator counts in the whole.
  Dimension unit() {
    Dimension dimension;
    bool divides = false;
    do {
      add_unit(divides, dimension);
      divides = words_.at_sign("/");
    } while (words_.took_sign("*") || words_.took_sign("/"));
    return dimension;
  }

  void add_unit(bool divides, Dimension& dimension) {
    const Token& token = words_.now();
    if (token.kind == TokenKind::number && token.number == 1.0) {
      words_.take();
      return;
    }
    if (token.kind != TokenKind::name) words_.expected("a unit such as mV, or 1");
    const Unit* unit = find_unit(token.text);
    if (unit == nullptr) refuse_unit(token);
    words_.take();
    if (unit->factor != 1.0) {
      script_.refuse(token.span, "numbers are counted in " + text(unit->dimension) + ", not in " + token.text);
    }
    const int halves = words_.took_sign("**") ? exponent() : 2;
    const std::optional<Dimension> raised = power(unit->dimension, divides ? -halves : halves);
    const std::optional<Dimension> all = raised ? product(dimension, *raised) : std::nullopt;
    if (!all) script_.refuse(token.span, "this power of a unit is out of range");
    dimension = *all;
  }

  int exponent() {
    const bool parenthesis = words_.took_sign("(");
    const bool negative = words_.took_sign("-");
    if (words_.now().kind != TokenKind::number) words_.expected("a number");
    const Token& token = words_.take();
    const double twice = 2.0 * token.number;
    if (twice != std::floor(twice) || twice > 60.0) {
      script_.refuse(token.span, "powers of units are halves of whole numbers up to 30");
    }
    if (parenthesis && !words_.took_sign(")")) words_.expected("')'");
    return static_cast<int>(negative ? -twice : twice);
  }

  [[noreturn]] void refuse_unit(const Token& token) const {
    script_.refuse(token.span, check::unknown_text("unit", token.text, unit_names()));
  }

  Script script_;
  std::vector<Token> tokens_;
  ExpressionParser words_;
};

}  // namespace

Script parse_equations(Source source) { return Parser{std::move(source)}.all(&Parser::equation); }
Script parse_changes(Source source) { return Parser{std::move(source)}.all(&Parser::change); }
Script parse_expression(Source source) { return Parser{std::move(source)}.all(&Parser::expression); }

}  // namespace lapicque::detail::equations
