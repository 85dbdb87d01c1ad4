#include "random/inversion_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <string>

#include "check/check.hpp"
#include "random/pmf.hpp"

namespace lapicque::detail::random {

namespace {

constexpr std::uint64_t end_of_range = std::uint64_t{1} << 48;
constexpr std::uint32_t cells = 65536;
/// Far below the resolution of the thresholds, however many counts there are.
constexpr double negligible = 0x1p-80;

std::uint64_t scaled(double probability) {
  return static_cast<std::uint64_t>(std::floor(probability * InversionTable::range + 0.5));
}

/// Probabilities of the counts first, first + 1, ...; all that are not negligible.
struct Probabilities {
  std::uint32_t first;
  std::size_t mode;  // place of the most probable count
  std::vector<double> p;
};

/// From the mode outward, so that the recurrence starts where nothing underflows.
Probabilities poisson_probabilities(double mean) {
  const double mode = std::floor(mean);
  const double at_mode = poisson_pmf(mode, mean);
  std::vector<double> below;
  double p = at_mode;
  double k = mode;
  for (; k > 0.0 && p * (k / mean) > negligible; k -= 1.0) {
    p *= k / mean;
    below.push_back(p);
  }
  Probabilities result{static_cast<std::uint32_t>(k), below.size(), {below.rbegin(), below.rend()}};
  p = at_mode;
  for (k = mode + 1.0; p > negligible; k += 1.0) {
    result.p.push_back(p);
    p *= mean / k;
  }
  return result;
}

/// Each tail is summed from its own end: a sum from the other end would carry an error as large as a far tail.
std::vector<std::uint64_t> thresholds_of(const Probabilities& counts) {
  std::vector<std::uint64_t> thresholds(counts.p.size());
  double sum = 0.0;
  for (std::size_t j = 0; j < counts.mode; ++j) thresholds[j] = scaled(sum += counts.p[j]);
  sum = 0.0;
  for (std::size_t j = counts.p.size(); j-- > counts.mode;) {
    thresholds[j] = end_of_range - scaled(sum);
    sum += counts.p[j];
  }
  return thresholds;
}

}  // namespace

InversionTable::InversionTable(std::uint32_t first, std::span<const std::uint64_t> thresholds) : first_{first} {
  std::uint64_t last = 0;
  for (const std::uint64_t threshold : thresholds) {
    if (threshold < last || threshold > end_of_range) {
      check::refuse("threshold", std::to_string(threshold), "between the one before it and 2^48");
    }
    last = threshold;
    if (threshold == 0) ++first_;
    if (threshold > 0 && threshold < end_of_range) threshold_.push_back(threshold);
  }
  threshold_.shrink_to_fit();
  find_cells();
  fill_guide();
}

InversionTable InversionTable::poisson(double mean) {
  if (!(mean >= 0.0 && mean <= largest_mean)) check::refuse("mean", mean, "between 0 and 1e6");
  const Probabilities counts = poisson_probabilities(mean);
  return {counts.first, thresholds_of(counts)};
}

void InversionTable::find_cells() {
  for (std::uint32_t j = 0; j < threshold_.size(); ++j) {
    const auto cell = static_cast<std::uint16_t>(threshold_[j] >> 32);
    if (cell_.empty() || cell_.back() != cell) {
      cell_.push_back(cell);
      before_.push_back(j);
    }
    if (cell == 0) ++n_first_;
    if (cell != 0 && cell != cells - 1) passed_.push_back(cell);
  }
  before_.push_back(static_cast<std::uint32_t>(threshold_.size()));
}

void InversionTable::fill_guide() {
  const auto wanted = std::clamp(std::bit_ceil(8 * static_cast<std::uint32_t>(cell_.size())), 1U, 4096U);
  guide_shift_ = 16 - static_cast<std::uint32_t>(std::countr_zero(wanted));
  guide_.reserve(wanted + 1);
  std::uint32_t next = 0;
  for (std::uint32_t g = 0; g <= wanted; ++g) {
    while (next < cell_.size() && cell_[next] < g << guide_shift_) ++next;
    guide_.push_back(next);
  }
}

std::uint32_t InversionTable::value(std::uint64_t number) const {
  return kernels::invert(view(), static_cast<std::uint32_t>(number >> 32), [=] { return number; });
}

std::size_t InversionTable::bytes() const {
  return threshold_.capacity() * sizeof threshold_[0] + cell_.capacity() * sizeof cell_[0] +
         before_.capacity() * sizeof before_[0] + guide_.capacity() * sizeof guide_[0] +
         passed_.capacity() * sizeof passed_[0];
}

kernels::InversionView InversionTable::view() const {
  return {.threshold = threshold_.data(),
          .cell = cell_.data(),
          .before = before_.data(),
          .guide = guide_.data(),
          .passed = passed_.data(),
          .first = first_,
          .n_thresholds = static_cast<std::uint32_t>(threshold_.size()),
          .n_cells = static_cast<std::uint32_t>(cell_.size()),
          .n_passed = static_cast<std::uint32_t>(passed_.size()),
          .n_first = n_first_,
          .guide_shift = guide_shift_};
}

}  // namespace lapicque::detail::random
