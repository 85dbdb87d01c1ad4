#include <lapicque/network.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "api/network_checks.hpp"
#include "check/check.hpp"
#include "loop/network_state.hpp"
#include "machine/require_memory.hpp"
#include "neurons/make_neurons.hpp"
#include "sources/gamma_source.hpp"
#include "sources/sources.hpp"
#include "stimuli/current_input.hpp"

namespace lapicque {

using namespace detail;
namespace {

std::uint32_t checked_size(std::int64_t n) {
  if (n < 1 || n > INT32_MAX) check::refuse("n", std::to_string(n), "between 1 and 2147483647");
  return static_cast<std::uint32_t>(n);
}

std::string checked_name(const detail::NetworkState& network, const std::string& name) {
  const auto taken = [&](const std::string& candidate) {
    return std::any_of(network.components.populations.begin(), network.components.populations.end(),
                       [&](const PopulationState& p) { return p.name == candidate; });
  };
  if (!name.empty()) {
    if (taken(name)) check::refuse("name", "'" + name + "'", "unique in the network");
    return name;
  }
  std::size_t number = network.components.populations.size();
  while (taken("population" + std::to_string(number))) ++number;
  return "population" + std::to_string(number);
}

/// The state, the external current, and until when a neuron is refractory.
double bytes_a_neuron(const Model& model, Precision precision) {
  const double real = precision == Precision::single ? sizeof(float) : sizeof(double);
  return real * static_cast<double>(state_variables(model).size() + 1) + sizeof(std::int32_t);
}

/// Steps between two samples.
std::int64_t sampling_steps(double every, double dt) {
  check::not_negative("every", every);
  return every == 0.0 ? 1 : check::interval_on_grid("every", every, dt);
}

/// Puts a valid stimulus where it belongs.
struct Stimulate {
  detail::NetworkState& network;
  const Selection& target;

  /// Returns its number among the stimuli of its kind.
  std::size_t operator()(const PoissonInput& poisson) const {
    auto& inputs = network.components.poisson;
    detail::require_free_id("Poisson inputs", inputs.size());
    const std::uint32_t receptor =
        detail::resolve_receptor(network, target.population_id(), poisson.receptor, {poisson.weight, poisson.weight});
    const auto id = static_cast<std::uint32_t>(inputs.size());
    inputs.push_back(
        std::make_unique<PoissonDrive>(id, target, poisson, receptor, network.options.dt, network.options.seed));
    return id;
  }
  template <class Current>
  std::size_t operator()(const Current& current) const {
    std::uint32_t noises = network.components.noises;
    const auto noise_id = [&] {
      detail::require_free_id("noise currents", noises);
      return noises++;
    };
    detail::require_free_id("currents", network.components.currents.size());
    auto made =
        make_current(StimulusOnTargets<Current>{current, target, network.options.dt, network.options.seed, noise_id});
    if (made->window().end <= network.now) {
      check::refuse("stimulus", "one that ends at " + network.time_text(made->window().end) + " ms",
                    "one that is not over at the present time (" + network.time_text(network.now) + " ms)");
    }
    network.components.currents.push_back(std::move(made));
    network.components.noises = noises;
    network.population(target.population_id()).neurons->use_external_current();
    return network.components.currents.size() - 1;
  }
};

}  // namespace

Network::Network(const NetworkOptions& options) : state_{std::make_unique<detail::NetworkState>(options)} {}
Network::~Network() = default;
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;

Population Network::add_population(std::int64_t n, const Model& model, const PopulationOptions& options) {
  auto& populations = state_->components.populations;
  detail::require_free_id("populations", populations.size());
  const std::uint32_t size = checked_size(n);
  std::string name = checked_name(*state_, options.name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  require_memory(std::to_string(n) + " neurons", bytes_a_neuron(model, precision()) * static_cast<double>(n),
                 "make the population smaller");
  auto neurons = make_neurons(model, id, size, state_->options, options);
  NeuronGroup* raw = neurons.get();
  populations.push_back({std::move(name), size, std::move(neurons), raw});
  state_->note_change();
  return {state_.get(), id, n};
}

Population Network::add_poisson_source(std::int64_t n, const Rate& rate, const std::string& name) {
  auto& populations = state_->components.populations;
  detail::require_free_id("populations", populations.size());
  const std::uint32_t size = checked_size(n);
  std::string unique = checked_name(*state_, name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  populations.push_back(
      {std::move(unique), size, std::make_unique<PoissonSource>(id, size, rate, dt(), seed()), nullptr});
  state_->note_change();
  return {state_.get(), id, n};
}

Population Network::add_gamma_source(std::int64_t n, const Parameter& rate, const Parameter& shape,
                                     const std::string& name) {
  auto& populations = state_->components.populations;
  detail::require_free_id("populations", populations.size());
  const std::uint32_t size = checked_size(n);
  std::string unique = checked_name(*state_, name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  populations.push_back({std::move(unique), size,
                         std::make_unique<GammaSource>(id, size, rate, shape, dt(), seed(), state_->now), nullptr});
  state_->note_change();
  return {state_.get(), id, n};
}

Population Network::add_spike_source(const std::vector<std::vector<double>>& times, const std::string& name,
                                     SpikeTiming timing) {
  auto& populations = state_->components.populations;
  detail::require_free_id("populations", populations.size());
  const std::uint32_t n = checked_size(static_cast<std::int64_t>(times.size()));
  std::string unique = checked_name(*state_, name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  populations.push_back(
      {std::move(unique), n, std::make_unique<SpikeSource>(times, timing, dt(), state_->now), nullptr});
  state_->note_change();
  return {state_.get(), id, n};
}

AppliedStimulus Network::stimulate(const Selection& target, const Stimulus& stimulus) {
  detail::require_of(state_.get(), "target", target);
  detail::require_neurons(*state_, "target", target);
  validate(stimulus);
  const std::size_t number = std::visit(Stimulate{*state_, target}, stimulus);
  state_->note_change();
  return {target, std::holds_alternative<PoissonInput>(stimulus), static_cast<std::uint32_t>(number)};
}

void Network::remove(const AppliedStimulus& stimulus) {
  detail::require_of(state_.get(), "stimulus", stimulus.target_);
  if (!stimulus.applied()) check::refuse("stimulus", "one that has been removed", "one that is applied");
  if (stimulus.spikes_) {
    state_->components.poisson[stimulus.number_].reset();
  } else {
    state_->components.currents[stimulus.number_].reset();
  }
  state_->note_change();
}

SpikeRecorder Network::record_spikes(const Selection& target) {
  detail::require_of(state_.get(), "target", target);
  auto& recordings = state_->components.spike_recordings;
  const auto id = static_cast<std::uint32_t>(recordings.size());
  const PopulationState& population = state_->population(target.population_id());
  recordings.push_back(std::make_unique<SpikeRecording>(target, population.size, population.cells->spike_timing()));
  return {target, id};
}

StateRecorder Network::record(const Selection& target, const std::vector<std::string>& variables, double every) {
  detail::require_of(state_.get(), "target", target);
  detail::require_neurons(*state_, "target", target);
  if (variables.empty()) check::refuse("variables", "none", "at least one name");
  NeuronGroup& neurons = *state_->population(target.population_id()).neurons;
  for (const std::string& variable : variables) {
    static_cast<void>(neurons.values(variable));
    if (std::count(variables.begin(), variables.end(), variable) > 1) {
      check::refuse("variables", "'" + variable + "' twice", "different names");
    }
  }
  const std::int64_t steps = sampling_steps(every, dt());
  auto& recordings = state_->components.state_recordings;
  const auto id = static_cast<std::uint32_t>(recordings.size());
  recordings.push_back(std::make_unique<StateRecording>(target, variables, steps, state_->now));
  state_->note_change();
  return {target, id};
}

WeightRecorder Network::record_weights(const Projection& projection, const std::vector<std::int64_t>& synapses,
                                       double every) {
  detail::require_of(state_.get(), "projection", projection.post());
  if (!changes_weights(projection.synapse())) {
    check::refuse("projection", "one whose weights do not change", "of plastic synapses");
  }
  const std::int64_t steps = sampling_steps(every, dt());
  const std::int64_t n = projection.size();
  for (std::size_t j = 0; j < synapses.size(); ++j) {
    if (synapses[j] >= 0 && synapses[j] < n) continue;
    throw std::out_of_range("synapses[" + std::to_string(j) + "] must be from 0 to " + std::to_string(n - 1) +
                            ", got " + std::to_string(synapses[j]));
  }
  auto& recordings = state_->components.weight_recordings;
  const auto id = static_cast<std::uint32_t>(recordings.size());
  recordings.push_back(std::make_unique<WeightRecording>(projection.id(), synapses, steps, state_->now));
  state_->note_change();
  return {projection.post(), id};
}

void Network::build() { state_->build(); }

bool Network::run(double duration, const Progress& progress) {
  check::not_negative("duration", duration);
  return state_->run(check::on_grid("duration", duration, dt()), progress);
}

void Network::reset() { state_->reset(); }

void Network::set_threads(int threads) { state_->set_threads(threads); }

void Network::set_interrupt(Interrupt interrupt) { state_->set_interrupt(std::move(interrupt)); }

double Network::time() const { return static_cast<double>(state_->now) * dt(); }
std::int64_t Network::step() const { return state_->now; }
double Network::dt() const { return state_->options.dt; }
std::uint64_t Network::seed() const { return state_->options.seed; }
Precision Network::precision() const { return state_->options.precision; }
int Network::threads() const { return state_->threads(); }

MemoryUse Network::memory() const { return state_->memory(); }

std::vector<Population> Network::populations() const {
  std::vector<Population> all;
  for (std::uint32_t id = 0; id < state_->components.populations.size(); ++id) {
    all.push_back(Population{state_.get(), id, std::int64_t{state_->population(id).size}});
  }
  return all;
}

std::vector<Projection> Network::projections() const {
  std::vector<Projection> all;
  for (std::uint32_t id = 0; id < state_->ends.size(); ++id) {
    all.push_back(Projection{state_->ends[id].first, state_->ends[id].second, id});
  }
  return all;
}

}  // namespace lapicque
