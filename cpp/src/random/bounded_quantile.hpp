#pragma once

#include <lapicque/distribution.hpp>

namespace lapicque::detail::random {

/// Quantile function of a valid distribution within its bounds: what redrawing until a value lies inside comes to, with
/// one uniform number a draw. Its bits are the same on every machine.
class BoundedQuantile {
 public:
  explicit BoundedQuantile(const Distribution& distribution);

  /// The value that the share `below` of all draws does not reach. `above` = 1 - below is given apart, because near 1 a
  /// double resolves it better; both in (0, 1).
  [[nodiscard]] double operator()(double below, double above) const;
  /// Bounds of the values, infinite where there is none.
  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }

 private:
  Distribution distribution_;
  double min_ = 0.0;
  double max_ = 0.0;
  double below_min_ = 0.0;  // shares of the unbounded distribution
  double above_max_ = 0.0;
  double inside_ = 1.0;
};

}  // namespace lapicque::detail::random
