#include "api/network_checks.hpp"

#include <algorithm>
#include <vector>

#include "check/check.hpp"

namespace lapicque::detail {
namespace {

// Identifiers share a word of the random counter with the purpose.
constexpr std::size_t most_entities = std::size_t{1} << 24;

/// Whether the model has the receptors exc and inh, both of currents.
bool has_pair_of_currents(const NetworkState& network, std::uint32_t population) {
  const auto has = [&](const char* name) {
    return std::ranges::any_of(network.population(population).neurons->receptors(), [&](const ReceptorPort& receptor) {
      return receptor.name == name && !receptor.conductance;
    });
  };
  return has("exc") && has("inh");
}

}  // namespace

void require_free_id(const std::string& what, std::size_t count) {
  if (count >= most_entities) check::refuse("number of " + what, std::to_string(count + 1), "at most 2^24");
}

void require_of(const NetworkState* network, const std::string& name, const Selection& selection) {
  if (selection.network() == network) return;
  const std::string& theirs = selection.network()->population(selection.population_id()).name;
  check::refuse(name, "'" + theirs + "' of another network", "a population of this network");
}

void require_neurons(const NetworkState& network, const std::string& name, const Selection& selection) {
  const PopulationState& population = network.population(selection.population_id());
  if (population.neurons == nullptr)
    check::refuse(name, "the source '" + population.name + "'", "a population of neurons");
}

std::uint32_t resolve_receptor(const NetworkState& network, std::uint32_t population, const std::string& wanted,
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

}  // namespace lapicque::detail
