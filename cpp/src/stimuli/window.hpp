#pragma once

#include <cmath>
#include <cstdint>

#include "check/check.hpp"

namespace lapicque::detail {

/// Steps [begin, end) in which a stimulus acts.
struct Window {
  std::int64_t begin;
  std::int64_t end;
  [[nodiscard]] bool contains(std::int64_t step) const { return begin <= step && step < end; }
};

/// Refuses times [ms] off the grid; an infinite `stop` means for ever.
[[nodiscard]] inline Window window_on_grid(double start, double stop, double dt) {
  const std::int64_t begin = check::on_grid("start", start, dt);
  return {begin, stop == HUGE_VAL ? INT64_MAX : check::on_grid("stop", stop, dt)};
}

}  // namespace lapicque::detail
