#include "check/check.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <stdexcept>

#include <lapicque/names.hpp>

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
  if (!(std::fabs(quotient) < most_steps)) return std::nullopt;
  const double whole = std::floor(quotient + 0.5);
  // Two rounding errors, of time and of dt, are no fault of the caller, however long the time.
  const double tolerance = 1e-6 + std::fabs(quotient) * 0x1p-52;
  // A difference of equal times may leave a rounding error, which is 0; a time that somebody gives is larger.
  constexpr double nothing = 1e-9;
  if (std::fabs(quotient - whole) > tolerance || (whole == 0.0 && std::fabs(quotient) > nothing)) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

std::int64_t on_grid(const std::string& name, double time, double dt) {
  const auto count = steps(time, dt);
  if (!count && std::fabs(time / dt) >= most_steps) refuse(name, time, "less than 2^51 steps of dt = " + text(dt));
  if (!count) refuse(name, time, "a multiple of dt = " + text(dt));
  return *count;
}

std::int64_t interval_on_grid(const std::string& name, double time, double dt) {
  const std::int64_t count = on_grid(name, time, dt);
  if (count < 1) refuse(name, time, "at least one step of " + text(dt) + " ms");
  return count;
}

std::string unknown_text(const std::string& what, const std::string& name, std::span<const std::string> known) {
  std::string message = "unknown " + what + " '" + name + "'";
  const std::optional<std::string> meant = nearest_name(name, known);
  message += meant ? "; did you mean '" + *meant + "'? known: " : "; known: ";
  if (known.empty()) message += "none";
  for (std::size_t i = 0; i < known.size(); ++i) message += (i == 0 ? "" : ", ") + known[i];
  return message;
}

void unknown(const std::string& what, const std::string& name, std::span<const std::string> known) {
  throw std::invalid_argument(unknown_text(what, name, known));
}

}  // namespace lapicque::detail::check
