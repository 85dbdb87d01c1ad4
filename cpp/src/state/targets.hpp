#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <lapicque/population.hpp>

#include "state/range.hpp"

namespace lapicque::detail {

/// A selection that can be asked quickly which of its neurons lie in a range.
class Targets {
 public:
  explicit Targets(Selection selection) : selection_{std::move(selection)} {
    if (selection_.contiguous()) return;
    for (std::size_t j = 0; j < selection_.size(); ++j) sorted_.emplace_back(selection_[j], j);
    std::ranges::sort(sorted_);
  }

  [[nodiscard]] const Selection& selection() const { return selection_; }
  /// Bytes beyond those of the object; indices that selections share count for each.
  [[nodiscard]] std::size_t bytes() const {
    return sorted_.capacity() * sizeof sorted_[0] + (sorted_.empty() ? 0 : sorted_.size() * sizeof(std::uint32_t));
  }

  /// Applies f(j, i) to every position j of the selection whose neuron i lies in `range`, by ascending i.
  template <class F>
  void for_each_in(Range range, F&& f) const {
    if (!selection_.contiguous()) {
      for (auto next = std::ranges::lower_bound(sorted_, std::pair{range.begin, std::size_t{0}});
           next != sorted_.end() && next->first < range.end; ++next) {
        f(next->second, next->first);
      }
      return;
    }
    const Range common = run_in(range);
    for (std::uint32_t i = common.begin; i < common.end; ++i) f(std::size_t{i - selection_[0]}, i);
  }
  /// The neurons of a contiguous selection that lie in `range`; an empty part of it if there are none.
  [[nodiscard]] Range run_in(Range range) const {
    if (selection_.size() == 0) return {range.begin, range.begin};
    const std::uint32_t first = selection_[0];
    const std::uint32_t begin = std::clamp(first, range.begin, range.end);
    const std::uint32_t end = std::min(range.end, first + static_cast<std::uint32_t>(selection_.size()));
    return {begin, std::max(begin, end)};
  }

 private:
  Selection selection_;
  std::vector<std::pair<std::uint32_t, std::size_t>> sorted_;  // neuron, position; empty for a run
};

}  // namespace lapicque::detail
