#include "equations/source.hpp"

#include <algorithm>
#include <stdexcept>

namespace lapicque::detail::equations {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

struct Line {
  std::size_t number;  // from 1
  std::size_t begin;
  std::size_t end;
};

Line line_of(const std::string& text, std::size_t position) {
  const std::size_t inside = std::min(position, text.size());
  const std::size_t before = inside == 0 ? std::string::npos : text.rfind('\n', inside - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const auto number =
      static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(inside), '\n'));
  return {number + 1, begin, std::min(text.find('\n', inside), text.size())};
}

/// Characters between two places of a text in UTF-8.
std::size_t characters(const std::string& text, std::size_t begin, std::size_t end) {
  std::size_t n = 0;
  for (std::size_t i = begin; i < end; ++i) n += continues_character(text[i]) ? 0 : 1;
  return n;
}

}  // namespace

std::string place_of(const Source& source, std::uint32_t position) {
  const Line line = line_of(source.text, position);
  const std::size_t inside = std::min<std::size_t>(position, source.text.size());
  return source.name + ", line " + std::to_string(line.number) + ", column " +
         std::to_string(characters(source.text, line.begin, inside) + 1);
}

std::string marked_line(const Source& source, Span span) {
  constexpr std::size_t longest = 100;  // characters that are shown
  const Line line = line_of(source.text, span.begin);
  const std::string& text = source.text;
  std::size_t begin = line.begin;
  while (begin < span.begin && (text[begin] == ' ' || text[begin] == '\t')) ++begin;
  const std::size_t at = std::min<std::size_t>(span.begin, text.size());
  if (characters(text, begin, at) > longest / 2) {
    while (characters(text, begin, at) > longest / 2) ++begin;
    while (begin < at && continues_character(text[begin])) ++begin;
  }
  std::string shown;
  for (std::size_t i = begin; i < line.end && shown.size() < longest; ++i) {
    shown += static_cast<unsigned char>(text[i]) < ' ' ? ' ' : text[i];
  }
  const std::size_t last = std::min<std::size_t>({span.end, line.end, begin + longest});
  const std::size_t width = last > at ? characters(text, at, last) : 1;
  return "    " + shown + "\n    " + std::string(characters(text, begin, at), ' ') + std::string(width, '^');
}

void refuse(const Source& source, Span span, const std::string& what) {
  throw std::invalid_argument(place_of(source, span.begin) + ": " + what + "\n" + marked_line(source, span));
}

}  // namespace lapicque::detail::equations
