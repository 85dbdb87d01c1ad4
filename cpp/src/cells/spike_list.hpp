#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lapicque::detail {

/// The spikes of one shard in an interval, one list a step and population, each in the order of neurons. A neuron that
/// fires several times in a step (a source of high rate) stands there as often. Populations that spike off the grid
/// have a list of offsets beside.
class SpikeList {
 public:
  /// Empties the lists of an interval of `steps` steps of `populations` populations.
  void begin(std::size_t steps, std::size_t populations) {
    populations_ = populations;
    // Each by itself, as memory may be lacking for the second.
    if (lists_.size() < steps * populations) lists_.resize(steps * populations);
    if (offsets_.size() < steps * populations) offsets_.resize(steps * populations);
    for (std::vector<std::uint32_t>& list : lists_) list.clear();
    for (std::vector<double>& offsets : offsets_) offsets.clear();
  }
  /// Adds spikes of neurons above all that the list holds; `step` counts from the first of the interval.
  void add(std::size_t step, std::size_t population, std::span<const std::uint32_t> neurons) {
    if (neurons.empty()) return;
    std::vector<std::uint32_t>& list = lists_[step * populations_ + population];
    list.insert(list.end(), neurons.begin(), neurons.end());
  }
  void add(std::size_t step, std::size_t population, std::uint32_t neuron, std::size_t times) {
    std::vector<std::uint32_t>& list = lists_[step * populations_ + population];
    list.insert(list.end(), times, neuron);
  }
  /// Adds a spike `offset` ms after the start of the step; those of one neuron come in the order of time.
  void add_at(std::size_t step, std::size_t population, std::uint32_t neuron, double offset) {
    lists_[step * populations_ + population].push_back(neuron);
    offsets_[step * populations_ + population].push_back(offset);
  }
  [[nodiscard]] std::span<const std::uint32_t> list(std::size_t step, std::size_t population) const {
    return lists_[step * populations_ + population];
  }
  /// Offsets of the spikes in the list [ms]; empty where spikes are on the grid.
  [[nodiscard]] std::span<const double> offsets(std::size_t step, std::size_t population) const {
    return offsets_[step * populations_ + population];
  }

 private:
  std::vector<std::vector<std::uint32_t>> lists_;
  std::vector<std::vector<double>> offsets_;
  std::size_t populations_ = 0;
};

}  // namespace lapicque::detail
