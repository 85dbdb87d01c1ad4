#include "check/check.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace lapicque::detail::check {

namespace {

constexpr const char* finite_text = "finite";
constexpr const char* positive_text = "positive and finite";
constexpr const char* not_negative_text = "at least 0 and finite";

bool is_positive(double value) { return value > 0.0 && std::isfinite(value); }
bool is_not_negative(double value) { return value >= 0.0 && std::isfinite(value); }

template <class Allowed>
void require(const std::string& name, const Parameter& parameter, Allowed allowed, const char* wording) {
  const auto values = parameter.values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (allowed(values[i])) continue;
    refuse(parameter.per_neuron() ? name + "[" + std::to_string(i) + "]" : name, values[i], wording);
  }
}

std::string lower_case(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

/// Insertions, deletions, replacements and swaps of neighbours that turn a into b.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

/// How far a slip of the keyboard would have to go from `name` to `known`; nothing if too far to suggest it.
std::optional<std::size_t> slip(const std::string& name, const std::string& known) {
  const std::size_t shorter = std::min(name.size(), known.size());
  const std::size_t longer = std::max(name.size(), known.size());
  const std::size_t distance = edit_distance(name, known);
  if (distance < shorter && distance <= std::max<std::size_t>(1, longer / 3)) return distance;
  const bool abbreviated = shorter >= 2 && name.compare(0, shorter, known, 0, shorter) == 0;
  return abbreviated ? std::optional{distance} : std::nullopt;
}

const std::string* nearest(const std::string& name, std::span<const std::string> known) {
  const std::string* best = nullptr;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : known) {
    const auto distance = slip(lower_case(name), lower_case(candidate));
    if (!distance || *distance >= least) continue;
    least = *distance;
    best = &candidate;
  }
  return best;
}

}  // namespace

std::string text(double value) {
  if (std::isnan(value)) return "nan";  // never "-nan": the sign of a NaN says nothing
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

void refuse(const std::string& name, const std::string& value, const std::string& allowed) {
  throw std::invalid_argument(name + " must be " + allowed + ", got " + value);
}

void refuse(const std::string& name, double value, const std::string& allowed) { refuse(name, text(value), allowed); }

void finite(const std::string& name, double value) {
  if (!std::isfinite(value)) refuse(name, value, finite_text);
}

void positive(const std::string& name, double value) {
  if (!is_positive(value)) refuse(name, value, positive_text);
}

void not_negative(const std::string& name, double value) {
  if (!is_not_negative(value)) refuse(name, value, not_negative_text);
}

void finite(const std::string& name, const Parameter& parameter) {
  require(name, parameter, [](double value) { return std::isfinite(value); }, finite_text);
}

void positive(const std::string& name, const Parameter& parameter) {
  require(name, parameter, is_positive, positive_text);
}

void not_negative(const std::string& name, const Parameter& parameter) {
  require(name, parameter, is_not_negative, not_negative_text);
}

std::optional<std::int64_t> steps(double time, double dt) {
  const double quotient = time / dt;
  // Beyond 2^51 steps a double cannot tell a whole step from half a one.
  if (!(std::fabs(quotient) < 0x1p51)) return std::nullopt;
  const double whole = std::floor(quotient + 0.5);
  // Two rounding errors, of time and of dt, are no fault of the caller, however long the time.
  const double tolerance = 1e-6 + std::fabs(quotient) * 0x1p-52;
  if (std::fabs(quotient - whole) > tolerance) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

std::int64_t on_grid(const std::string& name, double time, double dt) {
  const auto count = steps(time, dt);
  if (!count) refuse(name, time, "a multiple of dt = " + text(dt));
  return *count;
}

void unknown(const std::string& what, const std::string& name, std::span<const std::string> known) {
  std::string message = "unknown " + what + " '" + name + "'";
  const std::string* meant = nearest(name, known);
  message += meant ? "; did you mean '" + *meant + "'? known: " : "; known: ";
  if (known.empty()) message += "none";
  for (std::size_t i = 0; i < known.size(); ++i) message += (i == 0 ? "" : ", ") + known[i];
  throw std::invalid_argument(message);
}

}  // namespace lapicque::detail::check
