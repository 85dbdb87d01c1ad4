#pragma once

// Weights and delays of synapses, drawn in bulk from tables. docs/random_numbers.md defines both.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <lapicque/distribution.hpp>

#include "random/bounded_quantile.hpp"
#include "random/inversion_table.hpp"

namespace lapicque::detail::random {

/// Delays in whole steps, exact to 2^-48.
class DelayTable {
 public:
  static constexpr std::uint32_t longest = 65535;  // [steps]

  /// `distribution` valid and in ms, like `dt`. Values are rounded to the nearest step, at least 1, at most `longest`.
  DelayTable(const Distribution& distribution, double dt);

  [[nodiscard]] const InversionTable& table() const { return table_; }
  /// Draws the delays [steps] of the unit (a, b) of a projection.
  void draw(std::uint64_t seed, std::uint32_t projection, std::uint32_t a, std::uint32_t b,
            std::span<std::uint16_t> delays) const;

 private:
  InversionTable table_;
  std::uint32_t shift_ = 0;
  std::vector<std::uint16_t> direct_;  // by the upper 16 bits >> shift_: the delay, or 0 where they do not decide
};

/// weight = unit*(base + g), g = 0, 1, ..., 65535. As `unit` is a power of two, sums of weights are exact.
struct WeightGrid {
  static constexpr double last = 65535.0;  // g

  double unit = 1.0;
  std::int64_t base = 0;

  [[nodiscard]] double weight(std::uint32_t g) const { return unit * static_cast<double>(base + g); }
};

/// No drawn weight is further than this from the quantile that it stands for, relative to itself.
inline constexpr double largest_weight_error = 0x1p-12;

/// The grid of weights drawn from a distribution; none where even steps would be too coarse for the smallest of them.
[[nodiscard]] std::optional<WeightGrid> weight_grid(const Distribution& distribution);

/// Weights on a grid by the quantile function of their distribution, piecewise linear between tabulated points.
class WeightTable {
 public:
  /// `distribution` has a grid.
  explicit WeightTable(const Distribution& distribution);

  [[nodiscard]] const WeightGrid& grid() const { return grid_; }
  /// The grid point that a uniform word stands for.
  [[nodiscard]] std::uint16_t draw(std::uint32_t word) const;
  /// The grid points that n uniform words stand for.
  void draw(const std::uint32_t* words, std::size_t n, std::uint16_t* g) const;
  /// Draws the grid points of the unit (a, b) of a projection.
  void draw(std::uint64_t seed, std::uint32_t projection, std::uint32_t a, std::uint32_t b,
            std::span<std::uint16_t> g) const;

 private:
  [[nodiscard]] std::int32_t point(const BoundedQuantile& quantile, double word) const;

  WeightGrid grid_;
  double least_ = 0.0;  // range of g that the bounds of the distribution leave
  double most_ = 0.0;
  // Points of the quantile function in units of 2^-15 of a grid step.
  std::vector<std::int32_t> body_;
  std::vector<std::int32_t> low_tail_;
  std::vector<std::int32_t> high_tail_;
};

/// Weights by the quantile function itself: of distributions that have no grid.
class WeightQuantile {
 public:
  explicit WeightQuantile(const Distribution& distribution) : quantile_{distribution} {}

  /// The weight that a uniform word stands for.
  [[nodiscard]] double draw(std::uint32_t word) const;
  /// Draws the weights of the unit (a, b) of a projection.
  void draw(std::uint64_t seed, std::uint32_t projection, std::uint32_t a, std::uint32_t b,
            std::span<double> weights) const;
  /// The nearest number of single precision that the bounds of the distribution leave.
  [[nodiscard]] float rounded(double weight) const;

 private:
  BoundedQuantile quantile_;
};

}  // namespace lapicque::detail::random
