#pragma once

// Elementary functions whose bits do not depend on the system's libm: made of + - * / sqrt and exact operations only.

namespace lapicque::detail::math {

[[nodiscard]] double exp(double x);
[[nodiscard]] double expm1(double x);
/// Natural logarithm, x > 0.
[[nodiscard]] double log(double x);
/// log(1 + x), x > -1.
[[nodiscard]] double log1p(double x);
/// sin(2 pi x).
[[nodiscard]] double sin_turns(double x);
/// sin(pi x)/(pi x), 1 at x = 0: the mean of a sine over x turns, as a multiple of its value in their middle.
[[nodiscard]] double mean_of_sine(double x);
/// (exp(x) - 1)/x, 1 at x = 0.
[[nodiscard]] double phi1(double x);
/// ln(n!), n a whole number >= 0.
[[nodiscard]] double log_factorial(double n);
/// ln(n!) - ln(sqrt(2 pi n) (n/e)^n): what Stirling's formula leaves out; n a whole number >= 1.
[[nodiscard]] double stirling_remainder(double n);
/// Quantile of the standard normal distribution, 0 < p < 1 (Wichura 1988, AS 241).
[[nodiscard]] double normal_quantile(double p);

}  // namespace lapicque::detail::math
