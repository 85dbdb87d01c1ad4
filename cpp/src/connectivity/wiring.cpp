#include "connectivity/wiring.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "check/check.hpp"
#include "connectivity/row.hpp"
#include "connectivity/row_writer.hpp"
#include "connectivity/rule_facts.hpp"

namespace lapicque::detail::connectivity {

void check_overlap(const Wiring& wiring) {
  if (!wiring.same_population || allows_autapses(wiring.rule)) return;
  check_counts(wiring.rule, wiring.pre.size(), wiring.post.size(), overlap(wiring.pre, wiring.post));
}

namespace {

void check_parts(std::span<const TableWiring> parts) {
  std::uint64_t end = 0;
  for (const TableWiring& part : parts) {
    const TargetRange range = part.range;
    const std::uint64_t first = part.first_target;
    if (range.begin > range.end || first < end || first + (range.end - range.begin) > most_targets) {
      check::refuse("range", "[" + std::to_string(range.begin) + ", " + std::to_string(range.end) + ")",
                    "0 to 65536 neurons in ascending order");
    }
    end = first + (range.end - range.begin);
    check_overlap(*part.wiring);
  }
}

std::unique_ptr<RowSource> rows_of_rule(const Wiring& wiring, const RowFormat& format) {
  return std::visit(
      [&](const auto& rule) { return rows_of(RuleOnRange<std::remove_cvref_t<decltype(rule)>>{rule, wiring, format}); },
      wiring.rule);
}

/// The delay that all synapses of all parts have, if they have one.
std::optional<std::uint16_t> common_delay(std::span<const TableWiring> parts) {
  const std::optional<std::uint16_t> delay = constant_delay(*parts.front().wiring);
  for (const TableWiring& part : parts) {
    if (constant_delay(*part.wiring) != delay) return std::nullopt;
  }
  return delay;
}

double largest_number(const SynapseTable& table) {
  const auto base = static_cast<double>(table.base);
  return table.kind == WeightKind::grid ? std::max(std::abs(base), std::abs(base + 65535.0)) : 1.0;
}

}  // namespace

SynapseTable build(std::span<const TableWiring> parts, std::span<double> load) {
  check_parts(parts);
  SynapseTable table;
  const WeightFormat common = weight_format(parts.front().wiring->rule, parts.front().wiring->weight);
  const bool change = parts.front().wiring->weights_change;
  table.kind = change ? WeightKind::float64 : common.kind;
  table.base = change ? 0 : common.base;
  const std::optional<std::uint16_t> delay = common_delay(parts);
  const ColumnSet columns{.delay = !delay,
                          .grid = is_grid(common.kind),
                          .number = !is_grid(common.kind) && common.kind != WeightKind::constant};
  std::vector<std::unique_ptr<RowSource>> sources;
  std::size_t room = 0;
  for (const auto& [wiring, range, first_target] : parts) {
    const RowFormat format{columns, range, first_target};
    sources.push_back(rows_of_rule(*wiring, format));
    room += sources.back()->room();
    table.parts.push_back({wiring->id, first_target, first_target + (range.end - range.begin), range.begin,
                           change ? 1.0 : weight_format(wiring->rule, wiring->weight).unit});
  }
  const std::uint32_t n_sources = parts.front().wiring->n_sources;
  RowWriter writer{table, n_sources, delay.value_or(0), change ? std::optional{common} : std::nullopt};
  writer.reserve(room);
  const double number = largest_number(table);
  Row row;
  for (std::uint32_t source = 0; source < n_sources; ++source) {
    row.clear();
    for (const auto& rows : sources) rows->add_row(source, row);
    if (!load.empty()) {
      for (const std::uint16_t target : row.targets) load[target] += number;
    }
    writer.append(row);
  }
  return table;
}

}  // namespace lapicque::detail::connectivity
