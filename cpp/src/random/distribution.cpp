#include <lapicque/distribution.hpp>

#include <algorithm>
#include <cmath>

#include "check/check.hpp"
#include "math/elementary.hpp"

namespace lapicque {

using namespace detail;

namespace {

/// The uniform numbers behind every draw lie between this and 1 minus this (see random::Stream::uniform).
constexpr double smallest_uniform = 0x1p-53;
constexpr double least_acceptance = 0.01;

/// The largest normal deviate that can be drawn, 8.2095: the quantile of 1 - 2^-53.
double largest_deviate() { return math::normal_quantile(1.0 - smallest_uniform); }

struct Unbounded {
  Support operator()(const Uniform& d) const { return {d.low, d.high}; }
  Support operator()(const Normal& d) const {
    const double deviation = d.std * largest_deviate();
    return {d.mean - deviation, d.mean + deviation};
  }
  Support operator()(const LogNormal& d) const {
    const double deviation = d.sigma * largest_deviate();
    return {math::exp(d.mu - deviation), math::exp(d.mu + deviation)};
  }
  Support operator()(const Exponential& d) const {
    return {-d.mean * math::log(1.0 - smallest_uniform), -d.mean * math::log(smallest_uniform)};
  }
};

Support bounded(const Uniform&, Support unbounded) { return unbounded; }

template <class Bounded>
Support bounded(const Bounded& d, Support unbounded) {
  return {std::max(d.min, unbounded.low), std::min(d.max, unbounded.high)};
}

// Share of a distribution below `value`. The platform's functions will do: they decide on a refusal, never on a draw.
double share_below(const Normal& d, double value) {
  return 0.5 * std::erfc((d.mean - value) / (d.std * std::sqrt(2.0)));
}
double share_below(const LogNormal& d, double value) {
  return value <= 0.0 ? 0.0 : 0.5 * std::erfc((d.mu - std::log(value)) / (d.sigma * std::sqrt(2.0)));
}
double share_below(const Exponential& d, double value) { return value <= 0.0 ? 0.0 : -std::expm1(-value / d.mean); }

void check_spread(const std::string& name, double spread) {
  if (spread == 0.0) {
    check::refuse(name, spread, "positive and finite (for a single value give the number itself)");
  }
  check::positive(name, spread);
}

/// `limit` may be infinite.
void check_limit(const std::string& name, double limit) {
  if (std::isnan(limit)) check::refuse(name, limit, "a number");
}

template <class Bounded>
void check_limits(const Bounded& d, const std::string& name) {
  check_limit(name + ": min", d.min);
  check_limit(name + ": max", d.max);
  if (!(d.min < d.max)) check::refuse(name + ": min", d.min, "less than max = " + check::text(d.max));
  const double share = share_below(d, d.max) - share_below(d, d.min);
  if (share >= least_acceptance) return;
  check::refuse(
      name + ": [min, max]",
      "[" + check::text(d.min) + ", " + check::text(d.max) + "] that keeps " + check::text(100.0 * share) + " %",
      "a range that keeps at least 1 % of the distribution");
}

struct Validate {
  const std::string& name;

  void operator()(const Uniform& d) const {
    check::finite(name + ": low", d.low);
    check::finite(name + ": high", d.high);
    if (!(d.low < d.high)) check::refuse(name + ": low", d.low, "less than high = " + check::text(d.high));
    check::finite(name + ": high - low", d.high - d.low);
  }
  void operator()(const Normal& d) const {
    check::finite(name + ": mean", d.mean);
    check_spread(name + ": std", d.std);
    check_limits(d, name);
  }
  void operator()(const LogNormal& d) const {
    check::finite(name + ": mu", d.mu);
    check_spread(name + ": sigma", d.sigma);
    check_limits(d, name);
  }
  void operator()(const Exponential& d) const {
    check::positive(name + ": mean", d.mean);
    check_limits(d, name);
  }
};

}  // namespace

void validate(const Distribution& distribution, const std::string& name) {
  std::visit(Validate{name}, distribution);
  const Support possible = support(distribution);
  check::finite(name + ": the smallest value that can be drawn", possible.low);
  check::finite(name + ": the largest value that can be drawn", possible.high);
}

Support support(const Distribution& distribution) {
  return std::visit([](const auto& d) { return bounded(d, Unbounded{}(d)); }, distribution);
}

}  // namespace lapicque
