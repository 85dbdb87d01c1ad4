#include "connectivity/delay_range.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

#include "check/check.hpp"

namespace lapicque::detail {

namespace {

struct Steps {
  double dt;

  /// With the tolerance of check::steps: a decimal fraction is off the grid by a rounding error.
  [[nodiscard]] bool too_short(double delay) const { return !(delay / dt >= 1.0 - 1e-6); }
  [[nodiscard]] bool too_long(double delay) const { return !(delay / dt < static_cast<double>(longest_delay) + 0.5); }
  [[nodiscard]] std::string at_least() const { return "at least one step, dt = " + check::text(dt) + " ms"; }
  [[nodiscard]] std::string at_most() const {
    return "at most " + std::to_string(longest_delay) + " steps, " +
           check::text(static_cast<double>(longest_delay) * dt) + " ms";
  }

  [[nodiscard]] std::int64_t given(const std::string& name, double delay) const {
    check::finite(name, delay);
    if (too_short(delay)) check::refuse(name, delay, at_least());
    if (too_long(delay)) check::refuse(name, delay, at_most());
    return check::on_grid(name, delay, dt);
  }

  [[nodiscard]] DelayRange operator()(double delay) const {
    const std::int64_t steps = given("delay", delay);
    return {steps, steps};
  }
  [[nodiscard]] DelayRange operator()(const std::vector<double>& delays) const {
    if (delays.empty()) return {1, 1};
    DelayRange range{longest_delay, 1};
    for (std::size_t j = 0; j < delays.size(); ++j) {
      const std::int64_t steps = given("delay[" + std::to_string(j) + "]", delays[j]);
      range = {std::min(range.low, steps), std::max(range.high, steps)};
    }
    return range;
  }
  [[nodiscard]] DelayRange operator()(const Distribution& distribution) const {
    validate(distribution, "delay");
    const auto [low, high] = support(distribution);
    const std::string bound = std::holds_alternative<Uniform>(distribution) ? "low=dt" : "min=dt to redraw";
    if (too_short(low)) check::refuse("smallest delay drawn", low, at_least() + " (give " + bound + ")");
    if (too_long(high)) check::refuse("largest delay drawn", high, at_most() + " (give max= to redraw)");
    const auto nearest = [this](double delay) {
      return std::clamp(static_cast<std::int64_t>(delay / dt + 0.5), std::int64_t{1}, longest_delay);
    };
    return {nearest(low), nearest(high)};
  }
};

}  // namespace

DelayRange delay_range(const Value& delay, double dt) { return std::visit(Steps{dt}, delay); }

}  // namespace lapicque::detail
