#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/rule.hpp>
#include <lapicque/synapse.hpp>

#include "connectivity/selection_map.hpp"
#include "connectivity/synapse_table.hpp"

namespace lapicque::detail {

/// A validated projection: what Network::connect was given, with delays in steps. Plain values, drawn later.
struct ProjectionPlan {
  std::uint32_t id;
  std::uint64_t seed;
  double dt;  // [ms]
  std::uint32_t pre_population;
  std::uint32_t post_population;
  connectivity::SelectionMap pre;
  connectivity::SelectionMap post;
  std::uint32_t n_sources;  // size of the source population: rows of the table
  Rule rule;
  Value weight;            // an array only where the rule fixes the number of synapses
  Value delay;             // scalar and array in ms, on the grid; draws are rounded to the grid
  std::uint32_t receptor;  // index in the target's model
  Synapse synapse = Static{};
  bool timed = false;  // sources spike off the grid, and the targets take that in

  [[nodiscard]] bool same_population() const { return pre_population == post_population; }
};

/// How weights are held; see WeightKind.
struct WeightFormat {
  WeightKind kind = WeightKind::constant;
  std::int64_t base = 0;
  double unit = 1.0;  // a weight is unit * number
  bool operator==(const WeightFormat&) const = default;
};
[[nodiscard]] WeightFormat weight_format(const Rule& rule, const Value& weight);
/// The same for the table of a plan: weights that change are held as they are, in double precision.
[[nodiscard]] WeightFormat weight_format(const ProjectionPlan& plan);

/// Whether what the synapses add are whole multiples of a unit.
[[nodiscard]] bool adds_whole_numbers(const ProjectionPlan& plan);

/// What a table takes of a projection: the synapses whose target neurons lie in `range`, as its targets from
/// `first_target` on.
struct TablePlan {
  const ProjectionPlan* plan;
  TargetRange range;
  std::uint32_t first_target;
};

/// Draws the synapses of projections from the same source population, with the same kind and base of weights, onto
/// targets that ascend without overlap. Every synapse depends on its plan alone, so the tables of any split of the
/// populations hold the same network. Adds to load[t] the largest magnitude that the numbers of the synapses onto
/// target t can have together; `load` is empty or has 65536 entries.
[[nodiscard]] SynapseTable build_table(std::span<const TablePlan> parts, std::span<double> load = {});

/// Throws std::invalid_argument where pre and post overlap in part and a rule without autapses finds too few pairs;
/// validate() of the rule cannot know.
void check_overlap(const ProjectionPlan& plan);

/// Number of values that a weight or delay array must have, by rule; -1 where the rule allows no array.
[[nodiscard]] std::int64_t expected_values(const Rule& rule, std::int64_t n_pre, std::int64_t n_post);

/// Smallest and largest delay that the plan can give [steps].
struct DelayRange {
  std::int64_t low;
  std::int64_t high;
};
[[nodiscard]] DelayRange delay_range(const Value& delay, double dt);

}  // namespace lapicque::detail
