#include <lapicque/network.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "check.hpp"
#include "engine/gamma_source.hpp"
#include "engine/memory_estimate.hpp"
#include "engine/network_state.hpp"
#include "engine/noise.hpp"
#include "engine/sources.hpp"
#include "plastic_weight.hpp"

namespace lapicque {
namespace {

// Identifiers share a word of the random counter with the purpose.
constexpr std::size_t most_entities = std::size_t{1} << 24;

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

void require_room(const std::string& what, std::size_t count) {
  if (count >= most_entities) check::refuse("number of " + what, std::to_string(count + 1), "at most 2^24");
}

void require_of(const detail::NetworkState* network, const std::string& name, const Selection& selection) {
  if (selection.network() == network) return;
  const std::string& theirs = selection.network()->population(selection.population_id()).name;
  check::refuse(name, "'" + theirs + "' of another network", "a population of this network");
}

void require_neurons(const detail::NetworkState& network, const std::string& name, const Selection& selection) {
  const PopulationState& population = network.population(selection.population_id());
  if (population.neurons == nullptr)
    check::refuse(name, "the source '" + population.name + "'", "a population of neurons");
}

bool is_precise(const detail::NetworkState& network, const Selection& selection) {
  return network.population(selection.population_id()).cells->spike_timing() == SpikeTiming::precise;
}

/// Smallest and largest weight; refuses values that are not finite.
Support weight_support(const Value& weight, const Rule& rule) {
  if (const auto* matrix = std::get_if<Matrix>(&rule)) {
    if (matrix->weight.empty()) return {0.0, 0.0};
    const auto [low, high] = std::minmax_element(matrix->weight.begin(), matrix->weight.end());
    return {*low, *high};
  }
  if (const auto* scalar = std::get_if<double>(&weight)) {
    check::finite("weight", *scalar);
    return {*scalar, *scalar};
  }
  if (const auto* distribution = std::get_if<Distribution>(&weight)) {
    validate(*distribution, "weight");
    return support(*distribution);
  }
  const auto& values = std::get<std::vector<double>>(weight);
  check::finite("weight", Parameter{values});
  if (values.empty()) return {0.0, 0.0};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return {*low, *high};
}

void require_values(const std::string& name, const Value& value, std::int64_t expected) {
  const auto* values = std::get_if<std::vector<double>>(&value);
  if (values == nullptr || static_cast<std::int64_t>(values->size()) == expected) return;
  check::refuse(name, std::to_string(values->size()) + " values",
                expected < 0 ? "a number or a distribution, as this rule draws the number of synapses"
                             : "one value, a distribution, or one value a synapse (" + std::to_string(expected) + ")");
}

/// Whether the model has the receptors exc and inh, both of currents.
bool has_pair_of_currents(const detail::NetworkState& network, std::uint32_t population) {
  const auto has = [&](const char* name) {
    return std::ranges::any_of(network.population(population).neurons->receptors(), [&](const ReceptorInput& receptor) {
      return receptor.name == name && !receptor.conductance;
    });
  };
  return has("exc") && has("inh");
}

/// Index of the receptor that a weight in `weights` goes to; refuses an unknown or ambiguous one, or a wrong sign.
std::uint32_t resolve_receptor(const detail::NetworkState& network, std::uint32_t population, const std::string& wanted,
                               Support weights) {
  const std::vector<std::string> names = network.receptor_names(population);
  const auto find = [&](const std::string& name) { return std::find(names.begin(), names.end(), name); };
  auto found = names.end();
  if (!wanted.empty()) {
    found = find(wanted);
    if (found == names.end()) check::unknown("receptor", wanted, names);
  } else if (names.size() == 1) {
    found = names.begin();
  } else if (has_pair_of_currents(network, population)) {
    if (weights.low < 0.0 && weights.high > 0.0) {
      check::refuse("receptor",
                    "none with weights from " + check::text(weights.low) + " to " + check::text(weights.high),
                    "named where weights have both signs");
    }
    found = find(weights.low < 0.0 ? "inh" : "exc");
  } else {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "'" : ", '") + name + "'";
    check::refuse("receptor", "none", names.empty() ? "left alone: the model has no receptors" : "one of " + all);
  }
  const auto index = static_cast<std::uint32_t>(found - names.begin());
  const int sign = network.population(population).neurons->receptors()[index].sign;
  if (sign > 0 && weights.low < 0.0) check::refuse("weight", weights.low, "at least 0 for receptor '" + *found + "'");
  if (sign < 0 && weights.high > 0.0) check::refuse("weight", weights.high, "at most 0 for receptor '" + *found + "'");
  return index;
}

/// Steps between two samples.
std::int64_t sampling_steps(double every, double dt) {
  check::not_negative("every", every);
  const std::int64_t steps = every == 0.0 ? 1 : check::on_grid("every", every, dt);
  if (steps < 1) check::refuse("every", every, "at least one step of " + check::text(dt) + " ms");
  return steps;
}

std::unique_ptr<CurrentInput> make_current(detail::NetworkState& network, const Selection& target,
                                           const Stimulus& stimulus) {
  const auto make_noise = [&](const auto& noise) {
    require_room("noise currents", network.components.noises);
    auto current = std::make_unique<NoiseInput>(network.components.noises, target, noise, network.options.dt,
                                                network.options.seed);
    ++network.components.noises;
    return current;
  };
  if (const auto* white = std::get_if<WhiteNoise>(&stimulus)) return make_noise(*white);
  if (const auto* process = std::get_if<OrnsteinUhlenbeck>(&stimulus)) return make_noise(*process);
  return std::make_unique<WaveformInput>(target, make_waveform(stimulus, target.size(), network.options.dt));
}

}  // namespace

Network::Network(const NetworkOptions& options) : state_{std::make_unique<detail::NetworkState>(options)} {}
Network::~Network() = default;
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;

Population Network::add_population(std::int64_t n, const Model& model, const PopulationOptions& options) {
  auto& populations = state_->components.populations;
  require_room("populations", populations.size());
  const std::uint32_t size = checked_size(n);
  std::string name = checked_name(*state_, options.name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  require_memory(std::to_string(n) + " neurons", smallest_bytes_a_neuron * static_cast<double>(n),
                 "make the population smaller");
  auto neurons = make_neurons(model, id, size, state_->options, options);
  NeuronGroup* raw = neurons.get();
  populations.push_back({std::move(name), size, std::move(neurons), raw});
  return {state_.get(), id, n};
}

Population Network::add_poisson_source(std::int64_t n, const Rate& rate, const std::string& name) {
  auto& populations = state_->components.populations;
  require_room("populations", populations.size());
  const std::uint32_t size = checked_size(n);
  std::string unique = checked_name(*state_, name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  populations.push_back(
      {std::move(unique), size, std::make_unique<PoissonSource>(id, size, rate, dt(), seed()), nullptr});
  return {state_.get(), id, n};
}

Population Network::add_gamma_source(std::int64_t n, const Parameter& rate, const Parameter& shape,
                                     const std::string& name) {
  auto& populations = state_->components.populations;
  require_room("populations", populations.size());
  const std::uint32_t size = checked_size(n);
  std::string unique = checked_name(*state_, name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  populations.push_back({std::move(unique), size,
                         std::make_unique<GammaSource>(id, size, rate, shape, dt(), seed(), state_->now), nullptr});
  return {state_.get(), id, n};
}

Population Network::add_spike_source(const std::vector<std::vector<double>>& times, const std::string& name,
                                     SpikeTiming timing) {
  auto& populations = state_->components.populations;
  require_room("populations", populations.size());
  const std::uint32_t n = checked_size(static_cast<std::int64_t>(times.size()));
  std::string unique = checked_name(*state_, name);
  const auto id = static_cast<std::uint32_t>(populations.size());
  populations.push_back(
      {std::move(unique), n, std::make_unique<SpikeSource>(times, timing, dt(), state_->now), nullptr});
  return {state_.get(), id, n};
}

Projection Network::connect(const Selection& pre, const Selection& post, const Rule& rule,
                            const Connection& connection) {
  require_of(state_.get(), "pre", pre);
  require_of(state_.get(), "post", post);
  require_neurons(*state_, "post", post);
  require_room("projections", state_->projections.size());
  const auto n_pre = static_cast<std::int64_t>(pre.size());
  const auto n_post = static_cast<std::int64_t>(post.size());
  validate(rule, n_pre, n_post, pre == post);
  validate(connection.synapse);
  check_time_constants(connection.synapse, dt());
  Support weights = weight_support(connection.weight, rule);
  if (changes_weights(connection.synapse)) {
    check_plastic_weight("weight", weights, connection.synapse);
    weights = weight_bounds(connection.synapse);  // what they may become
  }
  const std::int64_t expected = expected_values(rule, n_pre, n_post);
  if (!std::holds_alternative<Matrix>(rule)) require_values("weight", connection.weight, expected);
  require_values("delay", connection.delay, expected);
  if (const auto* distribution = std::get_if<Distribution>(&connection.delay)) validate(*distribution, "delay");
  static_cast<void>(delay_range(connection.delay, dt()));
  const std::uint32_t receptor = resolve_receptor(*state_, post.population_id(), connection.receptor, weights);
  const bool timed = is_precise(*state_, pre) && is_precise(*state_, post);
  if (timed && !std::holds_alternative<Static>(connection.synapse)) {
    check::refuse("synapse", "another one", "Static between populations of precise spike timing");
  }
  const auto id = static_cast<std::uint32_t>(state_->projections.size());
  ProjectionPlan plan{id,
                      seed(),
                      dt(),
                      pre,
                      post,
                      state_->population(pre.population_id()).size,
                      rule,
                      connection.weight,
                      connection.delay,
                      receptor,
                      connection.synapse,
                      timed};
  check_overlap(plan);
  state_->add_projection(std::move(plan));
  return {pre, post, id};
}

void Network::stimulate(const Selection& target, const Stimulus& stimulus) {
  require_of(state_.get(), "target", target);
  require_neurons(*state_, "target", target);
  validate(stimulus);
  Components& components = state_->components;
  if (const auto* poisson = std::get_if<PoissonInput>(&stimulus)) {
    require_room("Poisson inputs", components.poisson.size());
    const std::uint32_t receptor =
        resolve_receptor(*state_, target.population_id(), poisson->receptor, {poisson->weight, poisson->weight});
    const auto id = static_cast<std::uint32_t>(components.poisson.size());
    components.poisson.push_back(std::make_unique<PoissonDrive>(id, target, *poisson, receptor, dt(), seed()));
    return;
  }
  components.currents.push_back(make_current(*state_, target, stimulus));
  state_->population(target.population_id()).neurons->use_external_current();
}

namespace {

using PairList = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// The pairs of neurons that a rule connects by gap junctions.
struct GapPairs {
  const Selection& pre;
  const Selection& post;

  PairList operator()(const OneToOne&) const {
    PairList pairs;
    for (std::size_t j = 0; j < pre.size(); ++j) pairs.emplace_back(pre[j], post[j]);
    return pairs;
  }
  PairList operator()(const AllToAll&) const {
    const bool same = pre == post;
    PairList pairs;
    for (std::size_t i = 0; i < pre.size(); ++i) {
      for (std::size_t j = same ? i + 1 : 0; j < post.size(); ++j) pairs.emplace_back(pre[i], post[j]);
    }
    return pairs;
  }
  PairList operator()(const Pairs& rule) const {
    PairList pairs;
    for (std::size_t k = 0; k < rule.pre.size(); ++k) {
      pairs.emplace_back(pre[static_cast<std::size_t>(rule.pre[k])], post[static_cast<std::size_t>(rule.post[k])]);
    }
    return pairs;
  }
  template <class Other>
  PairList operator()(const Other&) const {
    check::refuse("rule", "another one", "OneToOne, AllToAll or Pairs for gap junctions");
  }
};

}  // namespace

void Network::gap_junction(const Selection& pre, const Selection& post, const Rule& rule,
                           const Parameter& conductance) {
  require_of(state_.get(), "pre", pre);
  require_of(state_.get(), "post", post);
  require_neurons(*state_, "pre", pre);
  require_neurons(*state_, "post", post);
  validate(rule, static_cast<std::int64_t>(pre.size()), static_cast<std::int64_t>(post.size()), pre == post);
  const PairList pairs = std::visit(GapPairs{pre, post}, rule);
  check::not_negative("conductance", conductance);
  if (conductance.per_neuron() && conductance.values().size() != pairs.size()) {
    check::refuse("conductance", std::to_string(conductance.values().size()) + " values",
                  "one value or one a pair (" + std::to_string(pairs.size()) + ")");
  }
  std::vector<GapJunction> junctions;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto [a, b] = pairs[k];
    if (pre.population_id() == post.population_id() && a == b) {
      check::refuse("pair " + std::to_string(k), std::to_string(a) + " with itself", "two different neurons");
    }
    junctions.push_back({pre.population_id(), a, post.population_id(), b, conductance[k]});
  }
  if (junctions.empty()) return;
  state_->components.gap_junctions.add(junctions);
  ++state_->gap_junction_calls;
  state_->population(pre.population_id()).neurons->use_external_current();
  state_->population(post.population_id()).neurons->use_external_current();
}

SpikeRecorder Network::record_spikes(const Selection& target) {
  require_of(state_.get(), "target", target);
  auto& recordings = state_->components.spike_recordings;
  const auto id = static_cast<std::uint32_t>(recordings.size());
  const PopulationState& population = state_->population(target.population_id());
  recordings.push_back(std::make_unique<SpikeRecording>(target, population.size, population.cells->spike_timing()));
  return {target, id};
}

StateRecorder Network::record(const Selection& target, const std::vector<std::string>& variables, double every) {
  require_of(state_.get(), "target", target);
  require_neurons(*state_, "target", target);
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
  return {target, id};
}

WeightRecorder Network::record_weights(const Projection& projection, const std::vector<std::int64_t>& synapses,
                                       double every) {
  require_of(state_.get(), "projection", projection.post());
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
  return {projection.post(), id};
}

void Network::build() { state_->build(); }

bool Network::run(double duration, const Progress& progress) {
  check::not_negative("duration", duration);
  return state_->run(check::on_grid("duration", duration, dt()), progress);
}

void Network::reset() { state_->reset(); }

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
  for (const ProjectionPlan& plan : state_->projections) all.push_back(Projection{plan.pre, plan.post, plan.id});
  return all;
}

}  // namespace lapicque
