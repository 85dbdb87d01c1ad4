#pragma once

// Tests of goodness of fit. Seeds are fixed, so a test passes or fails for good; each bound is the one that right code
// would cross for one seed in a thousand.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

/// Pearson's statistic over the 0.1 % quantile of its distribution; below 1 where the counts fit.
/// Neighbouring cells are joined until at least 8 counts are expected.
inline double chi_square_excess(const std::vector<double>& observed, const std::vector<double>& expected) {
  std::vector<double> o;
  std::vector<double> e;
  double open_o = 0.0;
  double open_e = 0.0;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    open_o += observed[i];
    open_e += expected[i];
    if (open_e < 8.0) continue;
    o.push_back(open_o);
    e.push_back(open_e);
    open_o = open_e = 0.0;
  }
  o.back() += open_o;
  e.back() += open_e;
  double statistic = 0.0;
  for (std::size_t i = 0; i < o.size(); ++i) statistic += (o[i] - e[i]) * (o[i] - e[i]) / e[i];
  // Wilson and Hilferty's approximation; 3.0902 is the normal quantile of 99.9 %.
  const double freedom = static_cast<double>(o.size()) - 1.0;
  const double width = 2.0 / (9.0 * freedom);
  return statistic / (freedom * std::pow(1.0 - width + 3.0902 * std::sqrt(width), 3.0));
}

/// Kolmogorov's statistic: the distance to a continuous distribution times sqrt(n); above 2 in 7 of 10000 samples.
template <class Cumulative>
double kolmogorov(std::vector<double> values, Cumulative cumulative) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double c = cumulative(values[i]);
    const auto rank = static_cast<double>(i);
    distance = std::max({distance, c - rank / n, (rank + 1.0) / n - c});
  }
  return distance * std::sqrt(n);
}

/// Kolmogorov-Smirnov distance over its 0.1 % quantile; below 1 where the values follow the cumulative distribution.
template <class Cumulative>
double kolmogorov_excess(std::vector<double> values, Cumulative cumulative) {
  return kolmogorov(std::move(values), cumulative) / 1.9495;
}
