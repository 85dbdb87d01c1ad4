#include "loop/network_state.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <utility>

#include <lapicque/info.hpp>

#include "check/check.hpp"
#include "connectivity/delay_range.hpp"
#include "loop/finite_check.hpp"
#include "loop/memory_estimate.hpp"
#include "machine/require_memory.hpp"
#include "neurons/endless_firing.hpp"
#include "neurons/step_failure.hpp"

namespace lapicque::detail {
namespace {

void check_threads(int threads) {
  if (threads >= 0 && threads <= 1024) return;
  check::refuse("threads", std::to_string(threads), "between 1 and 1024, or 0 for as many as pay");
}

/// A run that goes wrong ends at a multiple of this, or at its own end, whatever the speed of the machine.
constexpr std::int64_t steps_between_searches = 1024;

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

std::string NetworkState::time_text(std::int64_t step) const {
  // A multiple of dt without what rounding adds to it.
  char text[32];
  std::snprintf(text, sizeof text, "%.12g", static_cast<double>(step) * options.dt);
  return text;
}

int NetworkState::threads() const { return division_ ? division_->threads() : threads_that_pay(); }

int NetworkState::threads_that_pay() const {
  if (options.threads > 0) return options.threads;
  // Rough cost of a step: of the cells, about a ns a Poisson input, and an event at some ten spikes a second. A thread
  // pays where its work between two meetings outweighs a meeting even when threads have to be woken for it.
  double work = 0.0;
  for (const PopulationState& population : components.populations) work += population.cells->work() * population.size;
  for (const auto& drive : components.poisson) work += drive ? static_cast<double>(drive->targets()) : 0.0;
  for (const auto& current : components.currents) work += current ? current->work() : 0.0;
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
  if (!division_) division_ = std::make_unique<Division>(threads_that_pay(), components, options.dt, interruptible_);
  for (; built_populations_ < components.populations.size(); ++built_populations_) {
    division_->add_population(components.populations[built_populations_]);
  }
}

void NetworkState::set_threads(int threads) {
  check_threads(threads);
  if (broken_) throw std::runtime_error("the run or reset before this one failed within a step; call reset() first");
  const int before = std::exchange(options.threads, threads);
  if (!division_ || threads_that_pay() == division_->threads()) return;
  interruptible_.begin();
  try {
    move_to(threads_that_pay());
  } catch (...) {
    options.threads = before;
    throw;
  }
}

std::unique_ptr<Division> NetworkState::drawn_division(int threads) {
  auto division = std::make_unique<Division>(threads, components, options.dt, interruptible_);
  for (std::size_t p = 0; p < built_populations_; ++p) division->add_population(components.populations[p]);
  const std::span<const ProjectionPlan> built = std::span{projections}.first(built_projections_);
  MemoryNeed need;
  for (const ProjectionPlan& plan : built) need = need.with(plan, division->shards().size());
  need.require();
  for (std::size_t begin = 0; begin < built.size();) {
    std::size_t end = begin;
    while (end < built.size() && made_[end] == made_[begin]) ++end;
    division->draw(built.subspan(begin, end - begin), made_[begin]);
    begin = end;
  }
  return division;
}

void NetworkState::move_to(int threads) {
  std::unique_ptr<Division> division = drawn_division(threads);
  for (std::size_t part = 0; part <= built_projections_; ++part) {
    StateImage image;
    SaveState save{image};
    LoadState load{image};
    if (part == built_projections_) {
      division_->visit_spikes(now, save);
      division->visit_spikes(now, load);
    } else {
      division_->visit_synapses(projections[part], save);
      division->visit_synapses(projections[part], load);
    }
  }
  division->split_recordings(true);
  division->keep_recordings();
  division_ = std::move(division);
  bound_version_ = 0;
}

void NetworkState::visit_clock(StateVisitor& visitor) {
  visitor.enter("network");
  visitor.column(column("now", "step", now));
  visitor.column(column("made", "step", Per::projection, std::span{made_}));
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
      if (!owners[k]) continue;
      visitor.enter(kind + std::to_string(k));
      owners[k]->visit_state(visitor);
    }
  };
  visit_all("stimulus ", components.currents);
  visit_all("spike recorder ", components.spike_recordings);
  visit_all("state recorder ", components.state_recordings);
  visit_all("weight recorder ", components.weight_recordings);
  if (division_) {
    division_->visit_spikes(now, visitor);
    for (std::size_t p = 0; p < built_projections_; ++p) division_->visit_synapses(projections[p], visitor);
  }
  visitor.begin([this] { draw_weights(); });
}

void NetworkState::restore(const StateImage& image) {
  broken_ = true;
  interruptible_.begin();
  made_.assign(projections.size(), 0);
  LoadState load{image};
  visit_clock(load);
  built_populations_ = components.populations.size();
  built_projections_ = projections.size();
  note_delays();
  undrawn_ = {};
  division_ = drawn_division(threads_that_pay());
  division_->split_recordings(true);
  division_->keep_recordings();
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
  const MemoryNeed need = undrawn_.with(plan, division_ ? division_->shards().size() : 1);
  need.require();
  projections.push_back(std::move(plan));
  undrawn_ = need;
  note_change();
}

void NetworkState::remove_projection(std::uint32_t id) {
  if (id < built_projections_) check::refuse("projection", "one whose synapses are drawn", "not drawn yet");
  ProjectionPlan& plan = projections[id];
  plan.rule = Pairs{};
  plan.weight = 0.0;
  plan.delay = static_cast<double>(longest_delay) * options.dt;  // never the shortest of all
  undrawn_ = {};
  for (std::size_t p = built_projections_; p < projections.size(); ++p) {
    undrawn_ = undrawn_.with(projections[p], division_ ? division_->shards().size() : 1);
  }
  note_change();
}

void NetworkState::build() {
  if (version_ == bound_version_) return;
  interruptible_.begin();
  // Where the number of threads is ours to choose, a network that has grown may want more of them.
  if (options.threads == 0 && division_ && threads_that_pay() > division_->threads()) {
    move_to(threads_that_pay());
  }
  make_shards();
  if (built_projections_ < projections.size()) draw_new_projections();
  division_->split_recordings(false);
  division_->keep_recordings();
  for (const auto& shard : division_->shards()) shard->bind_inputs();
  bound_version_ = version_;
  chunk_ = longest_interval;  // a network that has grown takes longer
}

void NetworkState::draw_new_projections() {
  undrawn_.require();
  made_.resize(projections.size(), now);
  division_->draw(std::span{projections}.subspan(built_projections_), now);
  undrawn_ = {};
  built_projections_ = projections.size();
  note_delays();
}

bool NetworkState::run(std::int64_t steps, const Progress& progress) {
  if (broken_) throw std::runtime_error("the run or reset before this one failed within a step; call reset() first");
  build();
  require_finite_before_run();
  require_memory_for_samples(steps);
  const auto end = [this](const char* how) {
    broken_ = true;
    return std::string{"the run "} + how + ", after " + time_text(now) +
           " ms; what was recorded before can be read, and reset() makes the network ready again";
  };
  try {
    return advance_all(steps, progress);
  } catch (const std::bad_alloc&) {
    throw NotEnoughMemory(end("ended for want of memory"));
  } catch (const Interrupted&) {
    throw Interrupted(end("was interrupted within a step"));
  } catch (const StepFailure& failure) {
    std::string message = components.populations[failure.population()].name + "[" + std::to_string(failure.neuron()) +
                          "]: " + failure.what() + " at " + time_text(failure.step() + 1) + " ms";
    if (!failure.after().empty()) message += ": " + failure.after();
    throw std::runtime_error(message);
  } catch (const EndlessFiring& failure) {
    throw std::runtime_error(components.populations[failure.population()].name + "[" +
                             std::to_string(failure.neuron()) + "] fired more than " +
                             check::text(most_spikes_within(options.dt)) + " times between " +
                             time_text(failure.step()) + " and " + time_text(failure.step() + 1) +
                             " ms; the input to this neuron is too large");
  }
}

bool NetworkState::advance_all(std::int64_t steps, const Progress& progress) {
  if (steps == 0) {
    for (const auto& shard : division_->shards()) shard->record(now);
  }
  // Progress and Ctrl-C come between chunks of some tens of milliseconds. The search for values that are not finite
  // comes at steps that do not depend on the clock.
  constexpr double shortest_chunk = 0.01;  // [s]
  std::int64_t done = 0;
  while (done < steps) {
    const std::int64_t n = std::min({chunk_, steps - done, steps_between_searches - now % steps_between_searches});
    interruptible_.begin();
    const auto start = std::chrono::steady_clock::now();
    advance(n);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (elapsed.count() < shortest_chunk) chunk_ = std::min(std::max(chunk_, 2 * n), steps_between_searches);
    if (elapsed.count() > 4.0 * shortest_chunk) chunk_ = std::max<std::int64_t>(n / 2, 1);
    done += n;
    if (done == steps || now % steps_between_searches == 0) require_finite();
    if (interruptible_.ended() || (progress && !progress(done, steps))) return done == steps;
  }
  return true;
}

void NetworkState::advance(std::int64_t steps) {
  for (const PopulationState& population : components.populations) population.cells->begin_run(now);
  if (!components.gap_junctions.empty()) components.gap_junctions.begin_run(components.populations, now);
  broken_ = true;
  division_->advance(now, now + steps, interval_between_meetings());
  broken_ = false;
  now += steps;
}

void NetworkState::require_memory_for_samples(std::int64_t steps) const {
  double bytes = 0.0;
  for (const auto& recording : components.state_recordings) bytes += recording->bytes_of_samples(steps);
  for (const auto& recording : components.weight_recordings) bytes += recording->bytes_of_samples(steps);
  require_memory("the samples of recorders in " + time_text(steps) + " ms", bytes,
                 "record fewer neurons or synapses, or less often by `every`");
}

std::int64_t NetworkState::interval_between_meetings() const {
  if (!components.gap_junctions.empty()) return 1;  // neurons see each other's potentials
  return smallest_delay_ == 0 ? longest_interval : std::min(smallest_delay_, longest_interval);
}

MemoryUse NetworkState::memory() {
  MemoryUse use;
  CountBytes state;
  for (const PopulationState& population : components.populations) {
    population.cells->visit_state(state);
    use.state += population.cells->constant_bytes();
  }
  for (const auto& current : components.currents) {
    if (!current) continue;
    current->visit_state(state);
    use.stimuli += current->constant_bytes();
  }
  for (const auto& drive : components.poisson) use.stimuli += drive ? drive->bytes() : 0;
  for (const ProjectionPlan& plan : projections) use.lists += bytes_of_lists(plan);
  components.gap_junctions.visit_state(components.populations, state);
  use.lists += components.gap_junctions.constant_bytes();
  use.state += state.bytes();
  if (division_) division_->add_memory(use);
  CountBytes recorded;
  for (const auto& recording : components.spike_recordings) recording->visit_state(recorded);
  for (const auto& recording : components.state_recordings) recording->visit_state(recorded);
  for (const auto& recording : components.weight_recordings) recording->visit_state(recorded);
  use.recordings = recorded.bytes();
  return use;
}

void NetworkState::require_finite_before_run() const {
  for (const PopulationState& population : components.populations) {
    if (population.neurons == nullptr || !population.neurons->exposed()) continue;
    FiniteCheck check{population.name};
    population.neurons->visit_state(check);
    check.refuse();
  }
}

void NetworkState::require_finite() const {
  const std::int64_t before = (now - 1) / steps_between_searches * steps_between_searches;
  for (const PopulationState& population : components.populations) {
    if (population.neurons == nullptr) continue;
    FiniteCheck check{population.name};
    population.neurons->visit_state(check);
    check.fail("between " + time_text(before) + " and " + time_text(now) + " ms");
  }
}

void NetworkState::draw_weights() {
  const bool change = std::ranges::any_of(std::span{projections}.first(built_projections_),
                                          [](const ProjectionPlan& plan) { return changes_weights(plan.synapse); });
  if (!change) return;
  division_->draw_weights(projections);
}

void NetworkState::reset() {
  broken_ = true;
  interruptible_.begin();
  if (division_) {
    for (const auto& shard : division_->shards()) shard->begin_at_start();
  }
  ResetState reset;
  visit_state(reset);
  broken_ = false;
}

}  // namespace lapicque::detail
