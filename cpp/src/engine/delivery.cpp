#include "engine/delivery.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "memory/prefetch.hpp"

namespace lapicque {
namespace {

template <class Sum>
void add_ones(const std::byte* targets, std::uint32_t count, Sum* __restrict sums) {
  for (std::uint32_t j = 0; j < count; ++j) sums[read_packed<std::uint16_t>(targets, j)] += Sum{1};
}

/// `number` turns what is stored into what is added.
template <class Stored, class Sum, class Number>
void add_numbers(const std::byte* targets, std::uint32_t count, Sum* __restrict sums, const Number& number) {
  const std::byte* weights = targets + count * sizeof(std::uint16_t);
  for (std::uint32_t j = 0; j < count; ++j) {
    sums[read_packed<std::uint16_t>(targets, j)] += number(read_packed<Stored>(weights, j));
  }
}

template <class Sum>
void add_whole(const SynapseTable& table, const std::byte* targets, std::uint32_t count, Sum* sums) {
  if (table.kind == WeightKind::constant) {
    add_ones(targets, count, sums);
  } else if (table.multiplier == 1) {
    const auto base = static_cast<Sum>(table.base);
    add_numbers<std::uint16_t>(targets, count, sums,
                               [base](std::uint16_t g) { return static_cast<Sum>(base + static_cast<Sum>(g)); });
  } else {
    const auto factor = static_cast<Sum>(table.multiplier);
    add_numbers<std::uint16_t>(targets, count, sums,
                               [factor](std::uint16_t g) { return static_cast<Sum>(factor * static_cast<Sum>(g)); });
  }
}

void add_real(const SynapseTable& table, const std::byte* targets, std::uint32_t count, double* sums) {
  const auto widen = [](auto number) { return static_cast<double>(number); };
  switch (table.kind) {
    case WeightKind::far_grid:
      add_numbers<std::uint16_t>(targets, count, sums, [&table](std::uint16_t g) {
        return table.parts.front().unit * static_cast<double>(table.base + g);
      });
      break;
    case WeightKind::int16: add_numbers<std::int16_t>(targets, count, sums, widen); break;
    case WeightKind::float32: add_numbers<float>(targets, count, sums, widen); break;
    default: add_numbers<double>(targets, count, sums, widen); break;
  }
}

void add_segment(const SynapseTable& table, const std::byte* targets, std::uint32_t count, Accumulators::Type type,
                 void* sums) {
  if (!whole_numbers(table.kind)) {
    add_real(table, targets, count, static_cast<double*>(sums));
    return;
  }
  switch (type) {
    case Accumulators::Type::uint16: add_whole(table, targets, count, static_cast<std::uint16_t*>(sums)); break;
    case Accumulators::Type::int32: add_whole(table, targets, count, static_cast<std::int32_t*>(sums)); break;
    case Accumulators::Type::float64: add_whole(table, targets, count, static_cast<double*>(sums)); break;
    case Accumulators::Type::counts: break;  // nobody delivers to them
  }
}

}  // namespace

void Delivery::add_table(TargetTable table) {
  std::int64_t largest = 0;
  for (const Segment& segment : table.synapses.segments) largest = std::max<std::int64_t>(largest, segment.delay);
  make_slots(largest, next_);
  const std::size_t source_population = table.source_population;
  if (tables_of_.size() <= source_population) tables_of_.resize(source_population + 1);
  TablesOf& of = tables_of_[source_population];
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

void Delivery::schedule(std::uint32_t source_population, std::span<const std::uint32_t> sources, std::int64_t step) {
  if (source_population >= tables_of_.size()) return;
  for (const std::uint32_t table : tables_of_[source_population].whole) note_rows(table, sources, step);
  // The order of additions goes by source before table.
  const std::vector<std::uint32_t>& real = tables_of_[source_population].real;
  if (real.empty()) return;
  for (const std::uint32_t source : sources) {
    for (const std::uint32_t table : real) {
      SynapseDynamics* dynamics = tables_[table].dynamics.get();
      if (dynamics == nullptr) {
        note_row(table, source, step);
      } else {
        note_spike(table, source, dynamics->fire(source, step));
      }
    }
  }
}

void Delivery::catch_up(std::int64_t step, std::int64_t since) {
  for (std::uint32_t index = 0; index < tables_.size(); ++index) {
    const TargetTable& table = tables_[index];
    if (!table.weights_change) continue;
    for (std::uint32_t source = 0; source < table.synapses.rows(); ++source) {
      if (const auto spike = table.dynamics->catch_up(source, step, since)) note_spike(index, source, *spike);
    }
  }
}

void Delivery::note_rows(std::uint32_t index, std::span<const std::uint32_t> sources, std::int64_t step) {
  const SynapseTable& table = tables_[index].synapses;
  // Rows lie all over memory: first what says where they begin is fetched, then their segments, then they are noted.
  constexpr std::size_t begins_ahead = 8;
  constexpr std::size_t segments_ahead = 4;
  const auto fetch_begin = [&](std::size_t k) {
    if (k < sources.size()) prefetch(&table.row[sources[k]]);
  };
  const auto fetch_segments = [&](std::size_t k) {
    if (k >= sources.size()) return;
    const RowBegin* begin = &table.row[sources[k]];
    prefetch_range(table.segments.data() + begin->segment, begin[1].segment - begin->segment);
  };
  for (std::size_t k = 0; k < begins_ahead; ++k) fetch_begin(k);
  for (std::size_t k = 0; k < segments_ahead; ++k) fetch_segments(k);
  for (std::size_t k = 0; k < sources.size(); ++k) {
    fetch_begin(k + begins_ahead);
    fetch_segments(k + segments_ahead);
    note_row(index, sources[k], step);
  }
}

void Delivery::note_row(std::uint32_t index, std::uint32_t source, std::int64_t step) {
  const SynapseTable& table = tables_[index].synapses;
  const std::size_t mask = slots_.size() - 1;
  const RowBegin* begin = &table.row[source];
  std::uint64_t first = begin->synapse;
  for (std::uint32_t s = begin->segment; s < begin[1].segment; ++s) {
    const Segment segment = table.segments[s];
    // What is due next will be read very soon.
    if (segment.delay == 1) prefetch(table.segment_data(first));
    slots_[static_cast<std::size_t>(step + segment.delay) & mask].due.push_back({index, segment.count, first});
    first += segment.count;
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
  const auto& [slot, spikes] = slots_[static_cast<std::size_t>(step) & (slots_.size() - 1)];
  // Segments lie all over memory; long ones the hardware fetches by itself once it has seen their beginning.
  constexpr std::size_t ahead = 6;
  constexpr std::size_t lines = 6;
  for (std::size_t d = delivered_; d < slot.size(); ++d) {
    if (d + ahead < slot.size()) {
      const Due& later = slot[d + ahead];
      const SynapseTable& table = tables_[later.table].synapses;
      const std::byte* begin = table.segment_data(later.first);
      const std::size_t bytes = std::min(later.count * table.synapse_bytes(), lines * cache_line);
      for (std::size_t b = 0; b < bytes; b += cache_line) prefetch(begin + b);
      prefetch(begin + bytes - 1);
    }
    TargetTable& table = tables_[slot[d].table];
    if (table.dynamics != nullptr) {
      arrive(table, slot[d], spikes[delivered_spikes_++], step, accumulators);
      continue;
    }
    const bool whole = whole_numbers(table.synapses.kind);
    add_segment(table.synapses, table.synapses.segment_data(slot[d].first), slot[d].count, accumulators.type(whole),
                accumulators.sums(whole, table.first_sum));
  }
  delivered_ = slot.size();
}

void Delivery::arrive(TargetTable& table, const Due& due, const SourceSpike& spike, std::int64_t step,
                      Accumulators& accumulators) {
  const std::size_t begin = due.first * table.synapses.synapse_bytes();
  std::byte* targets = table.synapses.data.data() + begin;
  std::byte* weights = targets + due.count * sizeof(std::uint16_t);
  auto* sums = static_cast<double*>(accumulators.sums(false, table.first_sum));
  table.dynamics->arrive(spike, {table.synapses, targets, weights, due.count, step - spike.step}, sums);
}

void Delivery::clear() {
  for (Slot& slot : slots_) {
    slot.due.clear();
    slot.spikes.clear();
  }
  for (const TargetTable& table : tables_) {
    if (table.dynamics != nullptr) table.dynamics->reset();
  }
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

}  // namespace lapicque
