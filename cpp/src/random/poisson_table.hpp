#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lapicque::random {

/// Poisson counts by inversion of one 32-bit uniform word: exact to the word's resolution of 2^-32.
class PoissonTable {
 public:
  /// `mean` in [0, 1e6].
  explicit PoissonTable(double mean);
  /// The count that the word stands for.
  [[nodiscard]] std::uint32_t count(std::uint32_t word) const;

 private:
  std::uint32_t first_;                   // smallest count of the table
  std::vector<std::uint32_t> threshold_;  // count >= first_ + j + 1 where word >= threshold_[j]; increasing
  std::vector<std::uint32_t> guide_;      // where to start the search, by the word's top bits
};

}  // namespace lapicque::random
