#include "engine/shard.hpp"

#include <algorithm>
#include <utility>

namespace lapicque {
namespace {

constexpr std::uint32_t largest_table_range = 65536;  // targets are 16-bit

}  // namespace

void Shard::draw(const ProjectionPlan& plan) {
  NeuronGroup& group = *components_.populations[plan.post.population_id()].neurons;
  double* arriving = group.receptors()[plan.receptor].arriving.data();
  const Range range = ranges_[plan.post.population_id()];
  for (std::uint32_t begin = range.begin; begin < range.end; begin += largest_table_range) {
    const std::uint32_t end = range.end - begin > largest_table_range ? begin + largest_table_range : range.end;
    SynapseTable table = build_table(plan, {begin, end});
    if (table.size() == 0) continue;
    drawn_.push_back({plan.pre.population_id(), {plan.id, std::move(table), begin, arriving + begin}});
  }
}

void Shard::keep_drawn() {
  for (auto& [source_population, table] : drawn_) delivery_.add_table(source_population, std::move(table));
  drawn_.clear();
}

void Shard::deliver(std::int64_t step) {
  delivery_.deliver(step);
  for (const auto& drive : components_.poisson) {
    NeuronGroup& group = *components_.populations[drive->population()].neurons;
    drive->add(step, ranges_[drive->population()], group);
  }
  apply_currents(step);
}

void Shard::apply_currents(std::int64_t step) {
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    NeuronGroup* group = components_.populations[p].neurons;
    if (group == nullptr || !group->has_external_current()) continue;
    std::fill(group->I_ext().data() + ranges_[p].begin, group->I_ext().data() + ranges_[p].end, 0.0);
  }
  for (const auto& current : components_.currents) {
    NeuronGroup& group = *components_.populations[current->population()].neurons;
    current->add(step, ranges_[current->population()], group.I_ext());
  }
}

void Shard::integrate_and_fire(std::int64_t step, int list) {
  SpikeList& spikes = spikes_[list];
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    if (ranges_[p].size() > 0) components_.populations[p].cells->advance(ranges_[p], step, spikes);
    spikes.end_population();
  }
}

void Shard::record(std::int64_t step) {
  for (const auto& recording : components_.state_recordings) recording->sample(index_, step);
}

void Shard::exchange(const std::vector<std::unique_ptr<Shard>>& shards, std::int64_t first, std::int64_t last,
                     int list) {
  std::size_t entry = 0;
  for (std::int64_t step = first; step < last; ++step) {
    for (std::uint32_t p = 0; p < ranges_.size(); ++p, ++entry) {
      for (const auto& shard : shards) {
        const std::span<const std::uint32_t> fired = shard->spikes_[list].list(entry);
        delivery_.schedule(p, fired, step);
        if (index_ != 0) continue;
        for (const auto& recording : components_.spike_recordings) {
          if (recording->population() == p) recording->add(step, fired);
        }
      }
    }
  }
}

void Shard::reset() {
  delivery_.clear();
  spikes_[0].clear();
  spikes_[1].clear();
}

}  // namespace lapicque
