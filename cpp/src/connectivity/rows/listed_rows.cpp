#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "connectivity/rows/transposer.hpp"
#include "interruption/interruptible.hpp"

namespace lapicque::detail::connectivity {

namespace {

constexpr std::size_t synapses_per_unit = 1024;
constexpr std::uint32_t list_unit = 0xFFFFFFFF;  // first key of the units of a list; no source has this place

/// The pairs of OneToOne, Pairs or Matrix as neurons.
class PairList {
 public:
  PairList(const ProjectionPlan& plan, const OneToOne& /*rule*/) : plan_{plan}, size_{plan.pre.size()} {}
  PairList(const ProjectionPlan& plan, const Pairs& rule) : PairList{plan, rule.pre, rule.post} {}
  PairList(const ProjectionPlan& plan, const Matrix& rule) : PairList{plan, rule.pre, rule.post} {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::uint32_t source(std::size_t j) const { return plan_.pre[place(pre_, j)]; }
  [[nodiscard]] std::uint32_t target(std::size_t j) const { return plan_.post[place(post_, j)]; }

 private:
  PairList(const ProjectionPlan& plan, std::span<const std::int64_t> pre, std::span<const std::int64_t> post)
      : plan_{plan}, size_{pre.size()}, identity_{false}, pre_{pre.data()}, post_{post.data()} {}
  [[nodiscard]] std::uint32_t place(const std::int64_t* given, std::size_t j) const {
    return static_cast<std::uint32_t>(identity_ ? static_cast<std::int64_t>(j) : given[j]);
  }

  const ProjectionPlan& plan_;
  std::size_t size_;
  bool identity_ = true;
  const std::int64_t* pre_ = nullptr;
  const std::int64_t* post_ = nullptr;
};

std::unique_ptr<RowSource> listed_rows(const PairList& list, const ProjectionPlan& plan, const RowFormat& format) {
  const SynapseValues values{plan, format.columns};
  auto rows = std::make_unique<Transposer>(format.columns, plan.n_sources);
  const TargetRange range = format.range;
  const auto in_range = [range](std::uint32_t target) { return target >= range.begin && target < range.end; };
  for (std::size_t j = 0; j < list.size(); ++j) {
    if (j % synapses_per_unit == 0) let_interrupt(5 * synapses_per_unit);
    if (in_range(list.target(j))) rows->count(list.source(j));
  }
  rows->begin_fill();
  ValueColumns unit;
  std::vector<std::uint16_t> offsets(synapses_per_unit);
  std::iota(offsets.begin(), offsets.end(), std::uint16_t{0});
  for (std::size_t first = 0; first < list.size(); first += synapses_per_unit) {
    let_interrupt(10 * synapses_per_unit);
    const std::size_t size = std::min(list.size() - first, synapses_per_unit);
    values.draw(list_unit, static_cast<std::uint32_t>(first / synapses_per_unit), size, unit);
    values.give(first, std::span{offsets}.first(size), unit);
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint32_t target = list.target(first + i);
      if (!in_range(target)) continue;
      rows->put(list.source(first + i), static_cast<std::uint16_t>(format.first_target + target - range.begin), unit,
                i);
    }
  }
  rows->end_fill();
  return rows;
}

template <class Kind>
std::unique_ptr<RowSource> listed(const RuleOnRange<Kind>& of) {
  return listed_rows(PairList{of.plan, of.rule}, of.plan, of.format);
}

}  // namespace

std::unique_ptr<RowSource> rows_of(const RuleOnRange<OneToOne>& of) { return listed(of); }
std::unique_ptr<RowSource> rows_of(const RuleOnRange<Pairs>& of) { return listed(of); }
std::unique_ptr<RowSource> rows_of(const RuleOnRange<Matrix>& of) { return listed(of); }

}  // namespace lapicque::detail::connectivity
