#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lapicque::detail {

/// Neurons [begin, end) of the target population; at most 65536.
struct TargetRange {
  std::uint32_t begin;
  std::uint32_t end;
};

}  // namespace lapicque::detail

namespace lapicque::detail::connectivity {

/// Places [begin, end) of a selection.
struct PlaceRange {
  std::uint32_t begin;
  std::uint32_t end;
};

/// A selection as plain indices. A *place* counts within the selection, a *neuron* within the population.
class SelectionMap {
 public:
  /// Neurons start, start + 1, ...
  SelectionMap(std::uint32_t start, std::uint32_t count) : start_{start}, count_{count} {}
  /// Neurons in any order, each at most once.
  explicit SelectionMap(std::vector<std::uint32_t> neurons);

  [[nodiscard]] std::uint32_t size() const { return count_; }
  [[nodiscard]] std::uint32_t operator[](std::uint32_t place) const {
    return neurons_.empty() ? start_ + place : neurons_[place];
  }
  /// True where later places hold greater neurons.
  [[nodiscard]] bool ascending() const { return order_.empty(); }
  /// Place of the neuron that has `rank` smaller ones in the selection.
  [[nodiscard]] std::uint32_t by_rank(std::uint32_t rank) const { return order_.empty() ? rank : order_[rank]; }
  /// Number of selected neurons below `neuron`.
  [[nodiscard]] std::uint32_t rank(std::uint32_t neuron) const;
  /// Where `neuron` stands, if it is selected.
  [[nodiscard]] std::optional<std::uint32_t> place(std::uint32_t neuron) const;
  /// An interval of places that holds every selected neuron of `range`; where ascending() it holds no others.
  [[nodiscard]] PlaceRange places(TargetRange range) const;
  /// Bytes beyond those of the object.
  [[nodiscard]] std::size_t bytes() const { return (neurons_.capacity() + order_.capacity()) * sizeof(std::uint32_t); }

 private:
  std::uint32_t start_ = 0;
  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> neurons_;  // empty for a run
  std::vector<std::uint32_t> order_;    // places by ascending neuron; empty where that is their own order
};

/// Number of neurons that both selections hold.
[[nodiscard]] std::int64_t overlap(const SelectionMap& a, const SelectionMap& b);

}  // namespace lapicque::detail::connectivity
