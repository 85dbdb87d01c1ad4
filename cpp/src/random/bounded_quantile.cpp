#include "random/bounded_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "math/elementary.hpp"

namespace lapicque::detail::random {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Shares {
  double below;
  double above;
};

/// Share of the standard normal distribution below z <= 0, as the inverse of the quantile function that is drawn from.
double normal_tail(double z) {
  double low = 0.0;
  double high = 0.5;
  // Beyond 2^-80 no draw can tell the difference.
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (low + high);
    (math::normal_quantile(middle) < z ? low : high) = middle;
  }
  return std::isinf(z) ? 0.0 : high;
}

Shares normal_shares(double z) {
  const double tail = normal_tail(-std::fabs(z));
  return z < 0.0 ? Shares{tail, 1.0 - tail} : Shares{1.0 - tail, tail};
}

Shares shares_at(const Normal& d, double x) { return normal_shares((x - d.mean) / d.std); }
Shares shares_at(const LogNormal& d, double x) {
  if (x <= 0.0) return {0.0, 1.0};
  return normal_shares(std::isinf(x) ? infinity : (math::log(x) - d.mu) / d.sigma);
}
Shares shares_at(const Exponential& d, double x) {
  if (x <= 0.0) return {0.0, 1.0};
  if (std::isinf(x)) return {1.0, 0.0};
  return {-math::expm1(-x / d.mean), math::exp(-x / d.mean)};
}

double normal_deviate(Shares p) {
  return p.below <= p.above ? math::normal_quantile(p.below) : -math::normal_quantile(p.above);
}

struct Unbounded {
  Shares p;

  double operator()(const Uniform& d) const { return d.low + (d.high - d.low) * p.below; }
  double operator()(const Normal& d) const { return d.mean + d.std * normal_deviate(p); }
  double operator()(const LogNormal& d) const { return math::exp(d.mu + d.sigma * normal_deviate(p)); }
  double operator()(const Exponential& d) const {
    return -d.mean * (p.below <= p.above ? math::log1p(-p.below) : math::log(p.above));
  }
};

}  // namespace

BoundedQuantile::BoundedQuantile(const Distribution& distribution) : distribution_{distribution} {
  if (const auto* uniform = std::get_if<Uniform>(&distribution)) {
    min_ = uniform->low;
    max_ = uniform->high;
    return;
  }
  std::visit(
      [this](const auto& d) {
        if constexpr (requires { d.min; }) {
          min_ = d.min;
          max_ = d.max;
          below_min_ = shares_at(d, d.min).below;
          above_max_ = shares_at(d, d.max).above;
        }
      },
      distribution);
  inside_ = 1.0 - below_min_ - above_max_;
}

double BoundedQuantile::operator()(double below, double above) const {
  const Shares p = {below_min_ + inside_ * below, above_max_ + inside_ * above};
  return std::clamp(std::visit(Unbounded{p}, distribution_), min_, max_);
}

}  // namespace lapicque::detail::random
