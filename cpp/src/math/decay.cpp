#include "math/decay.hpp"

#include <bit>
#include <cmath>

#include "math/elementary.hpp"

namespace lapicque::detail::math {

Decay::Decay(double tau, double dt) {
  const auto steps = static_cast<std::size_t>(std::ceil(40.0 * tau / dt));
  shift_ = static_cast<int>(std::bit_width(steps) + 1) / 2;
  const std::size_t fine = std::size_t{1} << shift_;
  const std::size_t coarse = (steps + fine - 1) / fine;
  const auto decay = [&](std::size_t k) { return exp(-static_cast<double>(k) * dt / tau); };
  fine_.clear();
  coarse_.clear();
  for (std::size_t k = 0; k < fine; ++k) fine_.push_back(decay(k));
  for (std::size_t k = 0; k < coarse; ++k) coarse_.push_back(decay(k * fine));
  coarse_.push_back(0.0);
  end_ = static_cast<std::int64_t>(coarse * fine);
}

}  // namespace lapicque::detail::math
