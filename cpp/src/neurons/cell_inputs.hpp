#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/delivery/arrival_pass.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/membranes/neuron_block.hpp"
#include "state/state_array.hpp"
#include "stimuli/current_input.hpp"

namespace lapicque::detail {

class GapJunctions;
class TimedArrivals;

/// Buffers that a group keeps from step to step, one set a shard.
struct Buffers {
  Buffers() = default;
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;
  virtual ~Buffers() = default;
};

/// Takes the state of some neurons as they pass through steps, a block at a time.
class Sampler {
 public:
  Sampler() = default;
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;
  virtual ~Sampler() = default;
  /// Whether it wants to see any neuron of a block.
  [[nodiscard]] virtual bool samples(Range block) const = 0;
  /// Called at the end of every step of a block that it wants to see; `step` is the time then, in steps.
  virtual void sample(std::int64_t step, Range block) = 0;
};

/// Everything that enters the neurons of one population in one shard: the sums of its receptors' accumulators, Poisson
/// input, external currents, and spikes off the grid.
struct CellInputs {
  /// Poisson input drawn for a block of neurons.
  struct PoissonBlock {
    const PoissonDrive* drive;
    std::size_t pass;                        // place among the receptor's passes
    std::unique_ptr<std::int32_t[]> counts;  // (block_size)
    CountTables tables;
  };
  std::vector<std::vector<kernels::ArrivalPass>> passes;  // by receptor: accumulators, then Poisson inputs
  std::vector<kernels::ReceptorArrivals> arrivals;        // the same as the kernels read it
  std::vector<PoissonBlock> poisson;
  std::vector<CurrentInput*> currents;          // all; see choose_currents()
  const GapJunctions* gap_junctions = nullptr;  // where some end in the population
  std::uint32_t population = 0;
  CountTables source_tables;             // of a source of spikes
  const TimedArrivals* timed = nullptr;  // null: none ever
  bool fed = false;                      // by projections
  std::unique_ptr<Buffers> buffers;      // of the group, if it needs some
  std::vector<Sampler*> samplers;

  void add(const PoissonDrive& drive);
  /// Called when all passes are there.
  void finish();
  /// Leaves out of apply_currents() what does not act in the steps [first, last).
  void choose_currents(std::int64_t first, std::int64_t last);
  /// Draws the Poisson input of a block for a step.
  void draw_poisson(std::int64_t step, Range block);
  /// Sets the external current of a block in a step.
  void apply_currents(std::int64_t step, Range block, StateArray& I_ext) const;
  /// Whether sample() has anything to do for a block.
  [[nodiscard]] bool sampled(Range block) const;
  void sample(std::int64_t step, Range block) const;

 private:
  std::vector<CurrentInput*> acting_;
  Window chosen_{0, 0};  // steps for which these are all
  const kernels::KernelSet& kernels_ = kernels::selected();
};

}  // namespace lapicque::detail
