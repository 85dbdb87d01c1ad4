#include "connectivity/rows/unit_drawer.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "connectivity/rows/distinct.hpp"
#include "connectivity/rows/skip_table.hpp"
#include "connectivity/rows/synapse_dealer.hpp"
#include "connectivity/rule_facts.hpp"
#include "random/stream.hpp"

namespace lapicque::detail::connectivity {

namespace {

using random::Purpose;
using random::Stream;

/// A unit's block of targets without the source itself.
class Block {
 public:
  Block() = default;
  Block(std::uint32_t block, std::uint32_t size, std::uint32_t n_post, std::optional<std::uint32_t> self) {
    const std::uint32_t first = block * size;
    targets_ = std::min(size, n_post - first);
    if (!self || *self < first || *self >= first + targets_) return;
    self_ = *self - first;
    --targets_;
  }

  [[nodiscard]] std::uint32_t targets() const { return targets_; }
  /// Place within the block of the i-th possible target.
  [[nodiscard]] std::uint16_t place(std::uint32_t i) const {
    return static_cast<std::uint16_t>(i + (i >= self_ ? 1 : 0));
  }

 private:
  std::uint32_t targets_ = 0;
  std::uint32_t self_ = std::numeric_limits<std::uint32_t>::max();
};

class SourceDrawer : public UnitDrawer {
 public:
  explicit SourceDrawer(const ProjectionPlan& plan)
      : block_size_{targets_per_block(plan)},
        n_post_{plan.post.size()},
        seed_{plan.seed},
        id_{plan.id},
        places_(block_size_) {}

  void begin_source(std::uint32_t place, std::uint32_t /*blocks*/, std::optional<std::uint32_t> self) override {
    source_ = place;
    self_ = self;
  }

 protected:
  [[nodiscard]] Block block_of(std::uint32_t block) const { return {block, block_size_, n_post_, self_}; }
  [[nodiscard]] Stream stream_of(std::uint32_t block) const {
    return {seed_, Purpose::connectivity, id_, source_, block};
  }
  [[nodiscard]] Stream counts(std::uint32_t a) const { return {seed_, Purpose::row_count, id_, a, 0}; }
  [[nodiscard]] std::span<const std::uint16_t> all(const Block& block) {
    for (std::uint32_t i = 0; i < block.targets(); ++i) places_[i] = block.place(i);
    return {places_.data(), block.targets()};
  }

  std::uint32_t block_size_;
  std::uint32_t n_post_;
  std::uint64_t seed_;
  std::uint32_t id_;
  std::uint32_t source_ = 0;
  std::optional<std::uint32_t> self_;
  std::vector<std::uint16_t> places_;  // result of draw()
};

class AllDrawer final : public SourceDrawer {
 public:
  using SourceDrawer::SourceDrawer;
  std::span<const std::uint16_t> draw(std::uint32_t block) override { return all(block_of(block)); }
  [[nodiscard]] Moments expect(double pairs) const override { return {pairs, 0.0}; }
};

class ProbabilityDrawer final : public SourceDrawer {
 public:
  ProbabilityDrawer(const ProjectionPlan& plan, double p)
      : SourceDrawer{plan}, p_{p}, skips_{p < 1.0 ? p : 0.0, block_size_} {}

  std::span<const std::uint16_t> draw(std::uint32_t index) override {
    const Block block = block_of(index);
    if (p_ >= 1.0) return all(block);
    Stream stream = stream_of(index);
    std::size_t count = 0;
    for (std::uint32_t next = skips_.draw(stream); next < block.targets(); next += 1 + skips_.draw(stream)) {
      places_[count++] = block.place(next);
    }
    return {places_.data(), count};
  }

  [[nodiscard]] Moments expect(double pairs) const override { return {pairs * p_, pairs * p_ * (1.0 - p_)}; }

 private:
  double p_;
  SkipTable skips_;
};

/// FixedOutdegree and FixedTotal: the number of synapses of a source is dealt to its blocks.
class CountDrawer final : public SourceDrawer {
 public:
  CountDrawer(const ProjectionPlan& plan, const FixedOutdegree& rule)
      : SourceDrawer{plan}, multapses_{rule.multapses}, synapses_(plan.pre.size(), rule.k) {
    prepare();
  }
  CountDrawer(const ProjectionPlan& plan, const FixedTotal& rule)
      : SourceDrawer{plan}, multapses_{rule.multapses}, synapses_(plan.pre.size()) {
    std::vector<std::int64_t> pairs(synapses_.size(), n_post_);
    for (std::uint32_t s = 0; s < plan.pre.size(); ++s) {
      if (self_place(plan, rule.autapses, plan.post, plan.pre[s])) --pairs[s];
    }
    SynapseDealer dealer{rule.n, std::accumulate(pairs.begin(), pairs.end(), std::int64_t{0}), multapses_, counts(0)};
    for (std::size_t s = 0; s < synapses_.size(); ++s) synapses_[s] = dealer.next(pairs[s]);
    prepare();
  }

  void begin_source(std::uint32_t place, std::uint32_t blocks, std::optional<std::uint32_t> self) override {
    SourceDrawer::begin_source(place, blocks, self);
    SynapseDealer dealer{synapses_[place], std::int64_t{n_post_} - (self ? 1 : 0), multapses_, counts(1 + place)};
    block_synapses_.resize(blocks);
    for (std::uint32_t b = 0; b < blocks; ++b) block_synapses_[b] = dealer.next(block_of(b).targets());
  }

  std::span<const std::uint16_t> draw(std::uint32_t index) override {
    const auto count = static_cast<std::size_t>(block_synapses_[index]);
    if (count == 0) return {};
    const Block block = block_of(index);
    Stream stream = stream_of(index);
    if (multapses_) return draw_any(block, count, stream);
    return draw_set(block, static_cast<std::uint32_t>(count), stream);
  }

  [[nodiscard]] Moments expect(double pairs) const override {
    const double all = static_cast<double>(n_post_) * static_cast<double>(synapses_.size());
    const double share = all > 0.0 ? pairs / all : 0.0;
    const double mean =
        share * static_cast<double>(std::accumulate(synapses_.begin(), synapses_.end(), std::int64_t{0}));
    return {mean, mean * (1.0 - share)};
  }

 private:
  void prepare() {
    set_.resize(block_size_);
    repeats_.resize(block_size_);
  }

  std::span<const std::uint16_t> draw_any(const Block& block, std::size_t count, Stream& stream) {
    places_.resize(std::max(places_.size(), count));
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t candidate = stream.below(block.targets());
      set_.insert(candidate);
      ++repeats_[candidate];
    }
    std::size_t filled = 0;
    empty_set([&](std::uint32_t candidate) {
      const std::uint16_t place = block.place(candidate);
      for (; repeats_[candidate] > 0; --repeats_[candidate]) places_[filled++] = place;
    });
    return {places_.data(), count};
  }

  std::span<const std::uint16_t> draw_set(const Block& block, std::uint32_t count, Stream& stream) {
    const std::uint32_t absent = block.targets() - count;
    const bool choose_absent = absent < count;  // the fewer draws
    draw_distinct(block.targets(), choose_absent ? absent : count, stream, set_, [](std::uint32_t) {});
    std::size_t filled = 0;
    if (choose_absent) {
      for (std::uint32_t i = 0; i < block.targets(); ++i) {
        if (!set_.contains(i)) places_[filled++] = block.place(i);
      }
      empty_set([](std::uint32_t) {});
    } else {
      empty_set([&](std::uint32_t candidate) { places_[filled++] = block.place(candidate); });
    }
    return {places_.data(), filled};
  }

  /// Takes every member out of the set, in ascending order.
  template <class Take>
  void empty_set(const Take& take) {
    std::uint32_t first = 0;
    for (std::uint64_t& word : set_.words()) {
      for (; word != 0; word &= word - 1) take(first + static_cast<std::uint32_t>(std::countr_zero(word)));
      first += 64;
    }
  }

  bool multapses_;
  std::vector<std::int64_t> synapses_;        // of each source
  std::vector<std::int64_t> block_synapses_;  // of each block of the present source
  BitSet set_;                                // empty between draws, like repeats_
  std::vector<std::uint32_t> repeats_;
};

}  // namespace

std::uint32_t targets_per_block(const ProjectionPlan& plan) {
  constexpr std::uint32_t smallest = 1024;
  constexpr std::uint32_t largest = most_targets;
  constexpr double worthwhile = 64.0;
  const double mean = facts_of(plan.rule, plan.pre.size(), plan.post.size()).synapses_a_pair;
  std::uint32_t size = smallest;
  while (size < largest && size < plan.post.size() && mean * size < worthwhile) size *= 2;
  return size;
}

std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const AllToAll& /*rule*/) {
  return std::make_unique<AllDrawer>(plan);
}
std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const FixedProbability& rule) {
  return std::make_unique<ProbabilityDrawer>(plan, rule.p);
}
std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const FixedOutdegree& rule) {
  return std::make_unique<CountDrawer>(plan, rule);
}
std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const FixedTotal& rule) {
  return std::make_unique<CountDrawer>(plan, rule);
}

}  // namespace lapicque::detail::connectivity
