#pragma once

#include <cstddef>
#include <cstdint>

#include <lapicque/distribution.hpp>
#include <lapicque/rule.hpp>
#include <lapicque/synapse.hpp>

#include "connectivity/selection_map.hpp"
#include "connectivity/weight_format.hpp"

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

/// How a table of the plan holds weights: those that change as they are, in double precision.
[[nodiscard]] WeightFormat weight_format(const ProjectionPlan& plan);

/// Whether what the synapses add are whole multiples of a unit.
[[nodiscard]] bool adds_whole_numbers(const ProjectionPlan& plan);

/// Bytes of what a rule, weights or delays list.
[[nodiscard]] std::size_t bytes_of_lists(const Rule& rule, const Value& weight, const Value& delay);
/// Bytes of what a plan lists: its rule, weights and delays, and the neurons of its selections.
[[nodiscard]] std::size_t bytes_of_lists(const ProjectionPlan& plan);

/// Throws std::invalid_argument where pre and post overlap in part and a rule without autapses finds too few pairs;
/// validate() of the rule cannot know.
void check_overlap(const ProjectionPlan& plan);

/// Number of values that a weight or delay array must have, by rule; -1 where the rule allows no array.
[[nodiscard]] std::int64_t expected_values(const Rule& rule, std::int64_t n_pre, std::int64_t n_post);

}  // namespace lapicque::detail
