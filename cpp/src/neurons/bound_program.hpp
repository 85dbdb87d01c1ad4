#pragma once

// A program and where its operands lie.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "equations/program.hpp"
#include "kernels/program/program_pass.hpp"

namespace lapicque::detail {

/// Operands that a shard has for itself: each is a block of numbers, or one number, repeated.
enum class Own : std::uint8_t { none, time, external, arriving, refractory, uniform, normal };

/// Where an operand lies: in an array of the population, or among what a shard has for itself.
template <class Real>
struct Place {
  Real* array = nullptr;
  std::size_t mask = ~std::size_t{0};
  Own own = Own::none;
  std::uint32_t number = 0;  // which of them
};

template <class Real>
struct BoundProgram {
  equations::Program program;
  std::vector<Place<Real>> places;  // of what comes from outside

  [[nodiscard]] bool empty() const { return program.results.empty(); }
};

}  // namespace lapicque::detail
