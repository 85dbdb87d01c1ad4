#include <lapicque/projection.hpp>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <tuple>

#include "check/check.hpp"
#include "loop/network_state.hpp"
#include "plasticity/plastic_weight.hpp"

namespace lapicque {

using namespace detail;
namespace {

void append(const SynapseTable& table, std::uint32_t projection, double dt, Synapses& all) {
  for_each_synapse(table, [&](std::uint32_t source, std::uint16_t delay, const TablePart& part, std::uint32_t target,
                              double weight) {
    if (part.projection != projection) return;
    all.pre.push_back(source);
    all.post.push_back(std::int64_t{part.first_neuron} + target);
    all.weight.push_back(weight);
    all.delay.push_back(delay * dt);
  });
}

/// Synapses of one projection; the targets of each segment ascend, so that each part is an interval of them.
std::int64_t count(const SynapseTable& table, std::uint32_t projection) {
  if (table.parts.size() == 1) return static_cast<std::int64_t>(table.size());
  std::int64_t n = 0;
  for_each_synapse(table, [&](std::uint32_t, std::uint16_t, const TablePart& part, std::uint32_t, double) {
    n += part.projection == projection ? 1 : 0;
  });
  return n;
}

template <class T>
void reorder(std::vector<T>& values, const std::vector<std::size_t>& order) {
  std::vector<T> sorted(values.size());
  std::transform(order.begin(), order.end(), sorted.begin(), [&](std::size_t j) { return values[j]; });
  values = std::move(sorted);
}

}  // namespace

const std::string& Projection::receptor() const {
  const detail::NetworkState& network = *post_.network();
  const ProjectionPlan& plan = network.projections[id_];
  return network.population(post_.population_id()).neurons->receptors()[plan.receptor].name;
}

std::int64_t Projection::size() const {
  post_.network()->build();
  std::int64_t n = 0;
  post_.network()->division().for_each_table(id_, [&](const SynapseTable& table) { n += count(table, id_); });
  return n;
}

Synapses Projection::synapses() const {
  detail::NetworkState& network = *post_.network();
  network.build();
  Synapses all;
  network.division().for_each_table(id_,
                                    [&](const SynapseTable& table) { append(table, id_, network.options.dt, all); });
  std::vector<std::size_t> order(all.pre.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Tables of different threads interleave here; within one they are in this order already.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(all.pre[a], all.delay[a], all.post[a]) < std::tie(all.pre[b], all.delay[b], all.post[b]);
  });
  reorder(all.pre, order);
  reorder(all.post, order);
  reorder(all.weight, order);
  reorder(all.delay, order);
  return all;
}

const Synapse& Projection::synapse() const { return post_.network()->projections[id_].synapse; }

std::vector<double> Projection::weights() const {
  if (!changes_weights(synapse())) return synapses().weight;
  detail::NetworkState& network = *post_.network();
  network.build();
  std::vector<double> weights(static_cast<std::size_t>(size()));
  double* next = weights.data();
  for (const WeightRun& run : network.division().weight_runs(id_)) {
    std::memcpy(next, run.weights, run.count * sizeof(double));
    next += run.count;
  }
  return weights;
}

void Projection::set_weights(std::span<const double> weights) const {
  if (!changes_weights(synapse())) {
    check::refuse("weights", std::to_string(weights.size()) + " values",
                  "left alone: these synapses do not change their weights, and hold them in as few bits as they take");
  }
  if (static_cast<std::int64_t>(weights.size()) != size()) {
    check::refuse("weights", std::to_string(weights.size()) + " values",
                  "one value a synapse (" + std::to_string(size()) + ")");
  }
  for (std::size_t j = 0; j < weights.size(); ++j) {
    check_plastic_weight("weights[" + std::to_string(j) + "]", {weights[j], weights[j]}, synapse());
  }
  const double* next = weights.data();
  for (const WeightRun& run : post_.network()->division().weight_runs(id_)) {
    std::memcpy(run.weights, next, run.count * sizeof(double));
    next += run.count;
  }
}

}  // namespace lapicque
