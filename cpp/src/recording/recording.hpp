#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <lapicque/population.hpp>
#include <lapicque/recorder.hpp>

#include "memory/chunked_array.hpp"
#include "neurons/cell_inputs.hpp"
#include "neurons/neuron_group.hpp"
#include "recording/divided_samples.hpp"
#include "state/state_visitor.hpp"
#include "state/targets.hpp"

namespace lapicque::detail {

/// Every spike of a selection.
class SpikeRecording {
 public:
  SpikeRecording(Selection selection, std::uint32_t population_size, SpikeTiming timing);
  /// Takes the spikes of `neurons` in `step`; called in canonical order by one thread.
  void add(std::int64_t step, std::span<const std::uint32_t> neurons);
  /// Takes a spike off the grid; called in the order of time, then neuron, by one thread.
  void add_at(std::int64_t step, double offset, std::uint32_t neuron);
  /// Lists what was recorded.
  void visit_state(StateVisitor& visitor);
  [[nodiscard]] std::uint32_t population() const { return selection_.population_id(); }
  [[nodiscard]] std::size_t size() const { return neurons_.size(); }
  [[nodiscard]] Spikes spikes(std::size_t first, double dt) const;

 private:
  [[nodiscard]] bool records(std::uint32_t neuron) const { return recorded_.empty() || recorded_[neuron]; }

  Selection selection_;
  std::vector<bool> recorded_;  // by neuron; empty: all of the population
  SpikeTiming timing_;
  ChunkedArray<std::int64_t> steps_;
  ChunkedArray<double> offsets_;         // of spikes off the grid [ms]
  ChunkedArray<std::uint32_t> neurons_;  // written last: what it has, the others have
};

/// Samples of state variables at multiples of an interval. Each shard samples the neurons that it owns.
class StateRecording {
 public:
  StateRecording(Selection selection, std::vector<std::string> variables, std::int64_t every, std::int64_t now);

  /// Readies the division of the selection among the shards' ranges of the population, from here on.
  void prepare_split(NeuronGroup& group, const std::vector<Range>& ranges);
  /// Puts it to use.
  void keep_split() noexcept { division_.keep(); }
  [[nodiscard]] bool is_split() const { return division_.is_kept(); }
  // Called by the owner of the shard:

  /// Takes a sample at time `step` (in steps) if one is due.
  void sample(std::size_t shard, std::int64_t step);
  /// Makes room for the samples that are due in (first, last], which sampler() takes.
  void begin_interval(std::size_t shard, std::int64_t last);
  /// Counts them when all have been taken.
  void end_interval(std::size_t shard) noexcept;
  [[nodiscard]] Sampler& sampler(std::size_t shard) { return division_.present(shard); }

  /// Lists what was recorded.
  void visit_state(StateVisitor& visitor);

  [[nodiscard]] std::uint32_t population() const { return selection_.population_id(); }
  [[nodiscard]] const std::vector<std::string>& variables() const { return variables_; }
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] double bytes_of_samples(std::int64_t steps) const {
    const std::int64_t samples = steps / every_;
    return static_cast<double>(samples) * static_cast<double>(selection_.size() * variables_.size()) * 8.0;
  }
  [[nodiscard]] std::vector<double> times(double dt) const;
  [[nodiscard]] std::vector<double> samples(const std::string& variable, std::size_t first) const;

 private:
  struct Part final : Sampler {
    explicit Part(const StateRecording& of) : recording{of} {}
    [[nodiscard]] bool samples(Range block) const override;
    void sample(std::int64_t step, Range block) override;

    const StateRecording& recording;
    std::vector<std::uint32_t> neurons;        // ascending
    std::vector<std::uint32_t> columns;        // positions in the selection
    std::int64_t next = 0;                     // step of the next sample
    std::size_t first = 0;                     // number of its first sample
    std::size_t taken = 0;                     // samples
    std::int64_t interval_sample = 0;          // step of the first sample of the present interval
    std::size_t interval_samples = 0;          // that it will have
    std::vector<ChunkedArray<double>> values;  // by variable: sample after sample

    void clear() {
      for (ChunkedArray<double>& of_variable : values) of_variable.clear();
    }
  };
  Selection selection_;
  std::vector<std::string> variables_;
  std::vector<const StateArray*> sources_;  // by variable
  std::int64_t every_;                      // [steps]
  std::int64_t first_;                      // step of the first sample
  DividedSamples<Part> division_;
};

}  // namespace lapicque::detail
