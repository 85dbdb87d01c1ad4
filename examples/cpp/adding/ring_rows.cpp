// How the rows of a rule are made. In the library it is cpp/src/connectivity/rows/ring_rows.cpp.

#include "connectivity/rows/row.hpp"
#include "ring.hpp"

namespace lapicque::detail::connectivity {
namespace {

class RingRows final : public RowSource {
 public:
  explicit RingRows(const RuleOnRange<Ring>& of)
      : k_{static_cast<std::uint32_t>(of.rule.k)},
        plan_{of.plan},
        values_{of.plan, of.format.columns},
        format_{of.format} {}

  std::size_t most_synapses() const override { return std::size_t{plan_.pre.size()} * k_; }

  void add_row(std::uint32_t neuron, Row& row) override {
    const std::optional<std::uint32_t> source = plan_.pre.place(neuron);
    if (!source) return;
    // Values are drawn for every synapse of the unit, whichever of them the range keeps, so that no split changes them.
    if (values_.vary()) values_.draw(*source, 0, k_, unit_);
    for (std::uint32_t i = 0; i < k_; ++i) {
      const std::uint32_t target = plan_.post[(*source + 1 + i) % plan_.post.size()];
      if (target < format_.range.begin || target >= format_.range.end) continue;
      row.targets.push_back(static_cast<std::uint16_t>(format_.first_target + target - format_.range.begin));
      keep(i, row.values, row.targets.size());
    }
  }

 private:
  void keep(std::uint32_t i, ValueColumns& kept, std::size_t size) const {
    const ColumnSet columns = values_.columns();
    kept.resize(columns, size);
    if (columns.delay) kept.delay[size - 1] = unit_.delay[i];
    if (columns.grid) kept.grid[size - 1] = unit_.grid[i];
    if (columns.number) kept.number[size - 1] = unit_.number[i];
  }

  std::uint32_t k_;
  const ProjectionPlan& plan_;
  SynapseValues values_;
  RowFormat format_;
  ValueColumns unit_;
};

}  // namespace

std::unique_ptr<RowSource> rows_of(const RuleOnRange<Ring>& of) { return std::make_unique<RingRows>(of); }

}  // namespace lapicque::detail::connectivity
