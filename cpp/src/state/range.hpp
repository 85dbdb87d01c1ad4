#pragma once

#include <cstdint>

namespace lapicque::detail {

/// Neurons [begin, end) of a population.
struct Range {
  std::uint32_t begin;
  std::uint32_t end;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool contains(std::uint32_t i) const { return begin <= i && i < end; }
};

}  // namespace lapicque::detail
