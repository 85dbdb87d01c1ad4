#include "connectivity/rows/skip_table.hpp"

#include <algorithm>
#include <cstddef>

#include "math/elementary.hpp"

namespace lapicque::detail::connectivity {

namespace {

constexpr std::uint64_t all_words = std::uint64_t{1} << 53;

/// ln(1 - p), accurate for small p too: the second factor undoes the rounding of 1 - p.
double log_failure(double p) {
  const double q = 1.0 - p;
  return q == 1.0 ? -p : math::log(q) * (p / (1.0 - q));
}

}  // namespace

SkipTable::SkipTable(double p, std::uint32_t limit) : bound_(limit + 1), guide_(std::size_t{1} << (53 - guide_shift)) {
  const double log_q = log_failure(p);
  std::uint64_t least = 0;
  for (std::uint32_t k = 0; k < limit; ++k) {
    const double probability = -math::expm1(log_q * (static_cast<double>(k) + 1.0));
    least = std::max(least, static_cast<std::uint64_t>(probability * 0x1p53 + 0.5));
    bound_[k] = least;
  }
  bound_[limit] = all_words;
  std::uint32_t count = 0;
  for (std::size_t top = 0; top < guide_.size(); ++top) {
    while (bound_[count] <= std::uint64_t{top} << guide_shift) ++count;
    guide_[top] = count;
  }
}

}  // namespace lapicque::detail::connectivity
