#include "delivery/accumulators.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace lapicque::detail {
namespace {

std::size_t sum_bytes(Accumulators::Type type) {
  switch (type) {
    case Accumulators::Type::uint16: return sizeof(std::uint16_t);
    case Accumulators::Type::int32:
    case Accumulators::Type::counts: return sizeof(std::int32_t);
    case Accumulators::Type::float64: return sizeof(double);
  }
  return 0;
}

Accumulators::Type narrowest_type(const std::vector<double>& loads, bool only_ones) {
  const double largest = loads.empty() ? 0.0 : *std::ranges::max_element(loads);
  if (only_ones && largest <= std::numeric_limits<std::uint16_t>::max()) return Accumulators::Type::uint16;
  if (largest <= std::numeric_limits<std::int32_t>::max()) return Accumulators::Type::int32;
  return Accumulators::Type::float64;
}

/// How many units of an accumulator a weight's unit is, 0 if it has no place there.
std::int32_t multiplier_in(const Accumulator& accumulator, WeightKind kind, double unit) {
  constexpr int largest_shift = 8;  // leaves the sums of many synapses in 32 bits
  if (std::bit_cast<std::uint64_t>(accumulator.unit) == std::bit_cast<std::uint64_t>(unit)) return 1;
  if (!is_grid(kind) || !is_grid(accumulator.kind) || unit >= 0.0) return 0;
  for (int shift = 0; shift <= largest_shift; ++shift) {
    if (-std::ldexp(accumulator.unit, shift) == unit) return -(1 << shift);
  }
  return 0;
}

}  // namespace

AccumulatorUse Accumulators::find_or_make(std::uint32_t population, std::uint32_t receptor, WeightKind kind,
                                          double unit, Range neurons) {
  const bool whole = whole_numbers(kind);
  for (std::size_t c = 0; c < all_.size(); ++c) {
    const Accumulator& known = all_[c];
    if (known.population != population || known.receptor != receptor || known.whole() != whole) continue;
    if (const std::int32_t multiplier = multiplier_in(known, kind, unit); multiplier != 0) return {c, multiplier};
  }
  std::size_t& end = whole ? n_whole_ : n_real_;
  all_.push_back({population, receptor, kind, unit, neurons, end});
  end += neurons.size();
  if (whole) loads_.resize(n_whole_);
  return {all_.size() - 1, 1};
}

void Accumulators::add_loads(std::size_t first, std::span<const double> loads) {
  const std::size_t n = std::min(loads.size(), loads_.size() - first);
  for (std::size_t j = 0; j < n; ++j) loads_[first + j] += loads[j];
}

Accumulators Accumulators::description() const {
  Accumulators copy;
  copy.all_ = all_;
  copy.loads_ = loads_;
  copy.only_ones_ = only_ones_;
  copy.n_whole_ = n_whole_;
  copy.n_real_ = n_real_;
  return copy;
}

void Accumulators::allocate() {
  whole_type_ = narrowest_type(loads_, only_ones_);
  whole_ = {};
  whole_.assign(n_whole_ * sum_bytes(whole_type_), std::byte{0});
  real_ = {};
  real_.assign(n_real_ * sizeof(double), std::byte{0});
}

void Accumulators::clear() {
  std::fill_n(whole_.data(), whole_.size(), std::byte{0});
  std::fill_n(real_.data(), real_.size(), std::byte{0});
}

void* Accumulators::sums(bool whole, std::size_t index) {
  return whole ? whole_.data() + index * sum_bytes(whole_type_) : real_.data() + index * sizeof(double);
}

kernels::ArrivalPass Accumulators::pass(const Accumulator& accumulator) {
  return {sums(accumulator.whole(), accumulator.first), accumulator.neurons.begin, type(accumulator.whole()),
          accumulator.unit};
}

std::size_t Accumulators::bytes() const { return whole_.size() + real_.size(); }

}  // namespace lapicque::detail
