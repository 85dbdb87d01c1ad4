#include "connectivity/projection_plan.hpp"

#include <variant>

#include "connectivity/rule_facts.hpp"

namespace lapicque::detail {

WeightFormat weight_format(const ProjectionPlan& plan) {
  if (changes_weights(plan.synapse)) return {.kind = WeightKind::float64};
  return weight_format(plan.rule, plan.weight);
}

bool adds_whole_numbers(const ProjectionPlan& plan) {
  return std::holds_alternative<Static>(plan.synapse) && whole_numbers(weight_format(plan).kind);
}

void check_overlap(const ProjectionPlan& plan) {
  if (!plan.same_population() || connectivity::allows_autapses(plan.rule)) return;
  connectivity::check_counts(plan.rule, plan.pre.size(), plan.post.size(), overlap(plan.pre, plan.post));
}

std::int64_t expected_values(const Rule& rule, std::int64_t n_pre, std::int64_t n_post) {
  return connectivity::facts_of(rule, n_pre, n_post).values;
}

}  // namespace lapicque::detail
