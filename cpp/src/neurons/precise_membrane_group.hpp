#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lapicque/options.hpp>

#include "kernels/dispatch.hpp"
#include "memory/coefficients.hpp"
#include "models/membrane.hpp"
#include "neurons/membrane_parts.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/precise_refractoriness.hpp"

namespace lapicque::detail {

/// Neurons that are integrated numerically, whose spikes are off the grid, and which take in what arrives there.
///
/// Each neuron goes through the step in segments that end at the next event, where it becomes free, or at a spike. The
/// kernel takes the next segments of all neurons of a block together.
class PreciseMembraneGroup final : public NeuronGroup {
 public:
  PreciseMembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size,
                       const NetworkOptions& network, const PopulationOptions& options);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override;
  [[nodiscard]] double work() const override { return 10.0 * work_; }
  [[nodiscard]] double most_spikes_a_step() const override { return refractoriness_.most_spikes_a_step(); }
  [[nodiscard]] SpikeTiming spike_timing() const override { return SpikeTiming::precise; }
  [[nodiscard]] std::size_t constant_bytes() const override;

 private:
  using Tick = kernels::Tick;
  struct Work;

  /// Constants of a receptor, one value or one a neuron.
  struct Kinetics {
    std::vector<double> tau_decay;
    std::vector<double> tau_rise;
    std::vector<double> E_rev;

    [[nodiscard]] static double of(const std::vector<double>& values, std::size_t i) {
      return values[values.size() > 1 ? i : 0];
    }
  };
  /// A variable that decays and that each spike of its neuron increases.
  struct Element {
    double* x;
    double tau;
    double jump;
  };

  // precise_membrane_group.cpp
  void add_receptors(const Membrane& membrane);
  std::vector<Element> add_elements(const SpikeTriggers& triggers, const std::string& name, const std::string& unit);
  void visit_hidden_state(StateVisitor& visitor) override { refractoriness_.visit_state(visitor); }
  void draw_dependent_state() override { equilibrium_.set(pass_.state, size()); }

  // precise_membrane_step.cpp
  [[nodiscard]] Work& work_of(CellInputs& inputs) const;
  void advance_block(const CellInputs& inputs, Range block, std::int64_t step, Work& work, const Advance& steps);
  void begin_step(const CellInputs& inputs, Range block, std::int64_t step, Work& work) const;
  /// Puts the next segment of each active neuron into the rows.
  [[nodiscard]] kernels::Segments make_segments(Range block, Tick now, Work& work) const;
  [[nodiscard]] kernels::Segments rows_of(Work& work) const;
  void fill_segment(std::size_t k, std::uint32_t place, std::uint32_t neuron, Tick now,
                    const kernels::Segments& segments, Work& work) const;
  void fill_inputs(std::size_t k, std::uint32_t neuron, double length, const kernels::Segments& segments) const;
  void fill_threshold(std::size_t k, std::uint32_t neuron, double length, const kernels::Segments& segments) const;
  /// Takes receptors and events along with the membranes, and finds out who is still active.
  void finish_segments(Range block, std::int64_t step, const kernels::Segments& segments, Work& work);
  /// Tells whether the neuron is still active.
  [[nodiscard]] bool finish_segment(std::size_t k, std::uint32_t place, std::uint32_t neuron, std::int64_t step,
                                    const kernels::Segments& segments, Work& work);
  void fire(std::uint32_t place, std::uint32_t neuron, std::int64_t step, Work& work);
  void take_events(std::uint32_t place, std::uint32_t neuron, Tick now, Work& work) const;
  void arrive(std::size_t receptor, std::uint32_t neuron, double weight, double& jump) const;
  void advance_receptors(std::uint32_t neuron, double h) const;
  /// Integral of the hazard at which a neuron fires next, drawn anew after each of its `spikes` in the step.
  [[nodiscard]] double draw_needed(std::int64_t step, std::uint32_t neuron, std::uint32_t spikes) const;
  /// Writes the sums of the elements to the state that users see.
  void show_elements(std::uint32_t neuron) const;

  double dt_;
  double work_;
  bool holds_;
  Coefficients<double> coefficients_;
  PreciseRefractoriness refractoriness_;
  std::size_t states_;
  std::vector<kernels::ReceptorPass<double>> receptors_;
  std::vector<Kinetics> kinetics_;
  std::vector<std::size_t> nmda_;  // receptors that are
  double longest_;                 // segment [ms]
  bool noisy_;
  random::Key key_;
  std::uint32_t tag_;
  kernels::WordsKernel words_ = kernels::selected().words;
  std::vector<Element> currents_;    // taken from the input [pA]
  std::vector<Element> thresholds_;  // added to the threshold [mV]
  std::vector<double> V_T_star_;     // one, or one a neuron
  kernels::MembranePass<double> pass_;
  kernels::SegmentStep step_;
  kernels::TakeKernel take_arrivals_ = kernels::selected().precise.take;
  Equilibrium equilibrium_;
};

}  // namespace lapicque::detail
