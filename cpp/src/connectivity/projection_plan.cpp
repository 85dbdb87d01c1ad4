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

std::size_t bytes_of_lists(const Rule& rule, const Value& weight, const Value& delay) {
  std::size_t bytes = std::visit(
      [](const auto& kind) -> std::size_t {
        if constexpr (requires { kind.pre.size(); }) {
          std::size_t listed = (kind.pre.capacity() + kind.post.capacity()) * sizeof(kind.pre[0]);
          if constexpr (requires { kind.weight.size(); }) listed += kind.weight.capacity() * sizeof(double);
          return listed;
        }
        return 0;
      },
      rule);
  for (const Value* value : {&weight, &delay}) {
    if (const auto* array = std::get_if<std::vector<double>>(value)) bytes += array->capacity() * sizeof(double);
  }
  return bytes;
}

std::size_t bytes_of_lists(const ProjectionPlan& plan) {
  return bytes_of_lists(plan.rule, plan.weight, plan.delay) + plan.pre.bytes() + plan.post.bytes();
}

void check_overlap(const ProjectionPlan& plan) {
  if (!plan.same_population() || connectivity::allows_autapses(plan.rule)) return;
  connectivity::check_counts(plan.rule, plan.pre.size(), plan.post.size(), overlap(plan.pre, plan.post));
}

std::int64_t expected_values(const Rule& rule, std::int64_t n_pre, std::int64_t n_post) {
  return connectivity::facts_of(rule, n_pre, n_post).values;
}

}  // namespace lapicque::detail
