#pragma once

// Probabilities of counts by Loader's saddle-point form (Loader 2000, "Fast and accurate computation of binomial
// probabilities"): near the mode exact to a few units in the last place, for means up to 2^53.

namespace lapicque::detail::random {

/// mean^k exp(-mean) / k!
[[nodiscard]] double poisson_pmf(double k, double mean);
/// Probability of k successes in n trials; q is 1 - p, given apart because it may be known better than by subtraction.
[[nodiscard]] double binomial_pmf(double k, double n, double p, double q);

}  // namespace lapicque::detail::random
