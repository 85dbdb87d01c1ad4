#include "recording/weight_recording.hpp"

#include <algorithm>
#include <memory>
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

void WeightRecording::prepare_split(std::span<const WeightRun> runs, std::size_t shards) {
  std::vector<std::unique_ptr<Part>> parts;
  for (std::size_t k = 0; k < shards; ++k) parts.push_back(std::make_unique<Part>());
  std::vector<std::uint32_t> ascending(synapses_.size());
  std::iota(ascending.begin(), ascending.end(), 0U);
  std::ranges::sort(ascending, {}, [this](std::uint32_t column) { return synapses_[column]; });
  auto run = runs.begin();
  std::int64_t begin = 0;  // place of the run's first synapse
  for (const std::uint32_t column : ascending) {
    while (synapses_[column] >= begin + run->count) begin += (run++)->count;
    Part& part = *parts[run->shard];
    part.weights.push_back(run->weights + static_cast<std::size_t>(synapses_[column] - begin) * sizeof(double));
    part.columns.push_back(column);
  }
  division_.prepare(std::move(parts), first_, every_);
}

void WeightRecording::sample(std::size_t shard, std::int64_t step) {
  Part& part = division_.present(shard);
  if (step != part.next) return;
  for (const std::byte* weight : part.weights) part.values.push_back(read_packed<double>(weight, 0));
  part.next += every_;
  ++part.taken;
}

void WeightRecording::visit_state(StateVisitor& visitor) {
  visitor.column(column("first_sample", "step", first_));
  std::size_t bytes = 0;
  for (const auto& part : division_.parts()) bytes += part->values.bytes();
  const std::size_t n = visitor.list("samples", Per::sample, size(), bytes);
  if (visitor.access() == Access::none) return;
  std::vector<double> values;
  if (visitor.access() == Access::read) values = samples(0);
  values.resize(n * synapses_.size());
  visitor.column(column("weight", "", Per::sample, std::span{values}));
  if (visitor.access() == Access::read) return;
  auto all = std::make_unique<Part>();
  for (std::uint32_t column = 0; column < synapses_.size(); ++column) all->columns.push_back(column);
  all->taken = n;
  all->values = ChunkedArray<double>{values};
  division_.replace(std::move(all), first_, every_);
}

std::vector<double> WeightRecording::times(double dt) const {
  std::vector<double> result(size());
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = static_cast<double>(first_ + static_cast<std::int64_t>(k) * every_) * dt;
  }
  return result;
}

std::vector<double> WeightRecording::samples(std::size_t first) const {
  return division_.gathered(first, synapses_.size(), [](const Part& part, std::size_t k) { return part.values[k]; });
}

}  // namespace lapicque::detail
