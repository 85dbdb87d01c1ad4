#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "equations/source.hpp"

namespace lapicque::detail::equations {

/// Longest text that is read [characters].
inline constexpr std::size_t longest_text = 65536;

enum class TokenKind : std::uint8_t { number, name, sign, end_of_line, end };

struct Token {
  TokenKind kind;
  Span span;
  std::string text;   // of names and signs
  double number = 0;  // of numbers
};

/// The words of a text, end_of_line between statements (newlines within parentheses and comments count for nothing),
/// and an end.
[[nodiscard]] std::vector<Token> tokens_of(const Source& source);

}  // namespace lapicque::detail::equations
