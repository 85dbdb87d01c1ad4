#include "engine/shard.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/bundles.hpp"

namespace lapicque {
void Shard::draw(std::span<const ProjectionPlan> plans) {
  accumulators_drawn_ = accumulators_.description();
  for (const Bundle& bundle : make_bundles(plans, ranges_, accumulators_drawn_)) {
    const double burst = components_.populations[bundle.source_population].cells->most_spikes_a_step();
    for (const BundleTable& table : cut(bundle, accumulators_drawn_)) {
      std::vector<double> loads(whole_numbers(bundle.kind) ? most_targets : 0);
      SynapseTable synapses = build_table(table.parts, loads);
      synapses.multiplier = bundle.multiplier;
      for (double& load : loads) load *= burst * std::abs(bundle.multiplier);
      if (!loads.empty()) accumulators_drawn_.add_loads(table.first_sum, loads);
      if (synapses.size() == 0) continue;
      drawn_.push_back({bundle.source_population, table.first_sum, std::move(synapses)});
    }
  }
  accumulators_drawn_.allocate();
}

void Shard::keep_drawn() {
  accumulators_ = std::move(accumulators_drawn_);
  for (TargetTable& table : drawn_) delivery_.add_table(std::move(table));
  drawn_.clear();
}

void Shard::discard_drawn() {
  drawn_.clear();
  accumulators_drawn_ = {};
}

void Shard::bind_inputs() {
  inputs_.clear();
  watched_.assign(ranges_.size(), false);
  for (std::uint32_t p = 0; p < ranges_.size(); ++p) {
    inputs_.push_back(inputs_of(p));
  }
  for (const auto& recording : components_.state_recordings) watched_[recording->population()] = true;
  for (std::uint32_t p = 0; p < ranges_.size(); ++p) {
    if (components_.gap_junctions.concern(p)) watched_[p] = true;
  }
}

CellInputs Shard::inputs_of(std::uint32_t population) {
  CellInputs inputs;
  NeuronGroup* neurons = components_.populations[population].neurons;
  if (neurons == nullptr) return inputs;
  inputs.passes.resize(neurons->receptors().size());
  for (const Channel& channel : accumulators_.channels()) {
    if (channel.population != population) continue;
    inputs.passes[channel.receptor].push_back(accumulators_.pass(channel));
    inputs.fed = true;
  }
  for (const auto& drive : components_.poisson) {
    if (drive->population() == population) inputs.add(*drive);
  }
  for (const auto& current : components_.currents) {
    if (current->population() == population) inputs.currents.push_back(current.get());
  }
  inputs.population = population;
  if (components_.gap_junctions.concern(population)) inputs.gap_junctions = &components_.gap_junctions;
  inputs.finish();
  return inputs;
}

void Shard::advance(const Interval& interval, int list) {
  spikes_[list].begin(static_cast<std::size_t>(interval.last - interval.first), ranges_.size());
  advance_alone(interval, list);
  for (std::int64_t step = interval.first; step < interval.last; ++step) {
    delivery_.deliver(step, accumulators_);
    integrate_and_fire(step, interval, list);
    if (!components_.gap_junctions.empty()) publish_potentials(step, interval, list);
    record(step + 1);
  }
}

void Shard::advance_alone(const Interval& interval, int list) {
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    if (!alone(p)) continue;
    const Advance steps{interval.first, interval.last, interval.first, p, spikes_[list]};
    components_.populations[p].cells->advance(ranges_[p], inputs_[p], steps);
  }
}

void Shard::integrate_and_fire(std::int64_t step, const Interval& interval, int list) {
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    if (alone(p)) continue;
    const Advance steps{step, step + 1, interval.first, p, spikes_[list]};
    components_.populations[p].cells->advance(ranges_[p], inputs_[p], steps);
  }
}

void Shard::publish_potentials(std::int64_t step, const Interval& interval, int list) {
  const auto offset = static_cast<std::size_t>(step - interval.first);
  for (std::uint32_t p = 0; p < ranges_.size(); ++p) {
    const std::span<const std::uint32_t> fired = spikes_[list].list(offset, p);
    components_.gap_junctions.publish(components_.populations, p, ranges_[p], fired, step);
  }
}

void Shard::record(std::int64_t step) {
  for (const auto& recording : components_.state_recordings) recording->sample(index_, step);
}

void Shard::exchange(const std::vector<std::unique_ptr<Shard>>& shards, const Interval& interval, int list) {
  for (std::int64_t step = interval.first; step < interval.last; ++step) {
    const auto offset = static_cast<std::size_t>(step - interval.first);
    for (std::uint32_t p = 0; p < ranges_.size(); ++p) {
      for (const auto& shard : shards) {
        const std::span<const std::uint32_t> fired = shard->spikes_[list].list(offset, p);
        if (fired.empty()) continue;
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
  spikes_[0].begin(0, 0);
  spikes_[1].begin(0, 0);
}

}  // namespace lapicque
