#include "math/decay.hpp"

#include <bit>
#include <cmath>

#include "math/elementary.hpp"

namespace lapicque::math {

Decay::Decay(double tau, double dt) : end_{static_cast<std::int64_t>(std::ceil(40.0 * tau / dt))} {
  const auto steps = static_cast<std::size_t>(end_);
  shift_ = (std::bit_width(steps) + 1) / 2;
  const std::size_t fine = std::size_t{1} << shift_;
  for (std::size_t k = 0; k < fine; ++k) fine_.push_back(exp(-static_cast<double>(k) * dt / tau));
  for (std::size_t k = 0; k < steps; k += fine) coarse_.push_back(exp(-static_cast<double>(k) * dt / tau));
}

}  // namespace lapicque::math
