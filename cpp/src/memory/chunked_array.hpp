#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace lapicque::detail {

/// A sequence that grows by whole chunks: what is stored is never copied to make room.
template <class T>
class ChunkedArray {
 public:
  static constexpr std::size_t chunk_size = std::size_t{1} << 14;

  ChunkedArray() = default;
  explicit ChunkedArray(std::span<const T> values) {
    for (const T& value : values) push_back(value);
  }

  void push_back(T value) {
    grow(size_ + 1);
    set(size_ - 1, value);
  }
  /// Makes it longer; what is added has any values.
  void grow(std::size_t size) {
    while (size > chunks_.size() * chunk_size) chunks_.push_back(std::make_unique_for_overwrite<T[]>(chunk_size));
    size_ = size;
  }
  void set(std::size_t i, T value) { chunks_[i / chunk_size][i % chunk_size] = value; }
  [[nodiscard]] T operator[](std::size_t i) const { return chunks_[i / chunk_size][i % chunk_size]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t bytes() const { return chunks_.size() * chunk_size * sizeof(T); }
  [[nodiscard]] std::vector<T> values() const {
    std::vector<T> all(size_);
    for (std::size_t i = 0; i < size_; ++i) all[i] = (*this)[i];
    return all;
  }
  void clear() {
    chunks_.clear();
    size_ = 0;
  }

 private:
  std::vector<std::unique_ptr<T[]>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace lapicque::detail
