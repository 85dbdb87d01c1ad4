#include "connectivity/build_table.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "check/check.hpp"
#include "connectivity/rows/drawing.hpp"
#include "connectivity/rows/row.hpp"
#include "connectivity/rows/row_writer.hpp"
#include "connectivity/rule_facts.hpp"
#include "interruption/interruptible.hpp"

namespace lapicque::detail::connectivity {
namespace {

void check_parts(std::span<const TablePlan> parts) {
  std::uint64_t end = 0;
  for (const TablePlan& part : parts) {
    const TargetRange range = part.range;
    const std::uint64_t first = part.first_target;
    if (range.begin > range.end || first < end || first + (range.end - range.begin) > most_targets) {
      check::refuse("range", "[" + std::to_string(range.begin) + ", " + std::to_string(range.end) + ")",
                    "0 to " + std::to_string(most_targets) + " neurons in ascending order");
    }
    end = first + (range.end - range.begin);
    check_overlap(*part.plan);
  }
}

std::unique_ptr<RowSource> rows_of_rule(const ProjectionPlan& plan, const RowFormat& format) {
  return std::visit(
      [&](const auto& rule) { return rows_of(RuleOnRange<std::remove_cvref_t<decltype(rule)>>{rule, plan, format}); },
      plan.rule);
}

/// The delay that all synapses of all parts have, if they have one.
std::optional<std::uint16_t> common_delay(std::span<const TablePlan> parts) {
  const std::optional<std::uint16_t> delay = constant_delay(*parts.front().plan);
  for (const TablePlan& part : parts) {
    if (constant_delay(*part.plan) != delay) return std::nullopt;
  }
  return delay;
}

double largest_number(const SynapseTable& table) {
  const auto base = static_cast<double>(table.base);
  return table.kind == WeightKind::grid ? std::max(std::abs(base), std::abs(base + random::WeightGrid::last)) : 1.0;
}

}  // namespace
}  // namespace lapicque::detail::connectivity

namespace lapicque::detail {

using namespace connectivity;

SynapseTable build_table(std::span<const TablePlan> parts, std::span<double> load) {
  check_parts(parts);
  SynapseTable table;
  const WeightFormat common = weight_format(parts.front().plan->rule, parts.front().plan->weight);
  const bool change = changes_weights(parts.front().plan->synapse);
  table.kind = change ? WeightKind::float64 : common.kind;
  table.base = change ? 0 : common.base;
  const std::optional<std::uint16_t> delay = common_delay(parts);
  const ColumnSet columns{.delay = !delay,
                          .grid = is_grid(common.kind),
                          .number = !is_grid(common.kind) && common.kind != WeightKind::constant};
  std::vector<std::unique_ptr<RowSource>> sources;
  std::size_t most = 0;
  for (const auto& [plan, range, first_target] : parts) {
    const RowFormat format{columns, range, first_target};
    sources.push_back(rows_of_rule(*plan, format));
    most += sources.back()->most_synapses();
    table.parts.push_back({plan->id, first_target, first_target + (range.end - range.begin), range.begin,
                           change ? 1.0 : weight_format(plan->rule, plan->weight).unit});
  }
  const std::uint32_t n_sources = parts.front().plan->n_sources;
  RowWriter writer{table, n_sources, delay.value_or(0), change ? std::optional{common} : std::nullopt};
  writer.reserve(most);
  const double number = largest_number(table);
  Row row;
  for (std::uint32_t source = 0; source < n_sources; ++source) {
    let_interrupt(100 + 10 * static_cast<std::int64_t>(row.targets.size()));
    row.clear();
    for (const auto& rows : sources) rows->add_row(source, row);
    if (!load.empty()) {
      for (const std::uint16_t target : row.targets) load[target] += number;
    }
    writer.append(row);
  }
  return table;
}

}  // namespace lapicque::detail
