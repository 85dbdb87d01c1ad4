#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/random/inversion_view.hpp"

namespace lapicque::detail::random {

/// Exact inversion of a discrete distribution by a uniform number of 48 bits.
///
/// value = first + #{j : T_j <= u}, where T_j is 2^48 times the probability of the values up to first + j, rounded.
/// The upper 16 bits of u nearly always decide; `invert` asks for the other 32 only where they do not.
class InversionTable {
 public:
  static constexpr double range = 0x1p48;

  /// `thresholds` ascending and at most 2^48.
  InversionTable(std::uint32_t first, std::span<const std::uint64_t> thresholds);
  static constexpr double largest_mean = 1e6;  // of Poisson counts

  /// Poisson counts; `mean` in [0, largest_mean].
  [[nodiscard]] static InversionTable poisson(double mean);

  /// The value of a number below 2^48.
  [[nodiscard]] std::uint32_t value(std::uint64_t number) const;
  [[nodiscard]] std::uint32_t smallest() const { return first_; }
  [[nodiscard]] std::uint32_t largest() const { return first_ + static_cast<std::uint32_t>(threshold_.size()); }
  /// Bytes beyond those of the object.
  [[nodiscard]] std::size_t bytes() const;
  /// Valid as long as the table is, which may be moved.
  [[nodiscard]] kernels::InversionView view() const;

 private:
  void find_cells();
  void fill_guide();

  std::uint32_t first_;
  std::uint32_t guide_shift_ = 16;
  std::uint32_t n_first_ = 0;
  std::vector<std::uint64_t> threshold_;
  std::vector<std::uint16_t> cell_;
  std::vector<std::uint32_t> before_;
  std::vector<std::uint32_t> guide_;
  std::vector<std::uint16_t> passed_;
};

}  // namespace lapicque::detail::random
