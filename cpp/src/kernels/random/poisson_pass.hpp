#pragma once

// What the kernels see of a set of Poisson trains.

#include <cstdint>

#include "kernels/random/inversion_view.hpp"

namespace lapicque::detail::kernels {

/// Trains of one stimulus or source population; a train's index is that of its neuron.
struct PoissonPass {
  const InversionView* tables = nullptr;
  const std::uint32_t* table_of = nullptr;  // table of train first_train + j at [j]; null: tables[0] for all
  std::uint32_t first_train = 0;
  std::uint32_t key[2] = {};
  std::uint32_t tag = 0;
  std::uint32_t refinement_tag = 0;
};

/// Writes the counts of the trains [begin, end) in a step to counts[0], counts[1], ...
using PoissonKernel = void (*)(const PoissonPass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step,
                               std::int32_t* counts);

/// Trains that share their Philox blocks: cheapest are ranges that begin and end at multiples of it.
constexpr std::uint32_t trains_per_group = 128;

}  // namespace lapicque::detail::kernels
