#include "random/poisson_table.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "check.hpp"
#include "random/pmf.hpp"

namespace lapicque::random {

namespace {

constexpr double possible_words = 0x1p32;
constexpr int guide_shift = 24;
constexpr std::uint32_t guide_cells = 256;
/// Far below the resolution of a word, however many counts there are.
constexpr double negligible = 0x1p-70;

/// Probabilities of the counts first, first + 1, ...; all that are not negligible.
struct Probabilities {
  std::uint32_t first;
  std::vector<double> p;
};

/// From the mode outward, so that the recurrence starts where nothing underflows.
Probabilities probabilities(double mean) {
  const double mode = std::floor(mean);
  const double at_mode = poisson_pmf(mode, mean);
  std::vector<double> below;
  double p = at_mode;
  double k = mode;
  for (; k > 0.0 && p * (k / mean) > negligible; k -= 1.0) {
    p *= k / mean;
    below.push_back(p);
  }
  Probabilities result{static_cast<std::uint32_t>(k), {below.rbegin(), below.rend()}};
  p = at_mode;
  for (k = mode + 1.0; p > negligible; k += 1.0) {
    result.p.push_back(p);
    p *= mean / k;
  }
  return result;
}

}  // namespace

PoissonTable::PoissonTable(double mean) : first_{0} {
  if (!(mean >= 0.0 && mean <= 1e6)) check::refuse("mean", mean, "between 0 and 1e6");
  const Probabilities counts = probabilities(mean);
  first_ = counts.first;
  double cumulative = 0.0;
  for (const double p : counts.p) {
    cumulative += p;
    const double threshold = std::floor(cumulative * possible_words + 0.5);
    if (threshold >= possible_words) break;
    if (threshold == 0.0) {
      ++first_;
    } else {
      threshold_.push_back(static_cast<std::uint32_t>(threshold));
    }
  }
  guide_.reserve(guide_cells + 1);
  for (std::uint32_t cell = 0; cell < guide_cells; ++cell) {
    const auto reached = std::upper_bound(threshold_.begin(), threshold_.end(), cell << guide_shift);
    guide_.push_back(static_cast<std::uint32_t>(std::distance(threshold_.begin(), reached)));
  }
  guide_.push_back(static_cast<std::uint32_t>(threshold_.size()));
}

std::uint32_t PoissonTable::count(std::uint32_t word) const {
  const std::uint32_t cell = word >> guide_shift;
  const auto* begin = threshold_.data();
  const auto* reached = std::upper_bound(begin + guide_[cell], begin + guide_[cell + 1], word);
  return first_ + static_cast<std::uint32_t>(reached - begin);
}

}  // namespace lapicque::random
