#pragma once

#include <cstddef>

namespace lapicque::detail {

/// Repetitions of a value that stands for all neurons, which serve a vector of any instruction set.
inline constexpr std::size_t repetitions = 16;

/// One value a neuron, or one for all that is repeated: neuron i has `values[i & mask]`, and those beside it follow.
template <class T>
struct NeuronValues {
  const T* values = nullptr;
  std::size_t mask = 0;  // 0 where one stands for all, else all bits
};

}  // namespace lapicque::detail
