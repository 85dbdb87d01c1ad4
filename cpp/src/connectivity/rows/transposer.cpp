#include "connectivity/rows/transposer.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace lapicque::detail::connectivity {

namespace {

constexpr std::size_t bucket_synapses = std::size_t{1} << 16;  // about, so that a bucket's columns fit a cache
constexpr std::size_t most_buckets = 1024;                     // that are written to side by side
constexpr std::uint32_t largest_shift = 16;                    // a source within its bucket has 16 bits

template <class T>
void add(std::vector<T>& column, const HugeArray<T>& all, std::size_t begin, std::size_t end) {
  column.insert(column.end(), all.begin() + begin, all.begin() + end);
}

}  // namespace

void Transposer::begin_fill() {
  const std::size_t size = std::accumulate(next_.begin(), next_.end(), std::size_t{0});
  std::exclusive_scan(next_.begin(), next_.end(), next_.begin(), std::size_t{0});
  const std::size_t buckets = std::clamp<std::size_t>(size / bucket_synapses, 1, most_buckets);
  while (bucket_shift_ < largest_shift && next_.size() >> bucket_shift_ > buckets) ++bucket_shift_;
  for (std::size_t first = 0; first < next_.size(); first += std::size_t{1} << bucket_shift_) {
    bucket_next_.push_back(next_[first]);
  }
  within_.extend(size);
  targets_.extend(size);
  if (columns_.delay) delay_.extend(size);
  if (columns_.grid) grid_.extend(size);
  if (columns_.number) number_.extend(size);
}

void Transposer::end_fill() {
  std::size_t begin = 0;
  for (std::size_t bucket = 0; bucket < bucket_next_.size(); ++bucket) {
    std::size_t* next = next_.data() + (bucket << bucket_shift_);
    rank_.resize(bucket_next_[bucket] - begin);
    for (std::size_t j = 0; j < rank_.size(); ++j) {
      rank_[j] = static_cast<std::uint32_t>(next[within_[begin + j]]++ - begin);
    }
    order(targets_, begin);
    if (columns_.delay) order(delay_, begin);
    if (columns_.grid) order(grid_, begin);
    if (columns_.number) order(number_, begin);
    begin = bucket_next_[bucket];
  }
  within_ = {};
  rank_ = {};
  unordered_ = {};
}

template <class T>
void Transposer::order(HugeArray<T>& column, std::size_t begin) {
  const std::size_t bytes = rank_.size() * sizeof(T);
  if (bytes == 0) return;
  unordered_.resize(std::max(unordered_.size(), bytes));
  T* to = column.data() + begin;
  std::memcpy(unordered_.data(), to, bytes);
  for (std::size_t j = 0; j < rank_.size(); ++j)
    std::memcpy(to + rank_[j], unordered_.data() + j * sizeof(T), sizeof(T));
}

void Transposer::add_row(std::uint32_t neuron, Row& row) {
  const std::size_t begin = neuron == 0 ? 0 : next_[neuron - 1];
  const std::size_t end = next_[neuron];
  add(row.targets, targets_, begin, end);
  if (columns_.delay) add(row.values.delay, delay_, begin, end);
  if (columns_.grid) add(row.values.grid, grid_, begin, end);
  if (columns_.number) add(row.values.number, number_, begin, end);
}

}  // namespace lapicque::detail::connectivity
