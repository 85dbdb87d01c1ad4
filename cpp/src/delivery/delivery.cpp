#include "delivery/delivery.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "delivery/add_segment.hpp"
#include "interruption/interruptible.hpp"
#include "memory/grow_capacity.hpp"
#include "memory/prefetch.hpp"

namespace lapicque::detail {
namespace {

// So many of the longest rows take some ten milliseconds.
constexpr std::size_t rows_between_interrupts = 128;

}  // namespace

void Delivery::make_room(const TargetTable& table, std::size_t tables) {
  make_slots(longest_delay_of(table.synapses), next_);
  if (tables_of_.size() <= table.source_population) tables_of_.resize(table.source_population + std::size_t{1});
  TablesOf& of = tables_of_[table.source_population];
  grow_capacity(of.whole, of.whole.size() + tables);
  grow_capacity(of.real, of.real.size() + tables);
  grow_capacity(tables_, tables_.size() + tables);
}

void Delivery::add_table(TargetTable table) noexcept {
  TablesOf& of = tables_of_[table.source_population];
  (table.whole() ? of.whole : of.real).push_back(static_cast<std::uint32_t>(tables_.size()));
  tables_.push_back(std::move(table));
}

void Delivery::make_slots(std::int64_t largest_delay, std::int64_t now) {
  const std::size_t size = std::bit_ceil(static_cast<std::size_t>(largest_delay) + 1);
  if (size <= slots_.size()) return;
  std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(size));
  for (std::size_t k = 0; k < old.size(); ++k) {
    const auto step = static_cast<std::size_t>(now) + k;
    slots_[step % size] = std::move(old[step % old.size()]);
  }
}

void Delivery::add_fired(std::uint32_t source_population, std::span<const std::uint32_t> sources) {
  if (source_population >= tables_of_.size()) return;
  for (const std::uint32_t table : tables_of_[source_population].whole) {
    for (const std::uint32_t source : sources) fired_.push_back({table, source});
  }
  // The order of additions goes by source before table.
  const std::vector<std::uint32_t>& real = tables_of_[source_population].real;
  if (real.empty()) return;
  for (const std::uint32_t source : sources) {
    for (const std::uint32_t table : real) fired_.push_back({table, source});
  }
}

void Delivery::schedule(std::int64_t step) {
  // Rows lie all over memory: first what says where they begin is fetched, then their segments, then they are noted.
  constexpr std::size_t begins_ahead = 16;
  constexpr std::size_t segments_ahead = 6;
  const auto fetch_begin = [&](std::size_t k) {
    if (k < fired_.size()) prefetch(&tables_[fired_[k].table].synapses.row[fired_[k].source]);
  };
  const auto fetch_segments = [&](std::size_t k) {
    if (k >= fired_.size()) return;
    const SynapseTable& table = tables_[fired_[k].table].synapses;
    const RowBegin* begin = &table.row[fired_[k].source];
    prefetch_range(table.segments.data() + begin->segment, begin[1].segment - begin->segment);
  };
  for (std::size_t k = 0; k < begins_ahead; ++k) fetch_begin(k);
  for (std::size_t k = 0; k < segments_ahead; ++k) fetch_segments(k);
  for (std::size_t k = 0; k < fired_.size(); ++k) {
    if (k % rows_between_interrupts == rows_between_interrupts - 1) let_interrupt(rows_between_interrupts * 1000);
    fetch_begin(k + begins_ahead);
    fetch_segments(k + segments_ahead);
    const auto [table, source] = fired_[k];
    SynapseDynamics* dynamics = tables_[table].dynamics.get();
    if (dynamics == nullptr) {
      note_row(table, source, step);
    } else {
      note_spike(table, source, dynamics->fire(source, step));
    }
  }
  fired_.clear();
}

void Delivery::catch_up(std::int64_t step, std::int64_t since) {
  for (std::uint32_t index = 0; index < tables_.size(); ++index) {
    const TargetTable& table = tables_[index];
    if (!table.weights_change) continue;
    for (std::uint32_t source = 0; source < table.synapses.rows(); ++source) {
      let_interrupt(100);
      if (const auto spike = table.dynamics->catch_up(source, step, since)) note_spike(index, source, *spike);
    }
  }
}

void Delivery::note_row(std::uint32_t index, std::uint32_t source, std::int64_t step) {
  SynapseTable& table = tables_[index].synapses;
  const std::size_t mask = slots_.size() - 1;
  const std::size_t synapse_bytes = table.synapse_bytes();
  const RowBegin* begin = &table.row[source];
  const Segment* const end = table.segments.data() + begin[1].segment;
  std::byte* targets = table.data.data() + begin->synapse * synapse_bytes;
  for (const Segment* segment = table.segments.data() + begin->segment; segment != end; ++segment) {
    // What is due next will be read very soon.
    if (segment->delay == 1) prefetch(targets);
    const std::size_t bytes = segment->count * synapse_bytes;
    slots_[static_cast<std::size_t>(step + segment->delay) & mask].due.push_back(
        {targets, index, segment->count, lines_to_fetch(targets, bytes)});
    targets += bytes;
  }
}

void Delivery::note_spike(std::uint32_t index, std::uint32_t source, const SourceSpike& spike) {
  const SynapseTable& table = tables_[index].synapses;
  note_row(index, source, spike.step);
  for (std::uint32_t s = table.row[source].segment; s < table.row[source + 1].segment; ++s) {
    const std::int64_t due = spike.step + table.segments[s].delay;
    slots_[static_cast<std::size_t>(due) & (slots_.size() - 1)].spikes.push_back(spike);
  }
}

void Delivery::deliver(std::int64_t step, Accumulators& accumulators) {
  deliver_noted(step, accumulators);
  next_ = step + 1;
  delivered_ = delivered_spikes_ = 0;
  if (slots_.empty()) return;
  Slot& slot = slots_[static_cast<std::size_t>(step) & (slots_.size() - 1)];
  slot.due.clear();
  slot.spikes.clear();
}

void Delivery::deliver_noted(std::int64_t step, Accumulators& accumulators) {
  if (slots_.empty()) return;
  switch (accumulators.type(true)) {
    case Accumulators::Type::uint16: deliver_noted_as<std::uint16_t>(step, accumulators); break;
    case Accumulators::Type::int32: deliver_noted_as<std::int32_t>(step, accumulators); break;
    case Accumulators::Type::float64: deliver_noted_as<double>(step, accumulators); break;
    case Accumulators::Type::counts: break;  // nobody delivers to them
  }
}

template <class Sum>
void Delivery::deliver_noted_as(std::int64_t step, Accumulators& accumulators) {
  auto* const whole = static_cast<Sum*>(accumulators.sums(true, 0));
  auto* const real = static_cast<double*>(accumulators.sums(false, 0));
  const auto& [slot, spikes] = slots_[static_cast<std::size_t>(step) & (slots_.size() - 1)];
  constexpr std::size_t ahead = 6;
  for (std::size_t d = delivered_; d < slot.size(); ++d) {
    if (d % rows_between_interrupts == rows_between_interrupts - 1) let_interrupt(rows_between_interrupts * 100);
    // Segments lie all over memory.
    if (d + ahead < slot.size()) {
      const Due& later = slot[d + ahead];
      for (std::size_t k = 0; k < later.lines; ++k) prefetch_far(later.targets + k * cache_line);
    }
    const Due& due = slot[d];
    TargetTable& table = tables_[due.table];
    if (table.dynamics != nullptr) {
      arrive(table, due, spikes[delivered_spikes_++], step, real + table.first_sum);
    } else if (whole_numbers(table.synapses.kind)) {
      add_whole(table.synapses, due.targets, due.count, whole + table.first_sum);
    } else {
      add_real(table.synapses, due.targets, due.count, real + table.first_sum);
    }
  }
  delivered_ = slot.size();
}

void Delivery::arrive(TargetTable& table, const Due& due, const SourceSpike& spike, std::int64_t step, double* sums) {
  std::byte* weights = due.targets + due.count * sizeof(std::uint16_t);
  table.dynamics->arrive(spike, {table.synapses, due.targets, weights, due.count, step - spike.step}, sums);
}

void Delivery::clear() {
  for (Slot& slot : slots_) {
    slot.due.clear();
    slot.spikes.clear();
  }
  fired_.clear();
  next_ = 0;
  delivered_ = delivered_spikes_ = 0;
}

std::size_t Delivery::bytes_under_way() const {
  std::size_t bytes = 0;
  for (const Slot& slot : slots_) {
    bytes += slot.due.capacity() * sizeof(Due) + slot.spikes.capacity() * sizeof(SourceSpike);
  }
  return bytes;
}

}  // namespace lapicque::detail
