#include "loop/network_state.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <stdexcept>
#include <utility>

#include <lapicque/info.hpp>

#include "check/check.hpp"
#include "loop/memory_estimate.hpp"

namespace lapicque::detail {
namespace {

// Ranges begin at multiples of this, so that no cache line of any state belongs to two threads, and no group of Poisson
// trains that is drawn together.
constexpr std::uint64_t range_unit = kernels::trains_per_group;

Range range_of(std::uint32_t size, std::size_t part, std::size_t parts) {
  const std::uint64_t units = (size + range_unit - 1) / range_unit;
  const auto bound = [&](std::size_t k) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(size, units * k / parts * range_unit));
  };
  return {bound(part), bound(part + 1)};
}

}  // namespace

NetworkState::NetworkState(const NetworkOptions& given) : options{given} {
  check::positive("dt", options.dt);
  if (options.threads < 0 || options.threads > 1024) {
    check::refuse("threads", std::to_string(options.threads), "between 1 and 1024, or 0 for as many as pay");
  }
}

std::vector<std::string> NetworkState::receptor_names(std::uint32_t population) const {
  std::vector<std::string> names;
  for (const ReceptorInput& receptor : components.populations[population].neurons->receptors()) {
    names.push_back(receptor.name);
  }
  return names;
}

int NetworkState::threads() const { return team_ ? team_->size() : threads_that_pay(); }

int NetworkState::threads_that_pay() const {
  if (options.threads > 0) return options.threads;
  // Rough cost of a step: of the cells, about a ns a Poisson input, and an event at some ten spikes a second. A thread
  // pays where its work between two meetings outweighs a meeting even when threads have to be woken for it.
  double work = 0.0;
  for (const PopulationState& population : components.populations) work += population.cells->work() * population.size;
  for (const auto& drive : components.poisson) work += 1.0 * static_cast<double>(drive->targets());
  for (const auto& current : components.currents) work += current->work();
  std::int64_t steps = longest_interval;
  for (const ProjectionPlan& plan : projections) {
    const double event = changes_weights(plan.synapse) ? 10.0 : 1.5;  // [ns]
    work += expected_synapses(plan) * (options.dt * 1e-3) * 10.0 * event;
    steps = std::min(steps, delay_range(plan.delay, options.dt).low);
  }
  constexpr double worthwhile = 60e3;  // [ns]
  return std::clamp(static_cast<int>(std::min(work * static_cast<double>(steps) / worthwhile, 1e6)), 1,
                    hardware_threads());
}

void NetworkState::make_shards() {
  if (!team_) {
    team_ = std::make_unique<ThreadTeam>(threads_that_pay());
    for (int k = 0; k < team_->size(); ++k) {
      shards_.push_back(std::make_unique<Shard>(static_cast<std::size_t>(k), components, options.dt));
    }
  }
  for (; built_populations_ < components.populations.size(); ++built_populations_) {
    const std::uint32_t size = components.populations[built_populations_].size;
    for (std::size_t k = 0; k < shards_.size(); ++k) shards_[k]->add_population(range_of(size, k, shards_.size()));
  }
  for (const auto& recording : components.state_recordings) {
    if (recording->is_split()) continue;
    std::vector<Range> ranges;
    for (const auto& shard : shards_) ranges.push_back(shard->range(recording->population()));
    recording->split(*components.populations[recording->population()].neurons, ranges);
  }
}

void NetworkState::add_projection(ProjectionPlan plan) {
  const MemoryNeed need = undrawn_.with(plan, std::max<std::size_t>(shards_.size(), 1));
  need.require();
  projections.push_back(std::move(plan));
  undrawn_ = need;
}

void NetworkState::build() {
  make_shards();
  if (built_projections_ < projections.size()) draw_new_projections();
  find_recorded_weights();
  bind_inputs();
}

void NetworkState::find_recorded_weights() {
  for (const auto& recording : components.weight_recordings) {
    if (!recording->is_found()) recording->find(weight_runs(recording->projection()), shards_.size());
  }
}

void NetworkState::bind_inputs() {
  const std::size_t present = components.populations.size() + components.currents.size() + components.poisson.size() +
                              components.state_recordings.size() + projections.size() + gap_junction_calls;
  if (present == bound_components_) return;
  for (const auto& shard : shards_) shard->bind_inputs();
  bound_components_ = present;
}

void NetworkState::draw_new_projections() {
  undrawn_.require();
  team_->run([this](int thread) {
    guarded(0, [&] {
      shards_[static_cast<std::size_t>(thread)]->draw(std::span{projections}.subspan(built_projections_));
    });
  });
  if (failed_[0]) {
    for (const auto& shard : shards_) shard->discard_drawn();
    rethrow_failure();
  }
  for (const auto& shard : shards_) shard->keep_drawn(now);
  undrawn_ = {};
  for (; built_projections_ < projections.size(); ++built_projections_) {
    const std::int64_t delay = delay_range(projections[built_projections_].delay, options.dt).low;
    smallest_delay_ = smallest_delay_ == 0 ? delay : std::min(smallest_delay_, delay);
  }
}

void NetworkState::for_each_table(std::uint32_t projection, const std::function<void(const SynapseTable&)>& f) const {
  for (const auto& shard : shards_) {
    shard->for_each_table([&](const SynapseTable& table) {
      const bool holds = std::ranges::any_of(
          table.parts, [projection](const TablePart& part) { return part.projection == projection; });
      if (holds) f(table);
    });
  }
}

std::vector<WeightRun> NetworkState::weight_runs(std::uint32_t projection) {
  std::vector<HeldTable> tables;
  for (std::size_t k = 0; k < shards_.size(); ++k) {
    for (TargetTable& table : shards_[k]->delivery().tables()) {
      if (table.weights_change && table.synapses.parts.front().projection == projection) tables.push_back({k, &table});
    }
  }
  return detail::weight_runs(tables);
}

template <class F>
void NetworkState::guarded(int list, F&& work) {
  try {
    work();
  } catch (...) {
    const std::lock_guard lock{failure_mutex_};
    if (!failure_) failure_ = std::current_exception();
    failed_[list] = true;
  }
}

void NetworkState::rethrow_failure() {
  failed_[0] = failed_[1] = false;
  std::rethrow_exception(std::exchange(failure_, nullptr));
}

bool NetworkState::run(std::int64_t steps, const Progress& progress) {
  if (broken_) throw std::runtime_error("the run or reset before this one failed within a step; call reset() first");
  build();
  require_finite(true);
  if (steps == 0) {
    for (const auto& shard : shards_) shard->record(now);
  }
  // Progress, Ctrl-C and the search for values that are not finite come between chunks of some tens of milliseconds.
  constexpr double shortest_chunk = 0.01;  // [s]
  std::int64_t done = 0;
  while (done < steps) {
    const std::int64_t n = std::min(chunk_, steps - done);
    const auto start = std::chrono::steady_clock::now();
    advance(n);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (n == chunk_ && elapsed.count() < shortest_chunk) chunk_ = std::min<std::int64_t>(2 * chunk_, 1 << 20);
    if (elapsed.count() > 4.0 * shortest_chunk) chunk_ = std::max<std::int64_t>(n / 2, 1);
    done += n;
    require_finite(false);
    if (progress && !progress(done, steps)) return done == steps;
  }
  return true;
}

void NetworkState::advance(std::int64_t steps) {
  for (const PopulationState& population : components.populations) population.cells->begin_run(now);
  if (!components.gap_junctions.empty()) components.gap_junctions.begin_run(components.populations, now);
  team_->run([this, steps](int thread) { advance_thread(static_cast<std::size_t>(thread), now, now + steps); });
  if (failed_[0] || failed_[1]) {
    broken_ = true;
    rethrow_failure();
  }
  now += steps;
}

std::int64_t NetworkState::interval_between_meetings() const {
  if (!components.gap_junctions.empty()) return 1;  // neurons see each other's potentials
  return smallest_delay_ == 0 ? longest_interval : std::min(smallest_delay_, longest_interval);
}

void NetworkState::advance_thread(std::size_t thread, std::int64_t first, std::int64_t last) {
  Shard& shard = *shards_[thread];
  const std::int64_t interval = interval_between_meetings();
  int list = 0;
  guarded(list, [&] { shard.record(first); });
  for (std::int64_t begin = first; begin < last; begin += interval, list ^= 1) {
    const Interval present{begin, std::min(begin + interval, last)};
    guarded(list, [&] { shard.advance(present, list); });
    const std::uint32_t meeting = team_->barrier().arrive();
    if (present.last < last) shard.deliver_ahead(present.last);
    team_->barrier().wait(static_cast<int>(thread), meeting);
    if (failed_[list]) return;
    guarded(list ^ 1, [&] { shard.exchange(shards_, present, list); });
  }
}

MemoryUse NetworkState::memory() const {
  MemoryUse use;
  for (const PopulationState& population : components.populations) {
    if (population.neurons != nullptr) use.state += population.neurons->bytes();
  }
  for (const auto& current : components.currents) use.state += current->bytes();
  for (const auto& shard : shards_) {
    use.accumulators += shard->accumulators().bytes();
    use.spikes_under_way += shard->bytes_under_way();
    use.traces += shard->trace_bytes();
    shard->for_each_table([&use](const SynapseTable& table) {
      use.synapses += table.data.size();
      use.rows += table.row_bytes();
    });
  }
  for (const auto& recording : components.spike_recordings) use.recordings += recording->bytes();
  for (const auto& recording : components.state_recordings) use.recordings += recording->bytes();
  for (const auto& recording : components.weight_recordings) use.recordings += recording->bytes();
  return use;
}

void NetworkState::require_finite(bool before_run) const {
  for (const PopulationState& population : components.populations) {
    if (population.neurons != nullptr) population.neurons->require_finite(population.name, before_run);
  }
}

void NetworkState::draw_weights() {
  const bool change = std::ranges::any_of(std::span{projections}.first(built_projections_),
                                          [](const ProjectionPlan& plan) { return changes_weights(plan.synapse); });
  if (!change) return;
  team_->run([this](int thread) {
    guarded(0, [&] { shards_[static_cast<std::size_t>(thread)]->draw_weights(projections); });
  });
  if (failed_[0]) rethrow_failure();
}

void NetworkState::reset() {
  broken_ = true;
  draw_weights();
  now = 0;
  broken_ = false;
  for (const PopulationState& population : components.populations) population.cells->reset();
  components.gap_junctions.reset();
  for (const auto& current : components.currents) current->reset();
  for (const auto& shard : shards_) shard->reset();
  for (const auto& recording : components.spike_recordings) recording->clear();
  for (const auto& recording : components.state_recordings) recording->clear();
  for (const auto& recording : components.weight_recordings) recording->clear();
}

}  // namespace lapicque::detail
