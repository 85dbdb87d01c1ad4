#pragma once

#include <memory>
#include <span>
#include <vector>

#include <lapicque/model.hpp>

#include "delivery/timed_arrivals.hpp"
#include "memory/coefficients.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/precise_neuron.hpp"
#include "neurons/precise_refractoriness.hpp"
#include "neurons/timed_events.hpp"

namespace lapicque::detail {

/// A Lif population that spikes off the grid, and takes in what arrives there.
///
/// A neuron that is sure to stay below threshold takes the step at once: the propagator of a whole step, and what each
/// event of the step makes of it by the end. The others go from event to event (EventDrivenStep).
class PreciseLifGroup final : public NeuronGroup {
 public:
  PreciseLifGroup(const Lif& model, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
                  const std::vector<std::pair<std::string, Value>>& initial);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override { refractoriness_.follow(step); }
  [[nodiscard]] double work() const override { return 3.5; }
  [[nodiscard]] double most_spikes_a_step() const override { return refractoriness_.most_spikes_a_step(); }
  [[nodiscard]] SpikeTiming spike_timing() const override { return SpikeTiming::precise; }

 private:
  using ReceptorPass = kernels::ReceptorPass<double>;
  struct Work;

  /// What a weight of 1 that arrived within the step has made by its end.
  struct Effect {
    double V_m;   // [mV]
    double I;     // [pA]
    double rise;  // [pA/ms]
  };

  // precise_lif_group.cpp
  void set_coefficients();
  void add_receptors();
  void visit_hidden_state(StateVisitor& visitor) override;
  [[nodiscard]] std::size_t constant_bytes() const override;
  [[nodiscard]] SynapticKinetics kinetics_of(std::size_t receptor, std::size_t neuron) const;
  [[nodiscard]] double largest_psp(const SynapticKinetics& kinetics) const;
  [[nodiscard]] double tau_m(std::size_t i) const { return model_.membrane_time_constant(i); }

  // precise_lif_step.cpp
  [[nodiscard]] Work& work_of(CellInputs& inputs) const;
  void advance_block(const kernels::PrecisePass& pass, kernels::PreciseBlock block, std::int64_t step, Work& work,
                     const Advance& steps);
  void begin_step(const CellInputs& inputs, Work& work) const;
  [[nodiscard]] Effect effect(std::size_t receptor, double h) const;
  /// Adds up what the events of the block make by the end of the step, and raises the bounds by what they can do; false
  /// if there are none.
  [[nodiscard]] bool sum_events(const kernels::PreciseBlock& block, Work& work) const;
  [[nodiscard]] std::uint32_t sum_packet(const TimedArrivals::Packet& packet, const Effect& effect,
                                         const kernels::PreciseBlock& block, std::uint32_t first, Work& work) const;
  /// Takes neuron `place` of the block through the step by itself; leaves its state to write_back().
  void go_through(const kernels::PrecisePass& pass, const kernels::PreciseBlock& block, std::uint32_t place,
                  std::int64_t step, std::span<const TimedEvents::Event> events, Work& work);
  void read(const kernels::PrecisePass& pass, std::uint32_t neuron, Work& work) const;
  void keep(const PreciseNeuron& neuron, Work& work) const;
  void write_back(const kernels::PreciseBlock& block, std::uint32_t count, Work& work);

  Lif model_;
  double dt_;
  bool same_kinetics_;  // time constants and capacitance are the same for all neurons
  PreciseRefractoriness refractoriness_;
  AlignedArray<double> V_low_;
  Coefficients<double> coefficients_;
  std::vector<ReceptorPass> passes_;
  std::vector<const double*> rise_to_highest_I_;
  std::vector<std::uint32_t> slots_;  // by receptor: row of its I, then its rise, among the sums of a block
  std::vector<double> largest_psp_;   // by receptor: most that a weight of 1 raises V_m within a step [mV]
  std::uint32_t n_slots_ = 2;         // V_m and the bound first
  kernels::PrecisePass pass_;
  kernels::PreciseKernels kernels_ = kernels::selected().precise;
};

}  // namespace lapicque::detail
