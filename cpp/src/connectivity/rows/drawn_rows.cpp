#include <cmath>
#include <memory>
#include <span>
#include <utility>

#include "connectivity/rows/row.hpp"
#include "connectivity/rows/unit_drawer.hpp"
#include "connectivity/rule_facts.hpp"

namespace lapicque::detail::connectivity {

namespace {

class DrawnRows final : public RowSource {
 public:
  DrawnRows(const ProjectionPlan& plan, const RowFormat& format, std::unique_ptr<UnitDrawer> drawer)
      : plan_{plan},
        values_{plan, format.columns},
        format_{format},
        places_{plan.post.places(format.range)},
        autapses_{allows_autapses(plan.rule)},
        block_size_{targets_per_block(plan)},
        drawer_{std::move(drawer)} {}

  /// The mean number of synapses and six standard deviations.
  std::size_t most_synapses() const override {
    const double targets = plan_.post.rank(format_.range.end) - plan_.post.rank(format_.range.begin);
    const auto [mean, variance] = drawer_->expect(targets * plan_.pre.size());
    return static_cast<std::size_t>(mean + 6.0 * std::sqrt(variance) + 1.0);
  }

  void add_row(std::uint32_t neuron, Row& row) override {
    const std::optional<std::uint32_t> source = plan_.pre.place(neuron);
    if (!source || places_.begin == places_.end) return;
    const std::uint32_t blocks = (places_.end - 1) / block_size_ + 1;
    drawer_->begin_source(*source, blocks, self_place(plan_, autapses_, plan_.post, neuron));
    for (std::uint32_t b = places_.begin / block_size_; b < blocks; ++b) add_unit(*source, b, row);
  }

 private:
  void add_unit(std::uint32_t source, std::uint32_t block, Row& row) {
    const std::span<const std::uint16_t> offsets = drawer_->draw(block);
    if (offsets.empty()) return;
    const std::uint32_t first = block * block_size_;
    if (!values_.vary()) {
      keep(first, offsets, row.targets, [](std::size_t, std::size_t) {});
      return;
    }
    values_.draw(source, block, offsets.size(), unit_);
    values_.give(std::size_t{source} * plan_.post.size() + first, offsets, unit_);
    ValueColumns& kept = row.values;
    kept.resize(values_.columns(), row.targets.size() + offsets.size());
    const ColumnSet columns = values_.columns();
    keep(first, offsets, row.targets, [&](std::size_t from, std::size_t to) {
      if (columns.delay) kept.delay[to] = unit_.delay[from];
      if (columns.grid) kept.grid[to] = unit_.grid[from];
      if (columns.number) kept.number[to] = unit_.number[from];
    });
    kept.resize(values_.columns(), row.targets.size());
  }

  /// Appends what lies in the range. It writes ahead and then moves on or not: a branch would be mispredicted at the
  /// edges of the range and cost more.
  template <class Copy>
  void keep(std::uint32_t first, std::span<const std::uint16_t> offsets, std::vector<std::uint16_t>& targets,
            const Copy& copy) const {
    const std::uint32_t width = format_.range.end - format_.range.begin;
    std::size_t size = targets.size();
    targets.resize(size + offsets.size());
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const std::uint32_t target = plan_.post[first + offsets[i]] - format_.range.begin;  // wraps around below it
      targets[size] = static_cast<std::uint16_t>(format_.first_target + target);
      copy(i, size);
      size += target < width ? 1 : 0;
    }
    targets.resize(size);
  }

  const ProjectionPlan& plan_;
  SynapseValues values_;
  RowFormat format_;
  PlaceRange places_;
  bool autapses_;
  std::uint32_t block_size_;
  std::unique_ptr<UnitDrawer> drawer_;
  ValueColumns unit_;
};

template <class Kind>
std::unique_ptr<RowSource> drawn(const RuleOnRange<Kind>& of) {
  return std::make_unique<DrawnRows>(of.plan, of.format, make_drawer(of.plan, of.rule));
}

}  // namespace

std::unique_ptr<RowSource> rows_of(const RuleOnRange<AllToAll>& of) { return drawn(of); }
std::unique_ptr<RowSource> rows_of(const RuleOnRange<FixedProbability>& of) { return drawn(of); }
std::unique_ptr<RowSource> rows_of(const RuleOnRange<FixedOutdegree>& of) { return drawn(of); }
std::unique_ptr<RowSource> rows_of(const RuleOnRange<FixedTotal>& of) { return drawn(of); }

}  // namespace lapicque::detail::connectivity
