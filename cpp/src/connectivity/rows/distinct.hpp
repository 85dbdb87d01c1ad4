#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "random/stream.hpp"

namespace lapicque::detail::connectivity {

/// A set of small integers.
class BitSet {
 public:
  void resize(std::size_t size) { words_.resize((size + 63) / 64); }
  /// Adds `i`; false if it was there.
  bool insert(std::uint32_t i) {
    const std::uint64_t bit = std::uint64_t{1} << (i & 63);
    const bool fresh = (words_[i >> 6] & bit) == 0;
    words_[i >> 6] |= bit;
    return fresh;
  }
  void erase(std::uint32_t i) { words_[i >> 6] &= ~(std::uint64_t{1} << (i & 63)); }
  [[nodiscard]] bool contains(std::uint32_t i) const { return (words_[i >> 6] >> (i & 63) & 1) != 0; }
  std::vector<std::uint64_t>& words() { return words_; }

 private:
  std::vector<std::uint64_t> words_;
};

/// Adds `draws` distinct integers below `n` to an empty set, each choice as likely as any other, and hands each to
/// `take` (Floyd's algorithm: Bentley & Floyd 1987).
template <class Take>
void draw_distinct(std::uint32_t n, std::uint32_t draws, random::Stream& stream, BitSet& set, const Take& take) {
  for (std::uint32_t last = n - draws; last < n; ++last) {
    std::uint32_t chosen = stream.below(last + 1);
    if (!set.insert(chosen)) {
      chosen = last;
      set.insert(chosen);
    }
    take(chosen);
  }
}

}  // namespace lapicque::detail::connectivity
