#include <cmath>
#include <memory>
#include <span>

#include "connectivity/row_writer.hpp"
#include "connectivity/synapse_values.hpp"
#include "connectivity/unit_drawer.hpp"
#include "connectivity/wiring.hpp"

namespace lapicque::connectivity {

namespace {

/// Rows of the synapses that end in a range of targets.
class RowDrawer {
 public:
  RowDrawer(const Wiring& wiring, const SynapseValues& values, TargetRange range)
      : wiring_{wiring},
        values_{values},
        range_{range},
        places_{wiring.post.places(range)},
        autapses_{allows_autapses(wiring.rule)},
        drawer_{make_drawer(wiring)} {}

  /// The mean number of synapses and six standard deviations.
  [[nodiscard]] std::size_t room() const {
    const double targets = wiring_.post.rank(range_.end) - wiring_.post.rank(range_.begin);
    const auto [mean, variance] = drawer_->expect(targets * wiring_.pre.size());
    return static_cast<std::size_t>(mean + 6.0 * std::sqrt(variance) + 1.0);
  }

  void draw(std::uint32_t source, Row& row) {
    row.targets.clear();
    values_.resize(row.values, 0);
    if (places_.begin == places_.end) return;
    const std::uint32_t blocks = (places_.end - 1) / targets_per_block + 1;
    drawer_->begin_source(source, blocks, self_place(wiring_, autapses_, wiring_.post, wiring_.pre[source]));
    for (std::uint32_t b = places_.begin / targets_per_block; b < blocks; ++b) add_unit(source, b, row);
  }

 private:
  void add_unit(std::uint32_t source, std::uint32_t block, Row& row) {
    const std::span<const std::uint16_t> offsets = drawer_->draw(block);
    if (offsets.empty()) return;
    const std::uint32_t first = block * targets_per_block;
    if (!values_.vary()) {
      keep(first, offsets, row.targets, [](std::size_t, std::size_t) {});
      return;
    }
    values_.draw(source, block, offsets.size(), unit_);
    values_.give(std::size_t{source} * wiring_.post.size() + first, offsets, unit_);
    const std::size_t old_size = row.targets.size();
    values_.resize(row.values, old_size + offsets.size());
    ValueColumns& kept = row.values;
    keep(first, offsets, row.targets, [&](std::size_t from, std::size_t to) {
      if (!unit_.delay.empty()) kept.delay[to] = unit_.delay[from];
      if (!unit_.grid.empty()) kept.grid[to] = unit_.grid[from];
      if (!unit_.exact.empty()) kept.exact[to] = unit_.exact[from];
    });
    values_.resize(kept, row.targets.size());
  }

  /// Appends what lies in the range. It writes ahead and then moves on or not: a branch would be mispredicted at the
  /// edges of the range and cost more.
  template <class Copy>
  void keep(std::uint32_t first, std::span<const std::uint16_t> offsets, std::vector<std::uint16_t>& targets,
            const Copy& copy) const {
    const std::uint32_t width = range_.end - range_.begin;
    std::size_t size = targets.size();
    targets.resize(size + offsets.size());
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const std::uint32_t target = wiring_.post[first + offsets[i]] - range_.begin;  // wraps around below the range
      targets[size] = static_cast<std::uint16_t>(target);
      copy(i, size);
      size += target < width ? 1 : 0;
    }
    targets.resize(size);
  }

  const Wiring& wiring_;
  const SynapseValues& values_;
  TargetRange range_;
  PlaceRange places_;
  bool autapses_;
  std::unique_ptr<UnitDrawer> drawer_;
  ValueColumns unit_;
};

}  // namespace

SynapseTable build_by_source(const Wiring& wiring, TargetRange range) {
  const SynapseValues values{wiring};
  SynapseTable table;
  RowWriter writer{table, values, wiring.n_sources};
  RowDrawer drawer{wiring, values, range};
  writer.reserve(drawer.room());
  Row row;
  for (std::uint32_t rank = 0; rank < wiring.pre.size(); ++rank) {
    const std::uint32_t source = wiring.pre.by_rank(rank);
    drawer.draw(source, row);
    writer.append(wiring.pre[source], row);
  }
  writer.finish();
  return table;
}

}  // namespace lapicque::connectivity
