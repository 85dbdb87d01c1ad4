#include "delivery/timed_delivery.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "delivery/row_of_segment.hpp"
#include "delivery/segment_under_way.hpp"
#include "interruption/interruptible.hpp"
#include "memory/grow_capacity.hpp"

namespace lapicque::detail {

void TimedDelivery::make_room(const TimedTable& table, std::size_t tables) {
  make_slots(longest_delay_of(table.synapses));
  if (tables_of_.size() <= table.source_population) tables_of_.resize(table.source_population + std::size_t{1});
  std::vector<std::uint32_t>& of = tables_of_[table.source_population];
  grow_capacity(of, of.size() + tables);
  arrivals_.try_emplace(table.target_population);
  grow_capacity(tables_, tables_.size() + tables);
}

void TimedDelivery::add_table(TimedTable table) noexcept {
  tables_of_[table.source_population].push_back(static_cast<std::uint32_t>(tables_.size()));
  tables_.push_back(std::move(table));
}

void TimedDelivery::make_slots(std::int64_t largest_delay) {
  const std::size_t size = std::bit_ceil(static_cast<std::size_t>(largest_delay) + 1);
  if (size <= slots_.size()) return;
  std::vector<std::vector<Due>> old = std::exchange(slots_, std::vector<std::vector<Due>>(size));
  for (std::size_t k = 0; k < old.size(); ++k) {
    const auto step = static_cast<std::size_t>(next_) + k;
    slots_[step % size] = std::move(old[step % old.size()]);
  }
}

void TimedDelivery::schedule(std::uint32_t source_population, std::span<const std::uint32_t> sources,
                             std::span<const double> offsets, std::int64_t step) {
  if (source_population >= tables_of_.size()) return;
  for (std::size_t k = 0; k < sources.size(); ++k) {
    let_interrupt(100);
    for (const std::uint32_t table : tables_of_[source_population]) note_row(table, sources[k], offsets[k], step, step);
  }
}

void TimedDelivery::note_row(std::uint32_t index, std::uint32_t source, double offset, std::int64_t step,
                             std::int64_t from) {
  if (step < tables_[index].made) return;
  const SynapseTable& table = tables_[index].synapses;
  const RowBegin* begin = &table.row[source];
  std::uint64_t first = begin->synapse;
  for (std::uint32_t s = begin->segment; s < begin[1].segment; ++s) {
    const Segment segment = table.segments[s];
    const std::int64_t due = step + segment.delay;
    if (due >= from) {
      slots_[static_cast<std::size_t>(due) & (slots_.size() - 1)].push_back({index, segment.count, first, offset});
    }
    first += segment.count;
  }
}

void TimedDelivery::deliver(std::int64_t step) {
  next_ = step + 1;
  if (slots_.empty()) return;
  for (auto& [population, arrivals] : arrivals_) arrivals.clear();
  std::vector<Due>& slot = slots_[static_cast<std::size_t>(step) & (slots_.size() - 1)];
  let_interrupt(10 * static_cast<std::int64_t>(slot.size()));
  for (const Due& due : slot) arrivals_.at(tables_[due.table].target_population).add(packet(due));
  slot.clear();
}

TimedArrivals::Packet TimedDelivery::packet(const Due& due) const {
  const TimedTable& table = tables_[due.table];
  return {.offset = due.offset,
          .receptor = table.receptor,
          .first_neuron = table.first_neuron,
          .count = due.count,
          .synapses = &table.synapses,
          .targets = table.synapses.segment_data(due.first)};
}

void TimedDelivery::clear() {
  for (std::vector<Due>& slot : slots_) slot.clear();
  for (auto& [population, arrivals] : arrivals_) arrivals.clear();
  next_ = 0;
}

void TimedDelivery::gather(std::vector<SpikeUnderWay>& all) const {
  std::vector<SegmentUnderWay> due;
  for (std::size_t k = 0; k < slots_.size(); ++k) {
    const std::int64_t step = next_ + static_cast<std::int64_t>(k);
    for (const Due& note : slots_[static_cast<std::size_t>(step) & (slots_.size() - 1)]) {
      const TimedTable& table = tables_[note.table];
      const RowOfSegment row = row_of_segment(table.synapses, note.first);
      due.push_back({{step - row.delay, table.source_population, row.source, note.offset}, note.table, note.first});
    }
  }
  all = united(all, spikes_of(due));
}

void TimedDelivery::restore(std::span<const SpikeUnderWay> all, std::int64_t now) {
  next_ = now;
  for (const SpikeUnderWay& spike : all) {
    if (spike.population >= tables_of_.size()) continue;
    for (const std::uint32_t table : tables_of_[spike.population]) {
      note_row(table, spike.source, spike.offset, spike.step, now);
    }
  }
}

const TimedArrivals* TimedDelivery::arrivals(std::uint32_t population) const {
  const auto found = arrivals_.find(population);
  return found == arrivals_.end() ? nullptr : &found->second;
}

std::size_t TimedDelivery::bytes_under_way() const {
  std::size_t bytes = 0;
  for (const std::vector<Due>& slot : slots_) bytes += slot.capacity() * sizeof(Due);
  for (const auto& [population, arrivals] : arrivals_) bytes += arrivals.bytes();
  return bytes;
}

}  // namespace lapicque::detail
