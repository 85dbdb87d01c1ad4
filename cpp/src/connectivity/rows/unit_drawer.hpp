#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "connectivity/rows/drawing.hpp"

namespace lapicque::detail::connectivity {

/// Targets of a unit: a power of two from 1024 to 65536, so many that a unit has 64 synapses to expect if it can. Work
/// then grows with the synapses, not with the pairs, however sparse they are.
[[nodiscard]] std::uint32_t targets_per_block(const ProjectionPlan& plan);

/// Draws who is connected, unit (source, block) by unit.
class UnitDrawer {
 public:
  virtual ~UnitDrawer() = default;
  /// The units of the source at `place` follow, blocks below `blocks` only; `self` is its own place among the targets
  /// where it must not connect to itself.
  virtual void begin_source(std::uint32_t place, std::uint32_t blocks, std::optional<std::uint32_t> self) = 0;
  /// Targets of unit `block`, counted within the block, ascending; valid until the next call.
  [[nodiscard]] virtual std::span<const std::uint16_t> draw(std::uint32_t block) = 0;
  /// Synapses to expect of `pairs` of the pairs, and their variance.
  struct Moments {
    double mean;
    double variance;
  };
  [[nodiscard]] virtual Moments expect(double pairs) const = 0;
};

[[nodiscard]] std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const AllToAll& rule);
[[nodiscard]] std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const FixedProbability& rule);
[[nodiscard]] std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const FixedOutdegree& rule);
[[nodiscard]] std::unique_ptr<UnitDrawer> make_drawer(const ProjectionPlan& plan, const FixedTotal& rule);

}  // namespace lapicque::detail::connectivity
