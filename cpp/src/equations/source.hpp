#pragma once

#include <cstdint>
#include <string>

namespace lapicque::detail::equations {

/// Characters [begin, end) of a text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// A text of the user and what errors call it: "equations", "threshold", "reset".
struct Source {
  std::string name;
  std::string text;
};

/// "equations, line 2, column 5"
[[nodiscard]] std::string place_of(const Source& source, std::uint32_t position);
/// The line that a span begins in, and under it a mark of the span.
[[nodiscard]] std::string marked_line(const Source& source, Span span);
/// The characters of a span, cut where they are many.
[[nodiscard]] std::string excerpt(const std::string& text, Span span, std::size_t longest);
/// Throws std::invalid_argument: where, what, and the line with a mark.
[[noreturn]] void refuse(const Source& source, Span span, const std::string& what);

}  // namespace lapicque::detail::equations
