#include "math/propagator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "math/elementary.hpp"

// chain(h, a, b, ...) is h^(n-1) times the divided difference of exp at the n exponents -h/a, -h/b, ...

namespace lapicque::detail::math {

namespace {

/// x in two parts of at most 26 bits each (Dekker 1971).
std::pair<double, double> split(double x) {
  const double scaled = x * 0x1.0000002p+27;
  const double high = scaled - (scaled - x);
  return {high, x - high};
}

/// x - y z without rounding y z, for x close to y z.
double residue(double x, double y, double z) {
  const auto [y_high, y_low] = split(y);
  const auto [z_high, z_low] = split(z);
  const double product = y * z;
  const double lost = ((y_high * z_high - product) + y_high * z_low + y_low * z_high) + y_low * z_low;
  return (x - product) - lost;
}

/// h/a - h/b without cancellation.
double difference(double h, double a, double b) { return h * ((b - a) / b) / a; }

/// Divided difference of exp at x, y and 0, where x <= y <= 0 and x_minus_y is exact also if they nearly agree.
double divided_difference(double x, double y, double x_minus_y) {
  if (x < -1.0) return (exp(y) * phi1(x_minus_y) - phi1(y)) / x;
  // Sum over n of h_n(x, y)/(n + 2)!, with h_n the sum of all products of n factors x or y.
  double sum = 0.5;
  double complete = 1.0;
  double y_power = 1.0;
  double inverse_factorial = 0.5;
  for (int n = 1; n <= 19; ++n) {
    y_power *= y;
    complete = x * complete + y_power;
    inverse_factorial /= n + 2;
    sum += complete * inverse_factorial;
  }
  return sum;
}

}  // namespace

double chain(double h, double a) {
  const double quotient = h / a;
  const double whole = exp(-quotient);
  // The rounding of a large quotient would be the largest error.
  return quotient > 1.0 && quotient < 750.0 ? whole * (1.0 - residue(h, quotient, a) / a) : whole;
}

double chain(double h, double a, double b) {
  const auto [fast, slow] = std::minmax(a, b);
  return h * chain(h, slow) * phi1(-difference(h, fast, slow));
}

double chain(double h, double a, double b, double c) {
  std::array<double, 3> tau = {a, b, c};
  std::sort(tau.begin(), tau.end());
  const auto [fast, middle, slow] = tau;
  const double x = -difference(h, fast, slow);
  const double y = -difference(h, middle, slow);
  return (h * chain(h, slow)) * (h * divided_difference(x, y, -difference(h, fast, middle)));
}

double chain_peak_time(double a, double b) {
  const auto [fast, slow] = std::minmax(a, b);
  const double excess = (slow - fast) / fast;
  return excess == 0.0 ? slow : slow * (log1p(excess) / excess);
}

}  // namespace lapicque::detail::math
