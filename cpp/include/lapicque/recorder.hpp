#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lapicque/export.hpp>
#include <lapicque/population.hpp>

namespace lapicque {

/// Spikes in the order of time, then neuron.
struct Spikes {
  std::vector<double> t;        // [ms]
  std::vector<std::int64_t> i;  // index in the population
};

/// Records every spike of a selection. A handle; it must not outlive its Network.
class LAPICQUE_API SpikeRecorder {
 public:
  [[nodiscard]] std::size_t size() const;
  /// A copy of the spikes from number `first` on.
  [[nodiscard]] Spikes spikes(std::size_t first = 0) const;
  [[nodiscard]] const Selection& selection() const { return selection_; }

 private:
  friend class Network;
  SpikeRecorder(Selection selection, std::uint32_t id) : selection_{std::move(selection)}, id_{id} {}
  Selection selection_;
  std::uint32_t id_;
};

/// Samples state variables at t = 0, every, 2 every, ... A handle; it must not outlive its Network.
class LAPICQUE_API StateRecorder {
 public:
  [[nodiscard]] const std::vector<std::string>& variables() const;
  /// Number of samples so far.
  [[nodiscard]] std::size_t size() const;
  /// Times of the samples [ms].
  [[nodiscard]] std::vector<double> times() const;
  /// A copy of the samples of one variable from sample `first` on: (samples, neurons) row-major.
  [[nodiscard]] std::vector<double> samples(const std::string& variable, std::size_t first = 0) const;
  [[nodiscard]] const Selection& selection() const { return selection_; }

 private:
  friend class Network;
  StateRecorder(Selection selection, std::uint32_t id) : selection_{std::move(selection)}, id_{id} {}
  Selection selection_;
  std::uint32_t id_;
};

/// Samples weights of synapses at t = 0, every, 2 every, ... A handle; it must not outlive its Network.
class LAPICQUE_API WeightRecorder {
 public:
  /// Number of samples so far.
  [[nodiscard]] std::size_t size() const;
  /// Times of the samples [ms].
  [[nodiscard]] std::vector<double> times() const;
  /// A copy of the samples from number `first` on: (samples, synapses) row-major; see Projection::weights().
  [[nodiscard]] std::vector<double> samples(std::size_t first = 0) const;
  /// Places of the recorded synapses in the order of Projection::synapses().
  [[nodiscard]] const std::vector<std::int64_t>& synapses() const;

 private:
  friend class Network;
  WeightRecorder(Selection post, std::uint32_t id) : post_{std::move(post)}, id_{id} {}
  Selection post_;
  std::uint32_t id_;
};

}  // namespace lapicque
