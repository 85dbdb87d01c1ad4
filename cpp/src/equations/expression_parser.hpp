#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "equations/lexer.hpp"
#include "equations/syntax.hpp"

namespace lapicque::detail::equations {

/// Reads expressions by recursive descent, with the precedence of Python, into the nodes of a script.
class ExpressionParser {
 public:
  ExpressionParser(Script& script, std::span<const Token> tokens) : script_{script}, tokens_{tokens} {}

  std::uint32_t expression();

  [[nodiscard]] const Token& now() const { return tokens_[at_]; }
  [[nodiscard]] const Token& next(std::size_t ahead = 1) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  [[nodiscard]] bool at_end_of_line() const {
    return now().kind == TokenKind::end_of_line || now().kind == TokenKind::end;
  }
  [[nodiscard]] bool at_sign(std::string_view text) const {
    return now().kind == TokenKind::sign && now().text == text;
  }
  [[nodiscard]] bool at_word(std::string_view text) const {
    return now().kind == TokenKind::name && now().text == text;
  }
  const Token& take() { return tokens_[at_++]; }
  bool took_sign(std::string_view text);
  /// Refuses the present token.
  [[noreturn]] void expected(const std::string& what) const;

 private:
  std::uint32_t disjunction();
  std::uint32_t conjunction();
  std::uint32_t negation();
  std::uint32_t comparison();
  std::uint32_t sum();
  std::uint32_t term();
  std::uint32_t factor();
  std::uint32_t power();
  std::uint32_t primary();
  std::uint32_t named();
  std::uint32_t call(const Token& name);
  [[nodiscard]] bool at_derivative() const;

  std::uint32_t add(Syntax node);
  std::uint32_t operation(Operation of, std::uint32_t a, std::uint32_t b);
  std::uint32_t operation(Operation of, Span span, std::span<const std::uint32_t> operands);

  Script& script_;
  std::span<const Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

/// The names of all functions.
[[nodiscard]] std::vector<std::string> function_names();
/// White noise: "xi", or a name that begins with "xi_".
[[nodiscard]] bool is_noise(std::string_view name);
/// Words that no variable may have as its name.
[[nodiscard]] bool is_reserved(std::string_view name);

}  // namespace lapicque::detail::equations
