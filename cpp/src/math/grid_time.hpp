#pragma once

#include <cmath>
#include <cstdint>

namespace lapicque::detail {

/// A time as whole steps and what is left of it.
struct GridTime {
  std::int64_t steps;
  double rest;  // [ms], in [0, dt)
};

/// Cuts a time of less than 2^51 steps; a rest that roundings of `time` and `dt` explain is none.
[[nodiscard]] inline GridTime cut_time(double time, double dt) {
  const double whole = std::floor(time / dt + 0.5);
  const double rest = time - whole * dt;
  const auto steps = static_cast<std::int64_t>(whole);
  if (std::fabs(rest) <= 0x1p-51 * std::fabs(time)) return {steps, 0.0};
  return rest < 0.0 ? GridTime{steps - 1, dt + rest} : GridTime{steps, rest};
}

/// The time `offset` ms after the start of a step [ms]: never beyond the step's end, and the end itself where a spike
/// on the grid would be.
[[nodiscard]] inline double time_of(std::int64_t step, double offset, double dt) {
  const double end = static_cast<double>(step + 1) * dt;
  if (offset >= dt) return end;
  const double time = static_cast<double>(step) * dt + offset;
  return time < end ? time : end;
}

}  // namespace lapicque::detail
