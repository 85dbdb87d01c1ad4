#include "engine/delivery.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace lapicque {
namespace {

#if defined(__GNUC__)
void prefetch(const void* address) { __builtin_prefetch(address); }
#else
void prefetch(const void*) {}
#endif

void add_segment(const SynapseTable& table, std::uint64_t first, std::uint32_t count, double* __restrict arriving) {
  const std::uint16_t* __restrict target = table.targets.data() + first;
  const WeightColumn& weights = table.weights;
  switch (weights.kind) {
    case WeightColumn::Kind::constant:
      for (std::uint32_t j = 0; j < count; ++j) arriving[target[j]] += weights.low;
      break;
    case WeightColumn::Kind::grid:
      for (std::uint32_t j = 0; j < count; ++j) {
        arriving[target[j]] += weights.low + weights.step * static_cast<double>(weights.grid[first + j]);
      }
      break;
    case WeightColumn::Kind::exact:
      for (std::uint32_t j = 0; j < count; ++j) arriving[target[j]] += weights.exact[first + j];
      break;
  }
}

}  // namespace

void Delivery::add_table(std::uint32_t source_population, TargetTable table) {
  std::int64_t largest = 0;
  for (const Segment& segment : table.synapses.segments) largest = std::max<std::int64_t>(largest, segment.delay);
  make_slots(largest, next_);
  if (tables_of_.size() <= source_population) tables_of_.resize(source_population + std::size_t{1});
  tables_of_[source_population].push_back(static_cast<std::uint32_t>(tables_.size()));
  tables_.push_back(std::move(table));
}

void Delivery::make_slots(std::int64_t largest_delay, std::int64_t now) {
  const std::size_t size = std::bit_ceil(static_cast<std::size_t>(largest_delay) + 1);
  if (size <= slots_.size()) return;
  std::vector<std::vector<Due>> old = std::exchange(slots_, std::vector<std::vector<Due>>(size));
  for (std::size_t k = 0; k < old.size(); ++k) {
    const auto step = static_cast<std::size_t>(now) + k;
    slots_[step % size] = std::move(old[step % old.size()]);
  }
}

void Delivery::schedule(std::uint32_t source_population, std::span<const std::uint32_t> sources, std::int64_t step) {
  if (source_population >= tables_of_.size()) return;
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint32_t source : sources) {
    for (const std::uint32_t index : tables_of_[source_population]) {
      const SynapseTable& table = tables_[index].synapses;
      std::uint64_t first = table.row_synapse[source];
      for (std::uint32_t s = table.row_segment[source]; s < table.row_segment[source + 1]; ++s) {
        const Segment segment = table.segments[s];
        slots_[static_cast<std::size_t>(step + segment.delay) & mask].push_back({index, segment.count, first});
        first += segment.count;
      }
    }
  }
}

void Delivery::deliver(std::int64_t step) {
  next_ = step + 1;
  if (slots_.empty()) return;
  std::vector<Due>& slot = slots_[static_cast<std::size_t>(step) & (slots_.size() - 1)];
  constexpr std::size_t ahead = 8;  // segments; rows lie all over memory
  for (std::size_t d = 0; d < slot.size(); ++d) {
    if (d + ahead < slot.size()) {
      const Due& later = slot[d + ahead];
      prefetch(tables_[later.table].synapses.targets.data() + later.first);
    }
    const TargetTable& table = tables_[slot[d].table];
    add_segment(table.synapses, slot[d].first, slot[d].count, table.arriving);
  }
  slot.clear();
}

void Delivery::clear() {
  for (std::vector<Due>& slot : slots_) slot.clear();
  next_ = 0;
}

}  // namespace lapicque
