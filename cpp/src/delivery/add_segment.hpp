#pragma once

#include <cstddef>
#include <cstdint>

#include "connectivity/synapse_table.hpp"

namespace lapicque::detail {

template <class Sum>
void add_ones(const std::byte* targets, std::uint32_t count, Sum* sums) {
  for (std::uint32_t j = 0; j < count; ++j) sums[read_packed<std::uint16_t>(targets, j)] += Sum{1};
}

/// `number` turns what is stored into what is added. That `weights` follow the targets stays with the caller: where
/// GCC 12 derives one address from the other and does not inline, it takes the loop at -O1 for one without effect.
template <class Stored, class Sum, class Number>
void add_numbers(const std::byte* targets, const std::byte* weights, std::uint32_t count, Sum* sums,
                 const Number& number) {
  for (std::uint32_t j = 0; j < count; ++j) {
    sums[read_packed<std::uint16_t>(targets, j)] += number(read_packed<Stored>(weights, j));
  }
}

/// Adds a segment of a table of whole numbers; its weights follow its targets.
template <class Sum>
void add_whole(const SynapseTable& table, const std::byte* targets, std::uint32_t count, Sum* sums) {
  const std::byte* weights = targets + count * sizeof(std::uint16_t);
  if (table.kind == WeightKind::constant) {
    add_ones(targets, count, sums);
  } else if (table.multiplier == 1) {
    const auto base = static_cast<Sum>(table.base);
    add_numbers<std::uint16_t>(targets, weights, count, sums,
                               [base](std::uint16_t g) { return static_cast<Sum>(base + static_cast<Sum>(g)); });
  } else {
    const auto factor = static_cast<Sum>(table.multiplier);
    add_numbers<std::uint16_t>(targets, weights, count, sums,
                               [factor](std::uint16_t g) { return static_cast<Sum>(factor * static_cast<Sum>(g)); });
  }
}

/// Adds a segment of a table of real numbers.
inline void add_real(const SynapseTable& table, const std::byte* targets, std::uint32_t count, double* sums) {
  const std::byte* weights = targets + count * sizeof(std::uint16_t);
  const auto widen = [](auto number) { return static_cast<double>(number); };
  switch (table.kind) {
    case WeightKind::far_grid:
      add_numbers<std::uint16_t>(targets, weights, count, sums, [&table](std::uint16_t g) {
        return table.parts.front().unit * static_cast<double>(table.base + g);
      });
      break;
    case WeightKind::int16: add_numbers<std::int16_t>(targets, weights, count, sums, widen); break;
    case WeightKind::float32: add_numbers<float>(targets, weights, count, sums, widen); break;
    default: add_numbers<double>(targets, weights, count, sums, widen); break;
  }
}

}  // namespace lapicque::detail
