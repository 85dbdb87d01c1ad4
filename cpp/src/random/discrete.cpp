#include "random/discrete.hpp"

#include <algorithm>
#include <cmath>

#include "random/pmf.hpp"

namespace lapicque::detail::random {

namespace {

/// Counts [low, high] and the most probable of them.
struct Range {
  double low;
  double mode;
  double high;
};

/// Inverts one uniform number over the counts in the order mode, mode + 1, mode - 1, mode + 2, ...
/// `ratio(k)` is the probability of k + 1 over that of k.
template <class Ratio>
std::int64_t invert(double left, const Range& range, double probability_of_mode, Ratio ratio) {
  left -= probability_of_mode;
  double up = range.mode;
  double down = range.mode;
  double p_up = probability_of_mode;
  double p_down = probability_of_mode;
  while (left >= 0.0) {
    p_up = up < range.high ? p_up * ratio(up) : 0.0;
    p_down = down > range.low ? p_down / ratio(down - 1.0) : 0.0;
    // Nothing is left but the rounding errors of the sum.
    if (p_up + p_down < 0x1p-70) return static_cast<std::int64_t>(range.mode);
    up += 1.0;
    left -= p_up;
    if (left < 0.0) return static_cast<std::int64_t>(up);
    down -= 1.0;
    left -= p_down;
    if (left < 0.0) return static_cast<std::int64_t>(down);
  }
  return static_cast<std::int64_t>(range.mode);
}

}  // namespace

std::int64_t binomial(std::int64_t n, double p, Stream& stream) {
  if (p > 0.5) return n - binomial(n, 1.0 - p, stream);
  const auto trials = static_cast<double>(n);
  const double q = 1.0 - p;
  const double mode = std::min(std::floor((trials + 1.0) * p), trials);
  const double odds = p / q;
  return invert(stream.uniform(), {0.0, mode, trials}, binomial_pmf(mode, trials, p, q),
                [&](double k) { return (trials - k) / (k + 1.0) * odds; });
}

std::int64_t hypergeometric(std::int64_t total, std::int64_t marked, std::int64_t draws, Stream& stream) {
  const auto items = static_cast<double>(total);
  const auto good = static_cast<double>(marked);
  const auto bad = static_cast<double>(total - marked);
  const auto n = static_cast<double>(draws);
  const Range range = {std::max(0.0, n - bad), std::floor((n + 1.0) * ((good + 1.0) / (items + 2.0))),
                       std::min(n, good)};
  const double mode = std::clamp(range.mode, range.low, range.high);
  // Choosing every item with probability draws/total, given that `draws` are chosen, is drawing without replacement.
  const double p = total > 0 ? n / items : 0.0;
  const double q = total > 0 ? static_cast<double>(total - draws) / items : 1.0;
  const double probability =
      binomial_pmf(mode, good, p, q) * binomial_pmf(n - mode, bad, p, q) / binomial_pmf(n, items, p, q);
  return invert(stream.uniform(), {range.low, mode, range.high}, probability,
                [&](double k) { return (good - k) / (k + 1.0) * ((n - k) / (bad - n + k + 1.0)); });
}

}  // namespace lapicque::detail::random
