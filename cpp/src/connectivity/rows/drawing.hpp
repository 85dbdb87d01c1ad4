#pragma once

#include <cstdint>
#include <optional>

#include "connectivity/projection_plan.hpp"
#include "connectivity/selection_map.hpp"

namespace lapicque::detail::connectivity {

// How a plan becomes synapses. This is part of the definition of every result.
//
// Drawing is cut into *units*, each with random streams of its own, keyed by (seed, purpose, projection, a, b). Sources
// and targets are counted by their place in the selection, so no unit depends on how the targets are split.
//
//   rule                                    unit                                               (a, b)
//   AllToAll, FixedProbability,             source s and a block b of 1024 targets, or more    (s, b)
//     FixedOutdegree, FixedTotal            where they are sparse (targets_per_block)
//   FixedIndegree                           target j                                           (j, 0)
//   OneToOne, Pairs, Matrix                 block b of 1024 synapses in the order given        (0xFFFFFFFF, b)
//
// Connectivity. FixedProbability skips through a block by geometric steps (SkipTable). FixedTotal deals its synapses to
// the sources in order, each taking a binomial share of what is left (hypergeometric without multapses), from the
// row_count stream (0, 0); FixedTotal and FixedOutdegree deal the synapses of source s to its blocks in the same way
// from the row_count stream (1 + s, 0). Within a block the places are uniform draws, distinct ones (Floyd) without
// multapses. FixedIndegree draws sources likewise. Without autapses the place of the neuron itself is taken out, and
// places above it count one less.
//
// Values. A unit draws a weight and a delay for each of its synapses, outside the range too: for (s, b) by ascending
// target place, for target j in the order of its draws, for a list in the order given. A weight lies on a grid of
// 65536 points or is a real number, a delay is rounded to the nearest step.
//
// Order within a row: delay, then target neuron, then the order of drawing.

/// Place of `neuron` in `others`, where a rule without autapses must leave it out.
[[nodiscard]] inline std::optional<std::uint32_t> self_place(const ProjectionPlan& plan, bool autapses,
                                                             const SelectionMap& others, std::uint32_t neuron) {
  if (autapses || !plan.same_population()) return std::nullopt;
  return others.place(neuron);
}

/// The delay of all synapses, if they have one [steps].
[[nodiscard]] std::optional<std::uint16_t> constant_delay(const ProjectionPlan& plan);

}  // namespace lapicque::detail::connectivity
