#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "connectivity/projection_plan.hpp"
#include "kernels/delivery/arrival_pass.hpp"
#include "memory/huge_array.hpp"
#include "state/range.hpp"

namespace lapicque::detail {

/// Weights that are whole multiples of one unit (or real numbers, unit 1) and go to one receptor of one population add
/// into one accumulator: a row of sums, one a neuron of the shard.
struct Accumulator {
  std::uint32_t population;
  std::uint32_t receptor;
  WeightKind kind;  // of the weights that it was made for
  double unit;      // what the number 1 is worth [mV or pA]
  Range neurons;
  std::size_t first;  // index of its first sum

  /// True for sums of whole numbers, which are exact in any order.
  [[nodiscard]] bool whole() const { return whole_numbers(kind); }
};

/// The accumulator that weights add into, and how many of its units theirs is.
struct AccumulatorUse {
  std::size_t accumulator;
  std::int32_t multiplier;
};

/// The sums of all accumulators of one shard, in two rows without gaps: whole numbers in the narrowest type that cannot
/// overflow, real numbers in double precision. Whole numbers need no order of additions and take less cache.
class Accumulators {
 public:
  using Type = kernels::ArrivalPass::Type;

  /// Finds the accumulator for weights of this kind and unit, or makes it. Negative drawn weights join an accumulator
  /// of positive ones if their unit is 1, 2, 4, ... or 256 times as large: excitation and inhibition of one receptor
  /// then share its sums, while weights of one sign, which often have the same source, keep equal multipliers.
  AccumulatorUse find_or_make(std::uint32_t population, std::uint32_t receptor, WeightKind kind, double unit,
                              Range neurons);
  const Accumulator& operator[](std::size_t accumulator) const { return all_[accumulator]; }
  /// Tells how large the whole sums from number `first` on can become in a step by what is to be added there.
  void add_loads(std::size_t first, std::span<const double> loads);
  /// From now on numbers other than 1 are added too.
  void use_other_numbers() { only_ones_ = false; }
  /// The accumulators and their loads without sums.
  [[nodiscard]] Accumulators description() const;
  /// Makes the rows for all accumulators and their loads, empty.
  void allocate();
  /// Forgets what has arrived.
  void clear();

  [[nodiscard]] Type type(bool whole) const { return whole ? whole_type_ : Type::float64; }
  [[nodiscard]] void* sums(bool whole, std::size_t index);
  [[nodiscard]] const std::vector<Accumulator>& all() const { return all_; }
  [[nodiscard]] kernels::ArrivalPass pass(const Accumulator& accumulator);
  [[nodiscard]] std::size_t bytes() const;

 private:
  std::vector<Accumulator> all_;
  std::vector<double> loads_;
  bool only_ones_ = true;
  std::size_t n_whole_ = 0;
  std::size_t n_real_ = 0;
  Type whole_type_ = Type::uint16;
  HugeArray<std::byte> whole_;
  HugeArray<std::byte> real_;
};

}  // namespace lapicque::detail
