#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "state/range.hpp"
#include "state/state_array.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

struct PopulationState;

/// One gap junction: current conductance*(V_pre - V_post) into post, and the opposite into pre.
struct GapJunction {
  std::uint32_t pre_population;
  std::uint32_t pre;
  std::uint32_t post_population;
  std::uint32_t post;
  double conductance;  // [nS]
};

/// The gap junctions of a network. In a step they carry a constant current by the potentials in its middle, as a line
/// through the last two steps' ends foresees them: of second order in dt. After a spike, which is no part of a line,
/// the present potential is taken.
///
/// Potentials are published by the thread that owns them at the end of each step, and read by all in the next one.
class GapJunctions {
 public:
  [[nodiscard]] bool empty() const { return sides_.empty(); }
  void add(std::span<const GapJunction> junctions);
  /// Whether neurons of a population take part.
  [[nodiscard]] bool concern(std::uint32_t population) const {
    return population < concerned_.size() && concerned_[population];
  }

  /// Makes room for what is published, and takes in potentials that changed between runs.
  void begin_run(const std::vector<PopulationState>& populations, std::int64_t step);
  /// Publishes the potentials of neurons at the end of `step`; `fired` are those of the range that fired.
  void publish(const std::vector<PopulationState>& populations, std::uint32_t population, Range range,
               std::span<const std::uint32_t> fired, std::int64_t step);
  /// Adds the currents of a step into the neurons of a range [pA].
  void add_currents(std::int64_t step, std::uint32_t population, Range range, StateArray& I_ext) const;
  /// Lists all that changes during a run.
  void visit_state(const std::vector<PopulationState>& populations, StateVisitor& visitor);
  /// Bytes of what does not change.
  [[nodiscard]] std::size_t constant_bytes() const { return sides_.capacity() * sizeof(Side); }
  /// Bytes that so many junctions take while they are added.
  [[nodiscard]] static double bytes_of(std::size_t junctions) {
    return static_cast<double>(junctions) * (sizeof(GapJunction) + 4 * sizeof(Side));
  }

 private:
  /// What one neuron has of a junction; sorted by neuron, in the order of making.
  struct Side {
    std::uint32_t population;
    std::uint32_t neuron;
    std::uint32_t other_population;
    std::uint32_t other;
    double conductance;
  };
  /// Potentials of one population.
  struct Published {
    std::vector<double> last;       // at the end of the last step [mV]
    std::vector<double> middle[2];  // foreseen in the middle of the next step, by its number modulo 2
  };

  void make_room(const std::vector<PopulationState>& populations);

  std::vector<Side> sides_;
  std::vector<bool> concerned_;       // by population
  std::vector<Published> published_;  // by population; empty where no neuron takes part
};

}  // namespace lapicque::detail
