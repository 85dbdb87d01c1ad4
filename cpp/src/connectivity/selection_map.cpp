#include "connectivity/selection_map.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace lapicque::detail::connectivity {

SelectionMap::SelectionMap(std::vector<std::uint32_t> neurons)
    : count_{static_cast<std::uint32_t>(neurons.size())}, neurons_{std::move(neurons)} {
  if (std::ranges::is_sorted(neurons_)) return;
  order_.resize(count_);
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::sort(order_, std::less{}, [this](std::uint32_t place) { return neurons_[place]; });
}

std::uint32_t SelectionMap::rank(std::uint32_t neuron) const {
  if (neurons_.empty()) return std::min(neuron - std::min(neuron, start_), count_);
  if (order_.empty()) return static_cast<std::uint32_t>(std::ranges::lower_bound(neurons_, neuron) - neurons_.begin());
  const auto found =
      std::ranges::lower_bound(order_, neuron, std::less{}, [this](std::uint32_t place) { return neurons_[place]; });
  return static_cast<std::uint32_t>(found - order_.begin());
}

std::optional<std::uint32_t> SelectionMap::place(std::uint32_t neuron) const {
  const std::uint32_t r = rank(neuron);
  if (r == count_) return std::nullopt;
  const std::uint32_t found = by_rank(r);
  if ((*this)[found] != neuron) return std::nullopt;
  return found;
}

PlaceRange SelectionMap::places(TargetRange range) const {
  const PlaceRange ranks{rank(range.begin), rank(range.end)};
  if (ascending() || ranks.begin == ranks.end) return ranks;
  return {0, count_};
}

std::int64_t overlap(const SelectionMap& a, const SelectionMap& b) {
  std::int64_t both = 0;
  for (std::uint32_t place = 0; place < a.size(); ++place) both += b.place(a[place]).has_value() ? 1 : 0;
  return both;
}

}  // namespace lapicque::detail::connectivity
