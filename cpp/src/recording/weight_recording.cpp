#include "recording/weight_recording.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "connectivity/synapse_table.hpp"

namespace lapicque::detail {

WeightRecording::WeightRecording(std::uint32_t projection, std::vector<std::int64_t> synapses, std::int64_t every,
                                 std::int64_t now)
    : projection_{projection},
      synapses_{std::move(synapses)},
      every_{every},
      first_{(now + every - 1) / every * every} {}

void WeightRecording::find(std::span<const WeightRun> runs, std::size_t shards) {
  parts_.resize(shards);
  for (Part& part : parts_) part.next = first_;
  std::vector<std::uint32_t> ascending(synapses_.size());
  std::iota(ascending.begin(), ascending.end(), 0U);
  std::ranges::sort(ascending, {}, [this](std::uint32_t column) { return synapses_[column]; });
  auto run = runs.begin();
  std::int64_t begin = 0;  // place of the run's first synapse
  for (const std::uint32_t column : ascending) {
    while (synapses_[column] >= begin + run->count) begin += (run++)->count;
    Part& part = parts_[run->shard];
    part.weights.push_back(run->weights + static_cast<std::size_t>(synapses_[column] - begin) * sizeof(double));
    part.columns.push_back(column);
  }
}

void WeightRecording::sample(std::size_t shard, std::int64_t step) {
  Part& part = parts_[shard];
  if (step != part.next) return;
  for (const std::byte* weight : part.weights) part.values.push_back(read_packed<double>(weight, 0));
  part.next += every_;
  ++part.samples;
}

void WeightRecording::clear() {
  first_ = 0;
  for (Part& part : parts_) {
    part.next = 0;
    part.samples = 0;
    part.values.clear();
  }
}

std::vector<double> WeightRecording::times(double dt) const {
  std::vector<double> result(size());
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = static_cast<double>(first_ + static_cast<std::int64_t>(k) * every_) * dt;
  }
  return result;
}

std::vector<double> WeightRecording::samples(std::size_t first) const {
  const std::size_t n = synapses_.size();
  const std::size_t rows = first < size() ? size() - first : 0;
  std::vector<double> result(rows * n);
  for (const Part& part : parts_) {
    const std::size_t width = part.columns.size();
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t c = 0; c < width; ++c) {
        result[row * n + part.columns[c]] = part.values[(first + row) * width + c];
      }
    }
  }
  return result;
}

std::size_t WeightRecording::bytes() const {
  std::size_t bytes = 0;
  for (const Part& part : parts_) bytes += part.values.bytes();
  return bytes;
}

}  // namespace lapicque::detail
