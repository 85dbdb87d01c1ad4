#include "random/pmf.hpp"

#include <cmath>

#include "math/elementary.hpp"

namespace lapicque::detail::random {

namespace {

constexpr double two_pi = 0x1.921fb54442d18p+2;

/// k ln(k/mean) + mean - k, without cancellation where k is near the mean.
double deviance(double k, double mean) {
  const double distance = k - mean;
  if (std::fabs(distance) >= 0.1 * (k + mean)) return k * math::log(k / mean) - distance;
  // With v = (k - mean)/(k + mean), ln(k/mean) = 2 atanh(v).
  const double v = distance / (k + mean);
  double power = 2.0 * k * v;
  double sum = distance * v;
  for (int j = 3;; j += 2) {
    power *= v * v;
    const double next = sum + power / j;
    if (next == sum) return sum;
    sum = next;
  }
}

}  // namespace

double poisson_pmf(double k, double mean) {
  if (mean == 0.0) return k == 0.0 ? 1.0 : 0.0;
  if (k == 0.0) return math::exp(-mean);
  return math::exp(-math::stirling_remainder(k) - deviance(k, mean)) / std::sqrt(two_pi * k);
}

double binomial_pmf(double k, double n, double p, double q) {
  if (p == 0.0) return k == 0.0 ? 1.0 : 0.0;
  if (q == 0.0) return k == n ? 1.0 : 0.0;
  if (k == 0.0) return math::exp(n * (p < q ? math::log1p(-p) : math::log(q)));
  if (k == n) return math::exp(n * (q < p ? math::log1p(-q) : math::log(p)));
  const double rest = n - k;
  const double remainders = math::stirling_remainder(n) - math::stirling_remainder(k) - math::stirling_remainder(rest);
  const double exponent = remainders - deviance(k, n * p) - deviance(rest, n * q);
  return math::exp(exponent) * std::sqrt(n / (two_pi * k * rest));
}

}  // namespace lapicque::detail::random
