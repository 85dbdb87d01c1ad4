#pragma once

// The one place that words the errors of bad input: name, value, what is allowed.

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <lapicque/parameter.hpp>

namespace lapicque::detail::check {

/// Shortest decimal that reads back as the same double.
[[nodiscard]] std::string text(double value);

/// Throws std::invalid_argument: "<name> must be <allowed>, got <value>".
[[noreturn]] void refuse(const std::string& name, const std::string& value, const std::string& allowed);
[[noreturn]] void refuse(const std::string& name, double value, const std::string& allowed);

void finite(const std::string& name, double value);
void positive(const std::string& name, double value);
void not_negative(const std::string& name, double value);
/// Checks of every value of a parameter; the message names the neuron: "tau_m[3]".
void finite(const std::string& name, const Parameter& parameter);
void positive(const std::string& name, const Parameter& parameter);
void not_negative(const std::string& name, const Parameter& parameter);

/// Beyond so many steps a double cannot tell a whole step from half a one.
inline constexpr double most_steps = 0x1p51;

/// Number of steps of `dt` in `time`, or nothing if that is not a whole number (to 1e-6 of a step).
[[nodiscard]] std::optional<std::int64_t> steps(double time, double dt);
/// Number of steps of `dt` in `time`; refuses a time off the grid.
[[nodiscard]] std::int64_t on_grid(const std::string& name, double time, double dt);

/// Number of steps of `dt` between two of something; refuses an interval off the grid, or shorter than a step.
[[nodiscard]] std::int64_t interval_on_grid(const std::string& name, double time, double dt);

/// A message that lists what is known and says which of them `name` may have meant.
[[nodiscard]] std::string unknown_text(const std::string& what, const std::string& name,
                                       std::span<const std::string> known);
/// Throws std::invalid_argument with that message.
[[noreturn]] void unknown(const std::string& what, const std::string& name, std::span<const std::string> known);

}  // namespace lapicque::detail::check
