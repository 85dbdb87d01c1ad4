#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace lapicque::detail {

/// Samples as the shards took them: a part each, for as long as the network was divided in one way. When it is divided
/// anew, what was taken stays in the parts that hold it.
///
/// `Part` has `columns`, `next`, `first`, `taken` and clear(), which drops the values.
template <class Part>
class DividedSamples {
 public:
  /// Readies the parts of a new division, one a shard; keep() puts them to use.
  void prepare(std::vector<std::unique_ptr<Part>> parts, std::int64_t first_step, std::int64_t every) {
    for (const auto& part : parts) {
      part->first = size();
      part->next = first_step + static_cast<std::int64_t>(part->first) * every;
    }
    parts_.reserve(parts_.size() + parts.size());
    prepared_ = std::move(parts);
  }
  void keep() noexcept {
    if (prepared_.empty()) return;
    // Room was made by prepare().
    if (size() == 0) parts_.clear();
    begin_ = parts_.size();
    std::move(prepared_.begin(), prepared_.end(), std::back_inserter(parts_));
    prepared_.clear();
  }
  [[nodiscard]] bool is_kept() const { return !parts_.empty(); }

  /// The part that a shard fills at present.
  [[nodiscard]] Part& present(std::size_t shard) { return *parts_[begin_ + shard]; }
  /// Samples that all parts have: after a failure some may have more.
  [[nodiscard]] std::size_t size() const {
    if (parts_.empty()) return 0;
    std::size_t size = parts_[begin_]->first + parts_[begin_]->taken;
    for (std::size_t k = begin_; k < parts_.size(); ++k) size = std::min(size, parts_[k]->first + parts_[k]->taken);
    return size;
  }
  /// Replaces all samples by those of `part`, which is none of a shard's.
  void replace(std::unique_ptr<Part> part, std::int64_t first_step, std::int64_t every) {
    const std::size_t samples = part->taken;
    parts_.erase(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(begin_));
    for (const auto& present : parts_) {
      present->next = first_step + static_cast<std::int64_t>(samples) * every;
      present->first = samples;
      present->taken = 0;
      present->clear();
    }
    begin_ = samples > 0 ? 1 : 0;
    if (samples > 0) parts_.insert(parts_.begin(), std::move(part));
  }
  /// The samples from number `first` on: (samples, width) row-major. `value(part, k)` is number k of what a part holds,
  /// sample after sample.
  template <class Value>
  [[nodiscard]] std::vector<double> gathered(std::size_t first, std::size_t width, const Value& value) const {
    const std::size_t end = size();
    const std::size_t rows = first < end ? end - first : 0;
    std::vector<double> result(rows * width);
    for (const auto& part : parts_) {
      const std::size_t own = part->columns.size();
      for (std::size_t row = std::max(first, part->first); row < std::min(part->first + part->taken, end); ++row) {
        for (std::size_t c = 0; c < own; ++c) {
          result[(row - first) * width + part->columns[c]] = value(*part, (row - part->first) * own + c);
        }
      }
    }
    return result;
  }
  [[nodiscard]] const std::vector<std::unique_ptr<Part>>& parts() const { return parts_; }

 private:
  std::vector<std::unique_ptr<Part>> parts_;
  std::vector<std::unique_ptr<Part>> prepared_;
  std::size_t begin_ = 0;  // of the present division
};

}  // namespace lapicque::detail
