#pragma once

// What arrives at a receptor of a block of neurons, in its unit: the sums of all its channels, which are zeroed.

#include <cstddef>
#include <cstdint>

#include "kernels/arrival_pass.hpp"
#include "kernels/vector.hpp"

namespace lapicque::kernels {
namespace {

/// Takes the sums of neighbouring neurons and leaves zeros.
template <class Real, class Sum>
Vector<Real> take(Sum* sums, Real unit) {
  const Vector<Real> arriving = Vector<Real>::all(unit) * Vector<Real>::load(sums);
  Vector<Real>::clear(sums);
  return arriving;
}

template <class Sum>
Sum* sums_of(const ArrivalPass& arrival, std::uint32_t begin) {
  return static_cast<Sum*>(arrival.sums) + (begin - arrival.first);
}

template <bool First, class Sum, class Real>
void take_sums(const ArrivalPass& arrival, std::uint32_t begin, std::size_t n, Real* __restrict arriving) {
  Sum* __restrict sums = sums_of<Sum>(arrival, begin);
  const Real unit = static_cast<Real>(arrival.unit);
  for (std::size_t i = 0; i < n; ++i) {
    const Real weight = unit * static_cast<Real>(sums[i]);
    sums[i] = Sum{0};
    arriving[i] = First ? weight : arriving[i] + weight;
  }
}

template <bool First, class Real>
void take_channel(const ArrivalPass& arrival, std::uint32_t begin, std::size_t n, Real* arriving) {
  switch (arrival.type) {
    case ArrivalPass::Type::uint16: take_sums<First, std::uint16_t>(arrival, begin, n, arriving); break;
    case ArrivalPass::Type::int32: take_sums<First, std::int32_t>(arrival, begin, n, arriving); break;
    case ArrivalPass::Type::float64: take_sums<First, double>(arrival, begin, n, arriving); break;
  }
}

/// The same as take_channel over N channels of 32-bit sums, in one pass.
template <std::size_t N, class Real>
void take_together(const ArrivalPass* passes, std::uint32_t begin, std::size_t n, Real* __restrict arriving) {
  using V = Vector<Real>;
  std::int32_t* sums[N];
  Real units[N];
  for (std::size_t a = 0; a < N; ++a) {
    sums[a] = sums_of<std::int32_t>(passes[a], begin);
    units[a] = static_cast<Real>(passes[a].unit);
  }
  std::size_t i = 0;
  for (; i + V::lanes <= n; i += V::lanes) {
    V sum = take(sums[0] + i, units[0]);
    for (std::size_t a = 1; a < N; ++a) sum = sum + take(sums[a] + i, units[a]);
    sum.store(arriving + i);
  }
  for (; i < n; ++i) {
    Real sum = units[0] * static_cast<Real>(sums[0][i]);
    for (std::size_t a = 1; a < N; ++a) sum += units[a] * static_cast<Real>(sums[a][i]);
    for (std::size_t a = 0; a < N; ++a) sums[a][i] = 0;
    arriving[i] = sum;
  }
}

inline bool all_int32(const ReceptorArrivals& arrivals) {
  for (std::size_t a = 0; a < arrivals.size; ++a) {
    if (arrivals.passes[a].type != ArrivalPass::Type::int32) return false;
  }
  return true;
}

/// Adds up the channels in their order; there is at least one.
template <class Real>
void take_arrivals(const ReceptorArrivals& arrivals, std::uint32_t begin, std::size_t n, Real* arriving) {
  if (arrivals.size <= 4 && all_int32(arrivals)) {
    switch (arrivals.size) {
      case 1: take_together<1>(arrivals.passes, begin, n, arriving); return;
      case 2: take_together<2>(arrivals.passes, begin, n, arriving); return;
      case 3: take_together<3>(arrivals.passes, begin, n, arriving); return;
      default: take_together<4>(arrivals.passes, begin, n, arriving); return;
    }
  }
  take_channel<true>(arrivals.passes[0], begin, n, arriving);
  for (std::size_t a = 1; a < arrivals.size; ++a) take_channel<false>(arrivals.passes[a], begin, n, arriving);
}

}  // namespace
}  // namespace lapicque::kernels
