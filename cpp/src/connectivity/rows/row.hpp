#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "check/each_kind.hpp"
#include "connectivity/rows/drawing.hpp"
#include "connectivity/rows/synapse_values.hpp"

namespace lapicque::detail::connectivity {

/// Synapses of one source in the order of drawing. Columns that all synapses of the table share stay empty.
struct Row {
  std::vector<std::uint16_t> targets;
  ValueColumns values;

  void clear() {
    targets.clear();
    values.resize({}, 0);
  }
};

/// The rows of one projection, for the targets of a range. Rows are asked for in ascending order of the source.
class RowSource {
 public:
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;
  /// Adds the synapses of source `neuron` to the row.
  virtual void add_row(std::uint32_t neuron, Row& row) = 0;
  /// An upper bound of the number of synapses, exceeded by chance about never.
  [[nodiscard]] virtual std::size_t most_synapses() const = 0;
};

/// What the rows of one projection look like in its table.
struct RowFormat {
  ColumnSet columns;           // filled in every row
  TargetRange range;           // targets kept
  std::uint32_t first_target;  // of the row: target of neuron range.begin
};

/// A rule and the targets for which its rows are wanted. The file that draws a rule defines rows_of() for it.
template <class Kind>
struct RuleOnRange {
  const Kind& rule;
  const ProjectionPlan& plan;
  const RowFormat& format;

  LAPICQUE_OF_EACH_KIND(std::unique_ptr<RowSource> rows_of(const RuleOnRange& of))
};

}  // namespace lapicque::detail::connectivity
