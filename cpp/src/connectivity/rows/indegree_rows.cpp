#include <optional>
#include <variant>
#include <vector>

#include "connectivity/rows/distinct.hpp"
#include "connectivity/rows/transposer.hpp"
#include "interruption/interruptible.hpp"
#include "random/stream.hpp"

namespace lapicque::detail::connectivity {

namespace {

/// Draws the sources of one target after the other.
class IndegreeDrawer {
 public:
  IndegreeDrawer(const ProjectionPlan& plan, const FixedIndegree& rule)
      : plan_{plan}, rule_{rule}, k_{static_cast<std::uint32_t>(rule.k)} {
    if (!rule.multapses) set_.resize(plan.pre.size());
  }

  /// Hands each source of the target at `place` to `take`, as neuron of the source population.
  template <class Take>
  void draw(std::uint32_t place, const Take& take) {
    const std::optional<std::uint32_t> self = self_place(plan_, rule_.autapses, plan_.pre, plan_.post[place]);
    const std::uint32_t candidates = plan_.pre.size() - (self ? 1 : 0);
    const std::uint32_t gap = self.value_or(plan_.pre.size());
    const auto give = [&](std::uint32_t i) { take(plan_.pre[i + (i >= gap ? 1 : 0)]); };
    random::Stream stream{plan_.seed, random::Purpose::connectivity, plan_.id, place, 0};
    if (rule_.multapses) {
      for (std::int64_t i = 0; i < rule_.k; ++i) give(stream.below(candidates));
    } else {
      draw_set(candidates, stream, give);
    }
  }

 private:
  template <class Give>
  void draw_set(std::uint32_t candidates, random::Stream& stream, const Give& give) {
    drawn_.clear();
    const auto note = [this](std::uint32_t i) { drawn_.push_back(i); };
    if (k_ <= candidates / 2) {
      draw_distinct(candidates, k_, stream, set_, note);
      for (const std::uint32_t i : drawn_) give(i);
    } else {  // fewer draws choose those left out
      draw_distinct(candidates, candidates - k_, stream, set_, note);
      for (std::uint32_t i = 0; i < candidates; ++i) {
        if (!set_.contains(i)) give(i);
      }
    }
    for (const std::uint32_t i : drawn_) set_.erase(i);
  }

  const ProjectionPlan& plan_;
  const FixedIndegree& rule_;
  std::uint32_t k_;
  BitSet set_;  // empty between targets
  std::vector<std::uint32_t> drawn_;
};

}  // namespace

std::unique_ptr<RowSource> rows_of(const RuleOnRange<FixedIndegree>& of) {
  const auto& [rule, plan, format] = of;
  const SynapseValues values{plan, format.columns};
  auto rows = std::make_unique<Transposer>(format.columns, plan.n_sources);
  const std::uint32_t first = plan.post.rank(format.range.begin);
  const std::uint32_t last = rule.k > 0 ? plan.post.rank(format.range.end) : first;
  IndegreeDrawer drawer{plan, rule};
  HugeArray<std::uint32_t> sources;  // in the order of drawing, k a target
  sources.reserve(std::size_t{last - first} * static_cast<std::size_t>(rule.k));
  const std::int64_t work = 100 + 10 * rule.k;  // a target, in each of the two passes
  for (std::uint32_t rank = first; rank < last; ++rank) {
    let_interrupt(work);
    drawer.draw(plan.post.by_rank(rank), [&](std::uint32_t source) {
      rows->count(source);
      sources.push_back(source);
    });
  }
  rows->begin_fill();
  ValueColumns unit;
  const std::uint32_t* source = sources.data();
  for (std::uint32_t rank = first; rank < last; ++rank) {  // ascending targets, so that rows come out sorted
    let_interrupt(work);
    const std::uint32_t place = plan.post.by_rank(rank);
    const auto target = static_cast<std::uint16_t>(format.first_target + plan.post[place] - format.range.begin);
    if (values.vary()) values.draw(place, 0, static_cast<std::size_t>(rule.k), unit);
    for (std::size_t synapse = 0; synapse < static_cast<std::size_t>(rule.k); ++synapse) {
      rows->put(*source++, target, unit, synapse);
    }
  }
  rows->end_fill();
  return rows;
}

}  // namespace lapicque::detail::connectivity
