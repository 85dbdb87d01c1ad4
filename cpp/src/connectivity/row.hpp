#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "connectivity/synapse_values.hpp"
#include "connectivity/wiring.hpp"

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
  [[nodiscard]] virtual std::size_t room() const = 0;
};

/// What the rows of one projection look like in its table.
struct RowFormat {
  ColumnSet columns;           // filled in every row
  TargetRange range;           // targets kept
  std::uint32_t first_target;  // of the row: target of neuron range.begin
};

/// AllToAll, FixedProbability, FixedOutdegree, FixedTotal: drawn source by source as they are asked for.
[[nodiscard]] std::unique_ptr<RowSource> drawn_rows(const Wiring& wiring, const RowFormat& format);
/// FixedIndegree: drawn target by target, then turned into rows.
[[nodiscard]] std::unique_ptr<RowSource> indegree_rows(const Wiring& wiring, const RowFormat& format);
/// OneToOne, Pairs, Matrix.
[[nodiscard]] std::unique_ptr<RowSource> listed_rows(const Wiring& wiring, const RowFormat& format);

}  // namespace lapicque::detail::connectivity
