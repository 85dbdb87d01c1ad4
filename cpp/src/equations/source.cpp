#include "equations/source.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

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
  const std::size_t at = std::min<std::size_t>(span.begin, text.size());
  // Where characters begin, from the first that is no blank on.
  std::size_t first = line.begin;
  while (first < at && (text[first] == ' ' || text[first] == '\t')) ++first;
  std::vector<std::size_t> begins;
  std::size_t place = 0;  // of the span, in characters
  for (std::size_t i = first; i < line.end; ++i) {
    if (continues_character(text[i])) continue;
    if (i < at) ++place;
    begins.push_back(i);
  }
  begins.push_back(line.end);
  const std::size_t from = place > longest / 2 ? place - longest / 2 : 0;
  const std::size_t to = std::min(from + longest, begins.size() - 1);
  std::string shown;
  for (std::size_t i = begins[from]; i < begins[to]; ++i) {
    shown += static_cast<unsigned char>(text[i]) < ' ' ? ' ' : text[i];
  }
  std::size_t width = 0;
  while (place + width < to && begins[place + width] < span.end) ++width;
  return "    " + shown + "\n    " + std::string(place - from, ' ') + std::string(std::max<std::size_t>(width, 1), '^');
}

std::string excerpt(const std::string& text, Span span, std::size_t longest) {
  std::size_t end = span.end;
  if (end - span.begin <= longest) return text.substr(span.begin, end - span.begin);
  end = span.begin + longest - 3;
  while (end > span.begin && continues_character(text[end])) --end;
  return text.substr(span.begin, end - span.begin) + "...";
}

void refuse(const Source& source, Span span, const std::string& what) {
  throw std::invalid_argument(place_of(source, span.begin) + ": " + what + "\n" + marked_line(source, span));
}

}  // namespace lapicque::detail::equations
