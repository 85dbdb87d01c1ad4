// How spikes under way leave one division of a network and enter another.

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "delivery/delivery.hpp"
#include "delivery/row_of_segment.hpp"
#include "delivery/segment_under_way.hpp"

namespace lapicque::detail {
namespace {

std::tuple<std::uint32_t, std::int64_t, std::uint32_t> place(const PlasticSpike& spike) {
  return {spike.projection, spike.spike.step, spike.source};
}

}  // namespace

std::vector<SpikeUnderWay> spikes_of(std::vector<SegmentUnderWay>& due) {
  std::ranges::sort(due);
  std::vector<SpikeUnderWay> spikes;
  for (std::size_t begin = 0; begin < due.size();) {
    std::size_t most = 0;
    std::size_t same = 0;
    std::size_t end = begin;
    for (; end < due.size() && due[end].spike == due[begin].spike; ++end) {
      same = end > begin && due[end] == due[end - 1] ? same + 1 : 1;
      most = std::max(most, same);
    }
    spikes.insert(spikes.end(), most, due[begin].spike);
    begin = end;
  }
  return spikes;
}

std::vector<SpikeUnderWay> united(const std::vector<SpikeUnderWay>& a, const std::vector<SpikeUnderWay>& b) {
  std::vector<SpikeUnderWay> all;
  all.reserve(std::max(a.size(), b.size()));
  std::ranges::set_union(a, b, std::back_inserter(all));
  return all;
}

void SpikesUnderWay::merge(SpikesUnderWay&& shard) {
  spikes = united(spikes, shard.spikes);
  // All shards know the same of one source, if they know of it at all.
  std::ranges::stable_sort(shard.plastic, {}, place);
  const std::size_t known = plastic.size();
  for (const PlasticSpike& spike : shard.plastic) {
    const auto end = plastic.begin() + static_cast<std::ptrdiff_t>(known);
    if (!std::binary_search(plastic.begin(), end, spike,
                            [](const auto& a, const auto& b) { return place(a) < place(b); })) {
      plastic.push_back(spike);
    }
  }
  std::ranges::stable_sort(plastic, {}, place);
}

void Delivery::gather(SpikesUnderWay& all) const {
  SpikesUnderWay here;
  std::vector<SegmentUnderWay> due;
  std::map<std::tuple<std::uint32_t, std::int64_t, std::uint32_t>, std::pair<std::uint32_t, std::uint64_t>> teller;
  for (std::size_t k = 0; k < slots_.size(); ++k) {
    const std::int64_t step = next_ + static_cast<std::int64_t>(k);
    const Slot& slot = slots_[static_cast<std::size_t>(step) & (slots_.size() - 1)];
    auto travelling = slot.spikes.begin();
    for (const Due& note : slot.due) {
      const TargetTable& table = tables_[note.table];
      const auto first =
          static_cast<std::uint64_t>(note.targets - table.synapses.data.data()) / table.synapses.synapse_bytes();
      const RowOfSegment row = row_of_segment(table.synapses, first);
      if (table.dynamics == nullptr) {
        due.push_back({{step - row.delay, table.source_population, row.source}, note.table, first});
        continue;
      }
      const SourceSpike& spike = *travelling++;
      if (!spike.silent) due.push_back({{spike.step, table.source_population, row.source}, note.table, first});
      // Every segment of the row tells the same; one is enough.
      const PlasticSpike known{table.synapses.parts.front().projection, row.source, spike};
      const auto [found, fresh] = teller.try_emplace(place(known), note.table, first);
      if (found->second == std::pair{note.table, first}) here.plastic.push_back(known);
    }
  }
  here.spikes = spikes_of(due);
  all.merge(std::move(here));
}

void Delivery::note_rest(std::uint32_t index, std::uint32_t source, std::int64_t step, std::int64_t from,
                         const SourceSpike* spike) {
  SynapseTable& table = tables_[index].synapses;
  if (step < tables_[index].made) return;
  const RowBegin* begin = &table.row[source];
  std::byte* targets = table.data.data() + begin->synapse * table.synapse_bytes();
  for (std::uint32_t s = begin->segment; s < begin[1].segment; ++s) {
    const Segment segment = table.segments[s];
    const std::size_t bytes = segment.count * table.synapse_bytes();
    if (step + segment.delay >= from) {
      Slot& slot = slots_[static_cast<std::size_t>(step + segment.delay) & (slots_.size() - 1)];
      slot.due.push_back({targets, index, segment.count, lines_to_fetch(targets, bytes)});
      if (spike != nullptr) slot.spikes.push_back(*spike);
    }
    targets += bytes;
  }
}

void Delivery::restore(const SpikesUnderWay& all, std::int64_t now) {
  next_ = now;
  const auto note = [&](std::uint32_t index, const SpikeUnderWay& spike, std::size_t repetition) {
    const TargetTable& table = tables_[index];
    if (table.dynamics == nullptr) return note_rest(index, spike.source, spike.step, now, nullptr);
    const std::tuple key{table.synapses.parts.front().projection, spike.step, spike.source};
    const auto [first, last] = std::ranges::equal_range(all.plastic, key, {}, place);
    std::size_t number = 0;
    for (auto known = first; known != last; ++known) {
      if (known->spike.silent || number++ != repetition) continue;
      note_rest(index, spike.source, spike.step, now, &known->spike);
    }
  };
  const auto& spikes = all.spikes;
  const auto repetition_of = [&](std::size_t k) {
    std::size_t repetition = 0;
    while (repetition < k && spikes[k - repetition - 1] == spikes[k]) ++repetition;
    return repetition;
  };
  for (std::size_t begin = 0; begin < spikes.size();) {
    const auto together = [&](const SpikeUnderWay& s) {
      return s.step == spikes[begin].step && s.population == spikes[begin].population;
    };
    std::size_t end = begin;
    while (end < spikes.size() && together(spikes[end])) ++end;
    // In the order of add_fired().
    if (spikes[begin].population < tables_of_.size()) {
      const TablesOf& of = tables_of_[spikes[begin].population];
      for (const std::uint32_t table : of.whole) {
        for (std::size_t k = begin; k < end; ++k) note(table, spikes[k], 0);
      }
      for (std::size_t k = begin; k < end; ++k) {
        for (const std::uint32_t table : of.real) note(table, spikes[k], repetition_of(k));
      }
    }
    begin = end;
  }
  // A silent spike adds nothing to any sum, and meets no other spike of its source: its place in a slot is free.
  for (const PlasticSpike& silent : all.plastic) {
    if (!silent.spike.silent) continue;
    for (std::uint32_t index = 0; index < tables_.size(); ++index) {
      const TargetTable& table = tables_[index];
      if (table.dynamics == nullptr || table.synapses.parts.front().projection != silent.projection) continue;
      note_rest(index, silent.source, silent.spike.step, now, &silent.spike);
    }
  }
}

}  // namespace lapicque::detail
