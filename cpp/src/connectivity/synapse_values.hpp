#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "connectivity/wiring.hpp"

namespace lapicque::connectivity {

/// Weights and delays of some synapses; a column that all synapses share is left empty.
struct ValueColumns {
  std::vector<std::uint16_t> delay;  // [steps]
  std::vector<std::uint16_t> grid;
  std::vector<double> exact;

  void resize(std::size_t size, bool delays, WeightColumn::Kind kind) {
    if (delays) delay.resize(size);
    if (kind == WeightColumn::Kind::grid) grid.resize(size);
    if (kind == WeightColumn::Kind::exact) exact.resize(size);
  }
};

/// The weights of a projection: one, given ones, or drawn ones as points of a grid.
class WeightSource {
 public:
  explicit WeightSource(const Wiring& wiring);

  /// An empty column of the kind that holds these weights.
  [[nodiscard]] const WeightColumn& column() const { return column_; }
  [[nodiscard]] WeightColumn::Kind kind() const { return column_.kind; }
  [[nodiscard]] double given(std::size_t ordinal) const { return given_[ordinal]; }
  /// Draws the weights of the unit (a, b).
  void draw(std::uint32_t a, std::uint32_t b, std::span<std::uint16_t> grid) const;

 private:
  WeightColumn column_;
  std::span<const double> given_;
  const Distribution* distribution_ = nullptr;
  std::uint64_t seed_;
  std::uint32_t id_;
};

/// The delays of a projection in steps: one, given ones or drawn ones.
class DelaySource {
 public:
  explicit DelaySource(const Wiring& wiring);

  [[nodiscard]] bool vary() const { return distribution_ != nullptr || !given_.empty(); }
  /// The delay of all synapses where they do not vary.
  [[nodiscard]] std::uint16_t constant() const { return constant_; }
  [[nodiscard]] bool drawn() const { return distribution_ != nullptr; }
  [[nodiscard]] std::uint16_t given(std::size_t ordinal) const { return steps(given_[ordinal]); }
  /// Draws the delays of the unit (a, b).
  void draw(std::uint32_t a, std::uint32_t b, std::span<std::uint16_t> delay) const;

 private:
  [[nodiscard]] std::uint16_t steps(double time) const;

  std::uint16_t constant_ = 1;
  std::span<const double> given_;
  const Distribution* distribution_ = nullptr;
  double dt_;
  std::uint64_t seed_;
  std::uint32_t id_;
};

/// Weights and delays of one projection, unit by unit.
class SynapseValues {
 public:
  explicit SynapseValues(const Wiring& wiring) : weights_{wiring}, delays_{wiring} {}

  [[nodiscard]] const WeightSource& weights() const { return weights_; }
  [[nodiscard]] const DelaySource& delays() const { return delays_; }
  /// False where every synapse has the same weight and delay, and units need no columns.
  [[nodiscard]] bool vary() const { return delays_.vary() || weights_.kind() != WeightColumn::Kind::constant; }
  void resize(ValueColumns& columns, std::size_t size) const { columns.resize(size, delays_.vary(), weights_.kind()); }

  /// Values of the `count` synapses of unit (a, b), drawn ones only; given ones come from give().
  void draw(std::uint32_t a, std::uint32_t b, std::size_t count, ValueColumns& columns) const;
  /// Given values: synapse i of the unit has the ordinal first + offsets[i].
  void give(std::size_t first, std::span<const std::uint16_t> offsets, ValueColumns& columns) const;

 private:
  WeightSource weights_;
  DelaySource delays_;
};

}  // namespace lapicque::connectivity
