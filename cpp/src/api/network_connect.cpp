#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include <lapicque/network.hpp>

#include "api/network_checks.hpp"
#include "check/check.hpp"
#include "connectivity/delay_range.hpp"
#include "loop/network_state.hpp"
#include "machine/require_memory.hpp"
#include "memory/grow_capacity.hpp"
#include "plasticity/plastic_weight.hpp"

namespace lapicque {

using namespace detail;
namespace {

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

connectivity::SelectionMap map_of(const Selection& selection) {
  const auto size = static_cast<std::uint32_t>(selection.size());
  if (selection.contiguous()) return {size > 0 ? selection[0] : 0, size};
  std::vector<std::uint32_t> neurons(size);
  for (std::uint32_t place = 0; place < size; ++place) neurons[place] = selection[place];
  return connectivity::SelectionMap{std::move(neurons)};
}

}  // namespace

Projection Network::connect(const Selection& pre, const Selection& post, const Rule& rule,
                            const Connection& connection) {
  detail::require_of(state_.get(), "pre", pre);
  detail::require_of(state_.get(), "post", post);
  detail::require_neurons(*state_, "post", post);
  detail::require_free_id("projections", state_->projections.size());
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
  const std::uint32_t receptor = detail::resolve_receptor(*state_, post.population_id(), connection.receptor, weights);
  const bool timed = is_precise(*state_, pre) && is_precise(*state_, post);
  if (timed && !std::holds_alternative<Static>(connection.synapse)) {
    check::refuse("synapse", "another one", "Static between populations of precise spike timing");
  }
  require_memory("the lists of the connection",
                 static_cast<double>(bytes_of_lists(rule, connection.weight, connection.delay)), "give shorter ones");
  const auto id = static_cast<std::uint32_t>(state_->projections.size());
  ProjectionPlan plan{id,
                      seed(),
                      dt(),
                      pre.population_id(),
                      post.population_id(),
                      map_of(pre),
                      map_of(post),
                      state_->population(pre.population_id()).size,
                      rule,
                      connection.weight,
                      connection.delay,
                      receptor,
                      connection.synapse,
                      timed};
  check_overlap(plan);
  grow_capacity(state_->ends, state_->ends.size() + 1);
  state_->add_projection(std::move(plan));
  state_->ends.emplace_back(pre, post);
  return {pre, post, id};
}

void Network::remove(const Projection& projection) {
  detail::require_of(state_.get(), "projection", projection.post());
  state_->remove_projection(projection.id());
}

void Network::gap_junction(const Selection& pre, const Selection& post, const Rule& rule,
                           const Parameter& conductance) {
  detail::require_of(state_.get(), "pre", pre);
  detail::require_of(state_.get(), "post", post);
  detail::require_neurons(*state_, "pre", pre);
  detail::require_neurons(*state_, "post", post);
  const auto n_pre = static_cast<std::int64_t>(pre.size());
  const auto n_post = static_cast<std::int64_t>(post.size());
  validate(rule, n_pre, n_post, pre == post);
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(expected_values(rule, n_pre, n_post), 0));
  require_memory("the gap junctions", GapJunctions::bytes_of(most), "make fewer");
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
  state_->note_change();
  state_->population(pre.population_id()).neurons->use_external_current();
  state_->population(post.population_id()).neurons->use_external_current();
}

}  // namespace lapicque
