#pragma once

#include <cstdint>

#include "kernels/delivery/arrival_pass.hpp"

namespace lapicque::detail::kernels {

/// A number of steps, from an origin that follows the clock: half the memory of a double that each step reads.
using Tick = std::int32_t;

/// Neurons that a kernel takes at once at most: their state, input and buffers stay in the L1 cache while receptors
/// and membrane pass over them.
inline constexpr std::uint32_t block_size = 512;

/// Neurons [begin, begin + n), n at most block_size, in the step `now`, with one list of arrivals a receptor.
struct NeuronBlock {
  std::uint32_t begin;
  std::uint32_t n;
  Tick now;
  const ReceptorArrivals* arrivals;
};

}  // namespace lapicque::detail::kernels
