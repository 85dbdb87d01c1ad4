#include "loop/division.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "kernels/random/poisson_pass.hpp"
#include "loop/division_state.hpp"
#include "loop/thread_exchange.hpp"

namespace lapicque::detail {
namespace {

// Ranges begin at multiples of this, so that no cache line of any state belongs to two threads, and no group of Poisson
// trains that is drawn together.
constexpr std::uint64_t range_unit = kernels::trains_per_group;

}  // namespace

Division::Division(int threads, Components& components, double dt, Interruptible& work)
    : components_{components}, team_{threads, work}, exchange_{std::make_unique<ThreadExchange>(team_)} {
  for (std::size_t k = 0; k < static_cast<std::size_t>(threads); ++k) {
    shards_.push_back(std::make_unique<Shard>(k, components, *exchange_, dt));
  }
  loads_.assign(shards_.size(), 0.0);
}

void Division::add_population(const PopulationState& population) {
  const std::size_t parts = shards_.size();
  const std::uint64_t units = (population.size + range_unit - 1) / range_unit;
  // All get the same number of whole units; the rest goes to those that have had least so far.
  std::vector<std::uint64_t> share(parts, units / parts);
  std::vector<std::size_t> by_load(parts);
  std::iota(by_load.begin(), by_load.end(), std::size_t{0});
  std::ranges::stable_sort(by_load, {}, [&](std::size_t k) { return loads_[k]; });
  for (std::size_t k = 0; k < units % parts; ++k) ++share[by_load[k]];
  // All or none of the shards.
  for (const auto& shard : shards_) shard->make_room_for_population();
  std::uint64_t begin = 0;
  for (std::size_t k = 0; k < parts; ++k) {
    const std::uint64_t end = std::min<std::uint64_t>(population.size, begin + share[k] * range_unit);
    shards_[k]->add_population({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    loads_[k] += population.cells->work() * static_cast<double>(end - begin);
    begin = end;
  }
}

void Division::with_shards(const std::function<void(Shard&)>& work) {
  team_.run([&](int thread) { failures_.guard(0, [&] { work(*shards_[static_cast<std::size_t>(thread)]); }); });
}

void Division::draw(std::span<const ProjectionPlan> plans, std::int64_t made) {
  with_shards([&](Shard& shard) { shard.draw(plans, made); });
  if (failures_.in(0)) {
    for (const auto& shard : shards_) shard->discard_drawn();
    failures_.rethrow();
  }
  for (const auto& shard : shards_) shard->keep_drawn();
}

void Division::draw_weights(std::span<const ProjectionPlan> plans) {
  with_shards([&](Shard& shard) { shard.draw_weights(plans); });
  failures_.rethrow();
}

void Division::split_recordings(bool all) {
  for (const auto& recording : components_.state_recordings) {
    if (recording->is_split() && !all) continue;
    std::vector<Range> ranges;
    for (const auto& shard : shards_) ranges.push_back(shard->range(recording->population()));
    recording->prepare_split(*components_.populations[recording->population()].neurons, ranges);
  }
  for (const auto& recording : components_.weight_recordings) {
    if (recording->is_split() && !all) continue;
    recording->prepare_split(weight_runs(recording->projection()), shards_.size());
  }
}

void Division::keep_recordings() noexcept {
  for (const auto& recording : components_.state_recordings) recording->keep_split();
  for (const auto& recording : components_.weight_recordings) recording->keep_split();
}

void Division::advance(std::int64_t first, std::int64_t last, std::int64_t interval) {
  team_.run([=, this](int thread) { advance_thread(static_cast<std::size_t>(thread), first, last, interval); });
  failures_.rethrow();
}

void Division::advance_thread(std::size_t thread, std::int64_t first, std::int64_t last, std::int64_t interval) {
  Shard& shard = *shards_[thread];
  int list = 0;
  // What a thread has left half done it does not go on with; it only meets the others.
  bool sound = true;
  const auto guard = [&](int of_list, const auto& work) { sound = sound && failures_.guard(of_list, work); };
  guard(list, [&] { shard.record(first); });
  for (std::int64_t begin = first; begin < last; begin += interval, list ^= 1) {
    const Interval present{begin, std::min(begin + interval, last)};
    guard(list, [&] { shard.advance(present, list); });
    const std::uint32_t meeting = exchange_->arrive(thread);
    if (present.last < last) guard(list ^ 1, [&] { shard.deliver_ahead(present.last); });
    exchange_->wait(thread, meeting);
    if (failures_.in(list)) return;
    guard(list ^ 1, [&] { shard.take_in_spikes(present, list); });
  }
}

void Division::visit_spikes(std::int64_t now, StateVisitor& visitor) {
  DivisionState state;
  if (visitor.access() == Access::read) {
    for (const auto& shard : shards_) shard->gather(state);
    state.sort();
  }
  state.visit_state(visitor);
  if (visitor.access() != Access::write) return;
  exchange_->clear();
  for (const auto& shard : shards_) shard->restore(state, now);
}

void Division::visit_synapses(const ProjectionPlan& plan, StateVisitor& visitor) {
  visitor.enter("projection " + std::to_string(plan.id));
  bool seen = false;
  for (const auto& shard : shards_) {
    for (TargetTable& table : shard->delivery().tables()) {
      if (table.dynamics == nullptr || table.synapses.parts.front().projection != plan.id) continue;
      // All tables of a projection have these in common.
      if (seen && visitor.access() != Access::write) continue;
      table.dynamics->visit_state(visitor);
      seen = true;
    }
  }
  if (!changes_weights(plan.synapse)) return;
  const std::vector<WeightRun> runs = weight_runs(plan.id);
  std::uint64_t size = 0;
  for (const WeightRun& run : runs) size += run.count;
  std::uint64_t first = 0;
  for (const WeightRun& run : runs) {
    StateColumn weights{"weight",    "",        Per::synapse,   ValueType::float64,
                        run.weights, run.count, sizeof(double), Beginning::drawn};
    weights.first = first;
    weights.all = size;
    visitor.column(weights);
    first += run.count;
  }
}

void Division::add_memory(MemoryUse& use) const {
  for (const auto& shard : shards_) {
    use.accumulators += shard->accumulators().bytes();
    use.spikes_under_way += shard->bytes_under_way();
    use.traces += shard->trace_bytes();
    shard->for_each_table([&use](const SynapseTable& table) {
      use.synapses += table.data.size();
      use.rows += table.row_bytes();
    });
  }
}

std::vector<WeightRun> Division::weight_runs(std::uint32_t projection) const {
  std::vector<HeldTable> tables;
  for (std::size_t k = 0; k < shards_.size(); ++k) {
    for (TargetTable& table : shards_[k]->delivery().tables()) {
      if (table.weights_change && table.synapses.parts.front().projection == projection) tables.push_back({k, &table});
    }
  }
  return detail::weight_runs(tables);
}

void Division::for_each_table(std::uint32_t projection, const std::function<void(const SynapseTable&)>& f) const {
  for (const auto& shard : shards_) {
    shard->for_each_table([&](const SynapseTable& table) {
      const bool holds = std::ranges::any_of(
          table.parts, [projection](const TablePart& part) { return part.projection == projection; });
      if (holds) f(table);
    });
  }
}

}  // namespace lapicque::detail
