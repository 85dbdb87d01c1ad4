#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lapicque {

/// Neurons [begin, end) of a population: what one shard owns of it.
struct Range {
  std::uint32_t begin;
  std::uint32_t end;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool contains(std::uint32_t i) const { return begin <= i && i < end; }
};

/// The spikes of one shard in an interval, in canonical order: step, population, neuron. A neuron that fires several
/// times in a step (a source of high rate) stands there as often.
class SpikeList {
 public:
  void clear() {
    filled_ = 0;
    ends_.clear();
  }
  /// Room for n more spikes of the population at hand; tell by took() how many there are.
  std::uint32_t* room(std::size_t n) {
    if (neurons_.size() < filled_ + n) neurons_.resize(2 * (filled_ + n));
    return neurons_.data() + filled_;
  }
  void took(std::size_t n) { filled_ += n; }
  /// Closes the list of one population in one step.
  void end_population() { ends_.push_back(filled_); }

  /// The spikes of the j-th list that was closed.
  [[nodiscard]] std::span<const std::uint32_t> list(std::size_t j) const {
    const std::size_t begin = j == 0 ? 0 : ends_[j - 1];
    return {neurons_.data() + begin, ends_[j] - begin};
  }

 private:
  std::vector<std::uint32_t> neurons_;
  std::vector<std::size_t> ends_;
  std::size_t filled_ = 0;
};

/// The cells of a population: neurons that integrate, or sources that fire by themselves.
class CellGroup {
 public:
  CellGroup() = default;
  CellGroup(const CellGroup&) = delete;
  CellGroup& operator=(const CellGroup&) = delete;
  virtual ~CellGroup() = default;

  /// Takes the cells of `range` from step to step + 1 and adds their spikes, in the order of cells.
  virtual void advance(Range range, std::int64_t step, SpikeList& spikes) = 0;
  /// Back to the state at t = 0.
  virtual void reset() {}
};

}  // namespace lapicque
