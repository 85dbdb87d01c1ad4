#include "loop/memory_estimate.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "connectivity/delay_range.hpp"
#include "connectivity/rule_facts.hpp"
#include "machine/require_memory.hpp"

namespace lapicque::detail {
namespace {

std::string count(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", number);
  return text;
}

connectivity::RuleFacts facts_of(const ProjectionPlan& plan) {
  return connectivity::facts_of(plan.rule, plan.pre.size(), plan.post.size());
}

/// Bytes of the tables of a projection, rows and segments included.
double table_bytes(const ProjectionPlan& plan, std::size_t shards) {
  const double synapses = expected_synapses(plan);
  const auto [low, high] = delay_range(plan.delay, plan.dt);
  const double rows = static_cast<double>(plan.n_sources) * static_cast<double>(shards);
  const double segments = std::min(synapses, rows * static_cast<double>(high - low + 1));
  // Rules that are drawn by target, or given as a list, hold their synapses twice until they are rows.
  const bool turned = !facts_of(plan).by_source;
  const WeightKind drawn = weight_format(plan.rule, plan.weight).kind;
  // What is no point of a grid is drawn or given in double precision.
  const std::size_t weight = drawn == WeightKind::constant || is_grid(drawn) ? weight_bytes(drawn) : sizeof(double);
  const std::size_t synapse_bytes = sizeof(std::uint16_t) + weight_bytes(weight_format(plan).kind) +
                                    (turned ? sizeof(std::uint32_t) + sizeof(std::uint16_t) + weight : 0);
  return synapses * static_cast<double>(synapse_bytes) + rows * static_cast<double>(sizeof(RowBegin)) +
         segments * static_cast<double>(sizeof(Segment));
}

}  // namespace

double expected_synapses(const ProjectionPlan& plan) { return facts_of(plan).synapses; }

MemoryNeed MemoryNeed::with(const ProjectionPlan& plan, std::size_t shards) const {
  return {synapses + expected_synapses(plan), bytes + table_bytes(plan, shards)};
}

void MemoryNeed::require() const {
  require_memory("the " + count(synapses) + " synapses that are not drawn yet", bytes,
                 "make the network smaller, scale it down, or remove() a connection");
}

}  // namespace lapicque::detail
