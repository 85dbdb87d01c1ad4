#pragma once

#include <cstdint>

#include <lapicque/spike_timing.hpp>

#include "cells/spike_list.hpp"
#include "interruption/interruptible.hpp"
#include "state/range.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

struct CellInputs;

/// Steps [first, last) of an interval, and where the spikes of one population in them go.
struct Advance {
  std::int64_t first;
  std::int64_t last;
  std::int64_t interval;  // first step of the interval that `spikes` is for
  std::size_t population;
  SpikeList& spikes;

  void fire(std::int64_t step, std::span<const std::uint32_t> neurons) const {
    spikes.add(static_cast<std::size_t>(step - interval), population, neurons);
  }
  void fire(std::int64_t step, std::uint32_t neuron, std::size_t times) const {
    let_interrupt(10 + static_cast<std::int64_t>(times));
    spikes.add(static_cast<std::size_t>(step - interval), population, neuron, times);
  }
  /// `offset` ms after the start of the step.
  void fire_at(std::int64_t step, std::uint32_t neuron, double offset) const {
    spikes.add_at(static_cast<std::size_t>(step - interval), population, neuron, offset);
  }
};

/// The cells of a population: neurons that integrate, or sources that fire by themselves.
class CellGroup {
 public:
  CellGroup() = default;
  CellGroup(const CellGroup&) = delete;
  CellGroup& operator=(const CellGroup&) = delete;
  virtual ~CellGroup() = default;

  /// Takes the cells of `range` through the steps, and adds their spikes in the order of cells.
  virtual void advance(Range range, CellInputs& inputs, const Advance& steps) = 0;
  /// Called before a part of a run, by one thread.
  virtual void begin_run(std::int64_t /*step*/) {}
  /// Lists all that changes during a run.
  virtual void visit_state(StateVisitor& /*visitor*/) {}
  /// Bytes of what does not change.
  [[nodiscard]] virtual std::size_t constant_bytes() const { return 0; }
  /// Rough cost of a cell and step without what arrives [ns].
  [[nodiscard]] virtual double work() const { return 1.0; }
  /// The most spikes that one cell can fire in one step.
  [[nodiscard]] virtual double most_spikes_a_step() const { return 1.0; }
  /// Whether the spikes have offsets.
  [[nodiscard]] virtual SpikeTiming spike_timing() const { return SpikeTiming::grid; }
};

}  // namespace lapicque::detail
