#include "connectivity/projection_plan.hpp"

#include <variant>
#include <vector>

#include "connectivity/wiring.hpp"

namespace lapicque::detail {

namespace {

connectivity::SelectionMap map_of(const Selection& selection) {
  const auto size = static_cast<std::uint32_t>(selection.size());
  if (selection.contiguous()) return {size > 0 ? selection[0] : 0, size};
  std::vector<std::uint32_t> neurons(size);
  for (std::uint32_t place = 0; place < size; ++place) neurons[place] = selection[place];
  return connectivity::SelectionMap{std::move(neurons)};
}

connectivity::Wiring wiring_of(const ProjectionPlan& plan) {
  return {.id = plan.id,
          .seed = plan.seed,
          .dt = plan.dt,
          .pre = map_of(plan.pre),
          .post = map_of(plan.post),
          .same_population =
              plan.pre.network() == plan.post.network() && plan.pre.population_id() == plan.post.population_id(),
          .n_sources = plan.n_sources,
          .rule = plan.rule,
          .weight = plan.weight,
          .delay = plan.delay,
          .weights_change = changes_weights(plan.synapse)};
}

}  // namespace

SynapseTable build_table(std::span<const TablePlan> parts, std::span<double> load) {
  std::vector<connectivity::Wiring> wirings;
  std::vector<connectivity::TableWiring> table;
  wirings.reserve(parts.size());
  for (const TablePlan& part : parts) {
    wirings.push_back(wiring_of(*part.plan));
    table.push_back({&wirings.back(), part.range, part.first_target});
  }
  return connectivity::build(table, load);
}

WeightFormat weight_format(const ProjectionPlan& plan) {
  if (changes_weights(plan.synapse)) return {.kind = WeightKind::float64};
  return weight_format(plan.rule, plan.weight);
}

bool adds_whole_numbers(const ProjectionPlan& plan) {
  return std::holds_alternative<Static>(plan.synapse) && whole_numbers(weight_format(plan).kind);
}

void check_overlap(const ProjectionPlan& plan) { connectivity::check_overlap(wiring_of(plan)); }

std::int64_t expected_values(const Rule& rule, std::int64_t n_pre, std::int64_t n_post) {
  return connectivity::facts_of(rule, n_pre, n_post).values;
}

}  // namespace lapicque::detail
