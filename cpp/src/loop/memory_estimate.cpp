#include "loop/memory_estimate.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <variant>

#include <lapicque/memory.hpp>

namespace lapicque::detail {
namespace {

/// Six significant digits at most, in GB.
std::string gigabytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g GB", bytes / 1e9);
  return text;
}

std::string count(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", number);
  return text;
}

struct ExpectedSynapses {
  double n_pre;
  double n_post;

  double operator()(const AllToAll&) const { return n_pre * n_post; }
  double operator()(const OneToOne&) const { return n_pre; }
  double operator()(const FixedProbability& rule) const { return rule.p * n_pre * n_post; }
  double operator()(const FixedIndegree& rule) const { return static_cast<double>(rule.k) * n_post; }
  double operator()(const FixedOutdegree& rule) const { return static_cast<double>(rule.k) * n_pre; }
  double operator()(const FixedTotal& rule) const { return static_cast<double>(rule.n); }
  double operator()(const Pairs& rule) const { return static_cast<double>(rule.pre.size()); }
  double operator()(const Matrix& rule) const { return static_cast<double>(rule.pre.size()); }
};

/// Bytes of the tables of a projection, rows and segments included.
double table_bytes(const ProjectionPlan& plan, std::size_t shards) {
  const double synapses = expected_synapses(plan);
  const auto [low, high] = delay_range(plan.delay, plan.dt);
  const double rows = static_cast<double>(plan.n_sources) * static_cast<double>(shards);
  const double segments = std::min(synapses, rows * static_cast<double>(high - low + 1));
  // Rules that are drawn by target, or given as a list, hold their synapses twice until they are rows.
  const bool turned =
      !std::holds_alternative<AllToAll>(plan.rule) && !std::holds_alternative<FixedProbability>(plan.rule) &&
      !std::holds_alternative<FixedOutdegree>(plan.rule) && !std::holds_alternative<FixedTotal>(plan.rule);
  const std::size_t weight = weight_bytes(weight_format(plan.rule, plan.weight).kind);
  const std::size_t synapse_bytes = sizeof(std::uint16_t) + weight_bytes(weight_format(plan).kind) +
                                    (turned ? sizeof(std::uint32_t) + sizeof(std::uint16_t) + weight : 0);
  return synapses * static_cast<double>(synapse_bytes) + rows * static_cast<double>(sizeof(RowBegin)) +
         segments * static_cast<double>(sizeof(Segment));
}

}  // namespace

void require_memory(const std::string& what, double bytes, const std::string& advice) {
  const std::optional<std::size_t> available = available_memory();
  if (!available || bytes <= static_cast<double>(*available)) return;
  throw NotEnoughMemory(what + " need at least " + gigabytes(bytes) + " of memory, but only " +
                        gigabytes(static_cast<double>(*available)) + " are available; " + advice);
}

double expected_synapses(const ProjectionPlan& plan) {
  const auto n_pre = static_cast<double>(plan.pre.size());
  const auto n_post = static_cast<double>(plan.post.size());
  return std::visit(ExpectedSynapses{n_pre, n_post}, plan.rule);
}

MemoryNeed MemoryNeed::with(const ProjectionPlan& plan, std::size_t shards) const {
  return {synapses + expected_synapses(plan), bytes + table_bytes(plan, shards)};
}

void MemoryNeed::require() const {
  require_memory("the " + count(synapses) + " synapses that are not drawn yet", bytes,
                 "make the network smaller, or scale it down");
}

}  // namespace lapicque::detail
