#include "loop/network_state.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>

#include <lapicque/info.hpp>

#include "check/check.hpp"
#include "connectivity/delay_range.hpp"
#include "loop/finite_check.hpp"
#include "loop/memory_estimate.hpp"
#include "loop/thread_exchange.hpp"

namespace lapicque::detail {
namespace {

// Ranges begin at multiples of this, so that no cache line of any state belongs to two threads, and no group of Poisson
// trains that is drawn together.
constexpr std::uint64_t range_unit = kernels::trains_per_group;

void check_threads(int threads) {
  if (threads >= 0 && threads <= 1024) return;
  check::refuse("threads", std::to_string(threads), "between 1 and 1024, or 0 for as many as pay");
}

}  // namespace

NetworkState::NetworkState(const NetworkOptions& given) : options{given} {
  check::positive("dt", options.dt);
  check_threads(options.threads);
}

std::vector<std::string> NetworkState::receptor_names(std::uint32_t population) const {
  std::vector<std::string> names;
  for (const ReceptorPort& receptor : components.populations[population].neurons->receptors()) {
    names.push_back(receptor.name);
  }
  return names;
}

int NetworkState::threads() const { return division_.team ? division_.team->size() : threads_that_pay(); }

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

NetworkState::Division NetworkState::make_division(int threads) {
  Division division;
  division.team = std::make_unique<ThreadTeam>(threads);
  division.exchange = std::make_unique<ThreadExchange>(*division.team);
  for (int k = 0; k < threads; ++k) {
    division.shards.push_back(
        std::make_unique<Shard>(static_cast<std::size_t>(k), components, *division.exchange, options.dt));
  }
  division.loads.assign(division.shards.size(), 0.0);
  return division;
}

void NetworkState::divide_population(Division& division, std::size_t number) const {
  const PopulationState& population = components.populations[number];
  const std::size_t parts = division.shards.size();
  const std::uint64_t units = (population.size + range_unit - 1) / range_unit;
  // All get the same number of whole units; the rest goes to those that have had least so far.
  std::vector<std::uint64_t> share(parts, units / parts);
  std::vector<std::size_t> by_load(parts);
  std::iota(by_load.begin(), by_load.end(), std::size_t{0});
  std::ranges::stable_sort(by_load, {}, [&](std::size_t k) { return division.loads[k]; });
  for (std::size_t k = 0; k < units % parts; ++k) ++share[by_load[k]];
  std::uint64_t begin = 0;
  for (std::size_t k = 0; k < parts; ++k) {
    const std::uint64_t end = std::min<std::uint64_t>(population.size, begin + share[k] * range_unit);
    division.shards[k]->add_population({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    division.loads[k] += population.cells->work() * static_cast<double>(end - begin);
    begin = end;
  }
}

void NetworkState::split_recordings(Division& division, bool all) {
  for (const auto& recording : components.state_recordings) {
    if (recording->is_split() && !all) continue;
    std::vector<Range> ranges;
    for (const auto& shard : division.shards) ranges.push_back(shard->range(recording->population()));
    recording->prepare_split(*components.populations[recording->population()].neurons, ranges);
  }
  for (const auto& recording : components.weight_recordings) {
    if (recording->is_split() && !all) continue;
    recording->prepare_split(weight_runs(division, recording->projection()), division.shards.size());
  }
}

void NetworkState::keep_recordings() noexcept {
  for (const auto& recording : components.state_recordings) recording->keep_split();
  for (const auto& recording : components.weight_recordings) recording->keep_split();
}

void NetworkState::make_shards() {
  if (!division_.team) division_ = make_division(threads_that_pay());
  for (; built_populations_ < components.populations.size(); ++built_populations_) {
    divide_population(division_, built_populations_);
  }
}

void NetworkState::set_threads(int threads) {
  check_threads(threads);
  if (broken_) throw std::runtime_error("the run or reset before this one failed within a step; call reset() first");
  const int before = std::exchange(options.threads, threads);
  if (!division_.team || threads_that_pay() == division_.team->size()) return;
  try {
    move_to(threads_that_pay());
  } catch (...) {
    options.threads = before;
    throw;
  }
}

NetworkState::Division NetworkState::drawn_division(int threads) {
  Division division = make_division(threads);
  for (std::size_t p = 0; p < built_populations_; ++p) divide_population(division, p);
  const std::span<const ProjectionPlan> built = std::span{projections}.first(built_projections_);
  MemoryNeed need;
  for (const ProjectionPlan& plan : built) need = need.with(plan, division.shards.size());
  need.require();
  for (std::size_t begin = 0; begin < built.size();) {
    std::size_t end = begin;
    while (end < built.size() && made_[end] == made_[begin]) ++end;
    draw(division, built.subspan(begin, end - begin), made_[begin]);
    begin = end;
  }
  return division;
}

void NetworkState::move_to(int threads) {
  Division division = drawn_division(threads);
  for (std::size_t part = 0; part <= built_projections_; ++part) {
    StateImage image;
    SaveState save{image};
    LoadState load{image};
    if (part == built_projections_) {
      visit_spikes(division_, save);
      visit_spikes(division, load);
    } else {
      visit_synapses(division_, projections[part], save);
      visit_synapses(division, projections[part], load);
    }
  }
  split_recordings(division, true);
  keep_recordings();
  division_ = std::move(division);
  bound_version_ = 0;
}

void NetworkState::visit_clock(StateVisitor& visitor) {
  visitor.enter("network");
  visitor.column(column("now", "step", now));
  visitor.column(column("made", "step", Per::projection, std::span{made_}));
}

void NetworkState::visit_spikes(Division& division, StateVisitor& visitor) const {
  DivisionState state;
  if (visitor.access() == Access::read) {
    for (const auto& shard : division.shards) shard->gather(state);
    state.sort();
  }
  state.visit_state(visitor);
  if (visitor.access() != Access::write) return;
  if (division.exchange) division.exchange->clear();
  for (const auto& shard : division.shards) shard->restore(state, now);
}

void NetworkState::visit_synapses(Division& division, const ProjectionPlan& plan, StateVisitor& visitor) {
  visitor.enter("projection " + std::to_string(plan.id));
  bool seen = false;
  for (const auto& shard : division.shards) {
    for (TargetTable& table : shard->delivery().tables()) {
      if (table.dynamics == nullptr || table.synapses.parts.front().projection != plan.id) continue;
      // All tables of a projection have these in common.
      if (seen && visitor.access() != Access::write) continue;
      table.dynamics->visit_state(visitor);
      seen = true;
    }
  }
  if (!changes_weights(plan.synapse)) return;
  const std::vector<WeightRun> runs = weight_runs(division, plan.id);
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

void NetworkState::visit_state(StateVisitor& visitor) {
  visit_clock(visitor);
  for (const PopulationState& population : components.populations) {
    visitor.enter("population " + population.name);
    population.cells->visit_state(visitor);
  }
  components.gap_junctions.visit_state(components.populations, visitor);
  const auto visit_all = [&](const char* kind, auto& owners) {
    for (std::size_t k = 0; k < owners.size(); ++k) {
      visitor.enter(kind + std::to_string(k));
      owners[k]->visit_state(visitor);
    }
  };
  visit_all("stimulus ", components.currents);
  visit_all("spike recorder ", components.spike_recordings);
  visit_all("state recorder ", components.state_recordings);
  visit_all("weight recorder ", components.weight_recordings);
  visit_spikes(division_, visitor);
  for (std::size_t p = 0; p < built_projections_; ++p) visit_synapses(division_, projections[p], visitor);
  visitor.begin([this] { draw_weights(); });
}

void NetworkState::restore(const StateImage& image) {
  broken_ = true;
  made_.assign(projections.size(), 0);
  LoadState load{image};
  visit_clock(load);
  built_populations_ = components.populations.size();
  built_projections_ = projections.size();
  note_delays();
  undrawn_ = {};
  division_ = drawn_division(threads_that_pay());
  split_recordings(division_, true);
  keep_recordings();
  visit_state(load);
  bound_version_ = 0;
  broken_ = false;
}

void NetworkState::note_delays() {
  smallest_delay_ = 0;
  for (const ProjectionPlan& plan : std::span{projections}.first(built_projections_)) {
    const std::int64_t delay = delay_range(plan.delay, options.dt).low;
    smallest_delay_ = smallest_delay_ == 0 ? delay : std::min(smallest_delay_, delay);
  }
}

void NetworkState::add_projection(ProjectionPlan plan) {
  const MemoryNeed need = undrawn_.with(plan, std::max<std::size_t>(division_.shards.size(), 1));
  need.require();
  projections.push_back(std::move(plan));
  undrawn_ = need;
  note_change();
}

void NetworkState::build() {
  if (version_ == bound_version_) return;
  // Where the number of threads is ours to choose, a network that has grown may want more of them.
  if (options.threads == 0 && division_.team && threads_that_pay() > division_.team->size()) {
    move_to(threads_that_pay());
  }
  make_shards();
  if (built_projections_ < projections.size()) draw_new_projections();
  split_recordings(division_, false);
  keep_recordings();
  for (const auto& shard : division_.shards) shard->bind_inputs();
  bound_version_ = version_;
}

void NetworkState::draw(Division& division, std::span<const ProjectionPlan> plans, std::int64_t made) {
  division.team->run(
      [&](int thread) { guarded(0, [&] { division.shards[static_cast<std::size_t>(thread)]->draw(plans); }); });
  if (failed_[0]) {
    for (const auto& shard : division.shards) shard->discard_drawn();
    rethrow_failure();
  }
  for (const auto& shard : division.shards) shard->keep_drawn(made);
}

void NetworkState::draw_new_projections() {
  undrawn_.require();
  made_.resize(projections.size(), now);
  draw(division_, std::span{projections}.subspan(built_projections_), now);
  undrawn_ = {};
  built_projections_ = projections.size();
  note_delays();
}

void NetworkState::for_each_table(std::uint32_t projection, const std::function<void(const SynapseTable&)>& f) const {
  for (const auto& shard : division_.shards) {
    shard->for_each_table([&](const SynapseTable& table) {
      const bool holds = std::ranges::any_of(
          table.parts, [projection](const TablePart& part) { return part.projection == projection; });
      if (holds) f(table);
    });
  }
}

std::vector<WeightRun> NetworkState::weight_runs(std::uint32_t projection) {
  return weight_runs(division_, projection);
}

std::vector<WeightRun> NetworkState::weight_runs(Division& division, std::uint32_t projection) {
  std::vector<HeldTable> tables;
  for (std::size_t k = 0; k < division.shards.size(); ++k) {
    for (TargetTable& table : division.shards[k]->delivery().tables()) {
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
    for (const auto& shard : division_.shards) shard->record(now);
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
  division_.team->run(
      [this, steps](int thread) { advance_thread(static_cast<std::size_t>(thread), now, now + steps); });
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
  Shard& shard = *division_.shards[thread];
  const std::int64_t interval = interval_between_meetings();
  int list = 0;
  guarded(list, [&] { shard.record(first); });
  for (std::int64_t begin = first; begin < last; begin += interval, list ^= 1) {
    const Interval present{begin, std::min(begin + interval, last)};
    guarded(list, [&] { shard.advance(present, list); });
    const std::uint32_t meeting = division_.exchange->arrive(thread);
    if (present.last < last) shard.deliver_ahead(present.last);
    division_.exchange->wait(thread, meeting);
    if (failed_[list]) return;
    guarded(list ^ 1, [&] { shard.take_in_spikes(present, list); });
  }
}

MemoryUse NetworkState::memory() {
  MemoryUse use;
  CountBytes state;
  for (const PopulationState& population : components.populations) {
    population.cells->visit_state(state);
    use.state += population.cells->constant_bytes();
  }
  for (const auto& current : components.currents) {
    current->visit_state(state);
    use.state += current->constant_bytes();
  }
  components.gap_junctions.visit_state(components.populations, state);
  use.state += state.bytes();
  for (const auto& shard : division_.shards) {
    use.accumulators += shard->accumulators().bytes();
    use.spikes_under_way += shard->bytes_under_way();
    use.traces += shard->trace_bytes();
    shard->for_each_table([&use](const SynapseTable& table) {
      use.synapses += table.data.size();
      use.rows += table.row_bytes();
    });
  }
  CountBytes recorded;
  for (const auto& recording : components.spike_recordings) recording->visit_state(recorded);
  for (const auto& recording : components.state_recordings) recording->visit_state(recorded);
  for (const auto& recording : components.weight_recordings) recording->visit_state(recorded);
  use.recordings = recorded.bytes();
  return use;
}

void NetworkState::require_finite(bool before_run) const {
  for (const PopulationState& population : components.populations) {
    if (population.neurons == nullptr || (before_run && !population.neurons->exposed())) continue;
    FiniteCheck check{population.name, before_run};
    population.neurons->visit_state(check);
  }
}

void NetworkState::draw_weights() {
  const bool change = std::ranges::any_of(std::span{projections}.first(built_projections_),
                                          [](const ProjectionPlan& plan) { return changes_weights(plan.synapse); });
  if (!change) return;
  division_.team->run([this](int thread) {
    guarded(0, [&] { division_.shards[static_cast<std::size_t>(thread)]->draw_weights(projections); });
  });
  if (failed_[0]) rethrow_failure();
}

void NetworkState::reset() {
  broken_ = true;
  for (const auto& shard : division_.shards) shard->begin_at_start();
  ResetState reset;
  visit_state(reset);
  broken_ = false;
}

}  // namespace lapicque::detail
