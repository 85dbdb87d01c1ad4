#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "connectivity/rows/drawing.hpp"
#include "random/value_table.hpp"

namespace lapicque::detail::connectivity {

/// Which values differ between the synapses of a table.
struct ColumnSet {
  bool delay = false;
  bool grid = false;
  bool number = false;
};

/// Weights and delays of some synapses; a column that all synapses share is left empty.
struct ValueColumns {
  std::vector<std::uint16_t> delay;  // [steps]
  std::vector<std::uint16_t> grid;   // of drawn weights
  std::vector<double> number;        // of given weights, and of drawn ones without a grid

  void resize(const ColumnSet& set, std::size_t size) {
    delay.resize(set.delay ? size : 0);
    grid.resize(set.grid ? size : 0);
    number.resize(set.number ? size : 0);
  }
};

/// The weights of a projection: one, given ones, or drawn ones as points of a grid or as numbers.
class WeightSource {
 public:
  explicit WeightSource(const ProjectionPlan& plan);

  [[nodiscard]] const WeightFormat& format() const { return format_; }
  [[nodiscard]] bool drawn() const { return table_ != nullptr || quantile_ != nullptr; }
  [[nodiscard]] double given(std::size_t ordinal) const { return given_[ordinal]; }
  /// Draws the weights of the unit (a, b) into the column that they fill.
  void draw(std::uint32_t a, std::uint32_t b, ValueColumns& columns) const;

 private:
  WeightFormat format_;
  std::span<const double> given_;
  std::unique_ptr<const random::WeightTable> table_;
  std::unique_ptr<const random::WeightQuantile> quantile_;
  std::uint64_t seed_;
  std::uint32_t id_;
};

/// The delays of a projection in steps: one, given ones or drawn ones.
class DelaySource {
 public:
  explicit DelaySource(const ProjectionPlan& plan);

  [[nodiscard]] bool vary() const { return table_ != nullptr || !given_.empty(); }
  /// The delay of all synapses where they do not vary.
  [[nodiscard]] std::uint16_t constant() const { return constant_; }
  [[nodiscard]] bool drawn() const { return table_ != nullptr; }
  [[nodiscard]] std::uint16_t given(std::size_t ordinal) const { return steps(given_[ordinal]); }
  /// Draws the delays of the unit (a, b).
  void draw(std::uint32_t a, std::uint32_t b, std::span<std::uint16_t> delay) const;

 private:
  [[nodiscard]] std::uint16_t steps(double time) const;

  std::uint16_t constant_ = 1;
  std::span<const double> given_;
  std::unique_ptr<const random::DelayTable> table_;
  double dt_;
  std::uint64_t seed_;
  std::uint32_t id_;
};

/// Weights and delays of one projection, unit by unit, in the columns of its table.
class SynapseValues {
 public:
  SynapseValues(const ProjectionPlan& plan, const ColumnSet& columns)
      : weights_{plan}, delays_{plan}, columns_{columns} {}

  [[nodiscard]] const ColumnSet& columns() const { return columns_; }
  /// False where the table has no columns to fill.
  [[nodiscard]] bool vary() const { return columns_.delay || columns_.grid || columns_.number; }

  /// Values of the `count` synapses of unit (a, b), but for given ones, which come from give().
  void draw(std::uint32_t a, std::uint32_t b, std::size_t count, ValueColumns& columns) const;
  /// Given values: synapse i of the unit has the ordinal first + offsets[i].
  void give(std::size_t first, std::span<const std::uint16_t> offsets, ValueColumns& columns) const;

 private:
  WeightSource weights_;
  DelaySource delays_;
  ColumnSet columns_;
};

}  // namespace lapicque::detail::connectivity
