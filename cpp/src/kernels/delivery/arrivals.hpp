#pragma once

// The weights that arrive at a receptor of a block of neurons, in its unit: the sums of all its accumulators, which are
// zeroed.

#include <cstddef>
#include <cstdint>

#include "kernels/delivery/arrival_pass.hpp"
#include "kernels/simd/vector.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Sums, or counts that are not zeroed.
template <class Number, bool zeroed>
struct Sums {
  using Type = Number;

  /// Takes those of neighbouring neurons.
  template <class Real>
  static Vector<Real> take(Number* sums, Real unit) {
    const Vector<Real> arriving = Vector<Real>::all(unit) * Vector<Real>::load(sums);
    if constexpr (zeroed) Vector<Real>::clear(sums);
    return arriving;
  }
  /// Takes that of one neuron.
  template <class Real>
  static Real take_one(Number* sum, Real unit) {
    const Real arriving = unit * static_cast<Real>(*sum);
    if constexpr (zeroed) *sum = Number{0};
    return arriving;
  }
  static Number* of(const ArrivalPass& arrival, std::uint32_t begin) {
    return static_cast<Number*>(arrival.sums) + (begin - arrival.first);
  }
};

using Ones = Sums<std::uint16_t, true>;
using Numbers = Sums<std::int32_t, true>;
using Counts = Sums<std::int32_t, false>;

/// Adds one accumulator to what arrives, or begins with it.
template <bool First, class Real>
void take_accumulator(const ArrivalPass& arrival, std::uint32_t begin, std::size_t n, Real* __restrict arriving) {
  const auto add = [&](auto sums) {
    using Kind = decltype(sums);
    typename Kind::Type* __restrict from = Kind::of(arrival, begin);
    const Real unit = static_cast<Real>(arrival.unit);
    for (std::size_t i = 0; i < n; ++i) {
      const Real weight = Kind::take_one(from + i, unit);
      arriving[i] = First ? weight : arriving[i] + weight;
    }
  };
  switch (arrival.type) {
    case ArrivalPass::Type::uint16: add(Ones{}); break;
    case ArrivalPass::Type::int32: add(Numbers{}); break;
    case ArrivalPass::Type::counts: add(Counts{}); break;
    case ArrivalPass::Type::float64: add(Sums<double, true>{}); break;
  }
}

/// Adds up N accumulators of 32-bit sums, of which the last may be counts, in one pass.
template <std::size_t N, class Last, class Real>
void take_together(const ArrivalPass* passes, std::uint32_t begin, std::size_t n, Real* __restrict arriving) {
  using V = Vector<Real>;
  std::int32_t* sums[N];
  Real units[N];
  for (std::size_t a = 0; a < N; ++a) {
    sums[a] = Numbers::of(passes[a], begin);
    units[a] = static_cast<Real>(passes[a].unit);
  }
  std::size_t i = 0;
  for (; i + V::lanes <= n; i += V::lanes) {
    V sum = Numbers::take(sums[0] + i, units[0]);
    for (std::size_t a = 1; a + 1 < N; ++a) sum = sum + Numbers::take(sums[a] + i, units[a]);
    (sum + Last::take(sums[N - 1] + i, units[N - 1])).store(arriving + i);
  }
  for (; i < n; ++i) {
    Real sum = Numbers::take_one(sums[0] + i, units[0]);
    for (std::size_t a = 1; a + 1 < N; ++a) sum += Numbers::take_one(sums[a] + i, units[a]);
    arriving[i] = sum + Last::take_one(sums[N - 1] + i, units[N - 1]);
  }
}

/// Takes two to four accumulators together where they are of 32 bits; false where they are not.
template <class Last, class Real>
bool took_together(const ReceptorArrivals& arrivals, std::uint32_t begin, std::size_t n, Real* arriving) {
  for (std::size_t a = 0; a + 1 < arrivals.size; ++a) {
    if (arrivals.passes[a].type != ArrivalPass::Type::int32) return false;
  }
  switch (arrivals.size) {
    case 2: take_together<2, Last>(arrivals.passes, begin, n, arriving); return true;
    case 3: take_together<3, Last>(arrivals.passes, begin, n, arriving); return true;
    case 4: take_together<4, Last>(arrivals.passes, begin, n, arriving); return true;
    default: return false;
  }
}

/// Adds up the accumulators in their order; there is at least one.
template <class Real>
void take_arrivals(const ReceptorArrivals& arrivals, std::uint32_t begin, std::size_t n, Real* arriving) {
  const ArrivalPass::Type last = arrivals.passes[arrivals.size - 1].type;
  if (last == ArrivalPass::Type::int32 && took_together<Numbers>(arrivals, begin, n, arriving)) return;
  if (last == ArrivalPass::Type::counts && took_together<Counts>(arrivals, begin, n, arriving)) return;
  take_accumulator<true>(arrivals.passes[0], begin, n, arriving);
  for (std::size_t a = 1; a < arrivals.size; ++a) take_accumulator<false>(arrivals.passes[a], begin, n, arriving);
}

}  // namespace
}  // namespace lapicque::detail::kernels
