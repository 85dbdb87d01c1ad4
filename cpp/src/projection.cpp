#include <lapicque/projection.hpp>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "engine/network_state.hpp"

namespace lapicque {
namespace {

void append(const TargetTable& table, double dt, Synapses& all) {
  const SynapseTable& synapses = table.synapses;
  for (std::size_t source = 0; source + 1 < synapses.row_segment.size(); ++source) {
    std::size_t j = synapses.row_synapse[source];
    for (std::uint32_t s = synapses.row_segment[source]; s < synapses.row_segment[source + 1]; ++s) {
      for (std::uint32_t k = 0; k < synapses.segments[s].count; ++k, ++j) {
        all.pre.push_back(static_cast<std::int64_t>(source));
        all.post.push_back(std::int64_t{table.first_target} + synapses.targets[j]);
        all.weight.push_back(synapses.weights[j]);
        all.delay.push_back(synapses.segments[s].delay * dt);
      }
    }
  }
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
  post_.network()->for_each_table(
      id_, [&](const TargetTable& table) { n += static_cast<std::int64_t>(table.synapses.size()); });
  return n;
}

Synapses Projection::synapses() const {
  detail::NetworkState& network = *post_.network();
  network.build();
  Synapses all;
  network.for_each_table(id_, [&](const TargetTable& table) { append(table, network.options.dt, all); });
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

}  // namespace lapicque
