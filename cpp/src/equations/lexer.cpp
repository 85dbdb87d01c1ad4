#include "equations/lexer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace lapicque::detail::equations {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_in_name(char c) { return begins_name(c) || is_digit(c); }

class Lexer {
 public:
  explicit Lexer(const Source& source) : source_{source}, text_{source.text} {}

  std::vector<Token> all() {
    if (text_.size() > longest_text) {
      refuse(source_, {0, 1}, "the text is longer than " + std::to_string(longest_text) + " characters");
    }
    while (at_ < text_.size()) take();
    if (open_ > 0) refuse(source_, opened_, "this parenthesis is not closed");
    add(TokenKind::end_of_line, at_);
    add(TokenKind::end, at_);
    return std::move(tokens_);
  }

 private:
  void take() {
    const char c = text_[at_];
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '\n' || c == ';') {
      if (open_ > 0 && c == ';') refuse(source_, opened_, "this parenthesis is not closed");
      ++at_;
      if (open_ == 0) add(TokenKind::end_of_line, at_ - 1);
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '\\' && text_.substr(at_ + 1, 1) == "\n") {
      at_ += 2;
    } else if (c == '\\' && text_.substr(at_ + 1, 2) == "\r\n") {
      at_ += 3;
    } else if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      number();
    } else if (begins_name(c)) {
      name();
    } else {
      sign();
    }
  }

  void number() {
    const std::size_t begin = at_;
    double value = 0.0;
    const auto result = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    if (result.ec != std::errc{} || !std::isfinite(value)) {
      refuse(source_, span_from(begin), "this number is too large or too small");
    }
    if (at_ < text_.size() && (is_in_name(text_[at_]) || text_[at_] == '.')) {
      while (at_ < text_.size() && (is_in_name(text_[at_]) || text_[at_] == '.')) ++at_;
      refuse(source_, span_from(begin), "this is no number; between a number and a name stands a *");
    }
    tokens_.push_back({TokenKind::number, span_from(begin), {}, value});
  }

  void name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_in_name(text_[at_])) ++at_;
    add(TokenKind::name, begin);
  }

  void sign() {
    constexpr auto signs =
        std::to_array<std::string_view>({"**", "+=", "-=", "*=", "/=", "==", "!=", "<=", ">=", "+", "-",
                                         "*",  "/",  "(",  ")",  ",",  "=",  "<",  ">",  ":",  "'"});
    const std::size_t begin = at_;
    for (const std::string_view sign : signs) {
      if (text_.substr(at_, sign.size()) != sign) continue;
      at_ += sign.size();
      add(TokenKind::sign, begin);
      return count_parentheses(text_[begin]);
    }
    refuse_character();
  }

  void count_parentheses(char c) {
    if (c == '(' && open_++ == 0) opened_ = tokens_.back().span;
    if (c == ')' && --open_ < 0) refuse(source_, tokens_.back().span, "this parenthesis was not opened");
  }

  [[noreturn]] void refuse_character() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80) ++at_;
    const std::string_view character = text_.substr(begin, at_ - begin);
    if (character == "^") refuse(source_, span_from(begin), "a power is written **");
    if (character == "&" || character == "|" || character == "!") {
      refuse(source_, span_from(begin), "conditions are joined by the words and, or, not");
    }
    if (character == "[" || character == "]" || character == "{" || character == "}") {
      refuse(source_, span_from(begin), "only round parentheses are used");
    }
    refuse(source_, span_from(begin), "this character means nothing here");
  }

  [[nodiscard]] Span span_from(std::size_t begin) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  }
  void add(TokenKind kind, std::size_t begin) {
    tokens_.push_back({kind, span_from(begin), std::string{text_.substr(begin, at_ - begin)}});
  }

  const Source& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  int open_ = 0;
  Span opened_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(const Source& source) { return Lexer{source}.all(); }

}  // namespace lapicque::detail::equations
