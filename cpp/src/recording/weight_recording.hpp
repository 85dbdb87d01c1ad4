#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "memory/chunked_array.hpp"
#include "recording/divided_samples.hpp"
#include "recording/weight_runs.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// Samples of the weights of some synapses of one projection at multiples of an interval. Each shard samples the
/// synapses that it holds.
class WeightRecording {
 public:
  /// `synapses` are places in the order of the projection's synapses; an interval in steps.
  WeightRecording(std::uint32_t projection, std::vector<std::int64_t> synapses, std::int64_t every, std::int64_t now);

  /// Finds the synapses in the tables of the shards, to sample them there from here on.
  void prepare_split(std::span<const WeightRun> runs, std::size_t shards);
  /// Puts that to use.
  void keep_split() noexcept { division_.keep(); }
  [[nodiscard]] bool is_split() const { return division_.is_kept(); }
  /// Takes a sample at time `step` (in steps) if one is due; called by the owner of the shard.
  void sample(std::size_t shard, std::int64_t step);
  /// Lists what was recorded.
  void visit_state(StateVisitor& visitor);

  [[nodiscard]] std::uint32_t projection() const { return projection_; }
  [[nodiscard]] const std::vector<std::int64_t>& synapses() const { return synapses_; }
  [[nodiscard]] std::size_t size() const { return division_.size(); }
  [[nodiscard]] double bytes_of_samples(std::int64_t steps) const {
    const std::int64_t samples = steps / every_;
    return static_cast<double>(samples) * static_cast<double>(synapses_.size()) * 8.0;
  }
  [[nodiscard]] std::vector<double> times(double dt) const;
  /// (samples, synapses) row-major, from sample `first` on.
  [[nodiscard]] std::vector<double> samples(std::size_t first) const;

 private:
  struct Part {
    std::vector<const std::byte*> weights;
    std::vector<std::uint32_t> columns;  // positions in synapses_
    std::int64_t next = 0;               // step of the next sample
    std::size_t first = 0;               // number of its first sample
    std::size_t taken = 0;               // samples
    ChunkedArray<double> values;         // sample after sample

    void clear() { values.clear(); }
  };
  std::uint32_t projection_;
  std::vector<std::int64_t> synapses_;
  std::int64_t every_;
  std::int64_t first_;  // step of the first sample
  DividedSamples<Part> division_;
};

}  // namespace lapicque::detail
