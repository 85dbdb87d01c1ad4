#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <lapicque/population.hpp>
#include <lapicque/stimulus.hpp>

#include "engine/neuron_group.hpp"
#include "engine/sources.hpp"

namespace lapicque {

/// An external current as a function of the step.
class Waveform {
 public:
  Waveform() = default;
  Waveform(const Waveform&) = delete;
  Waveform& operator=(const Waveform&) = delete;
  virtual ~Waveform() = default;
  /// Current of the j-th target during a step [pA].
  [[nodiscard]] virtual double current(std::int64_t step, std::size_t target) const = 0;
  /// True where current() does not depend on the target.
  [[nodiscard]] virtual bool same_for_all() const { return true; }
};

/// Makes the waveform of a valid stimulus; refuses one that is off the grid or does not fit the number of targets.
[[nodiscard]] std::unique_ptr<Waveform> make_waveform(const Stimulus& stimulus, std::size_t targets, double dt);

/// A waveform into some neurons of a group.
class CurrentInput {
 public:
  CurrentInput(Selection target, std::unique_ptr<Waveform> waveform)
      : target_{std::move(target)}, waveform_{std::move(waveform)} {}
  /// Adds the current of the step to the targets in `range`.
  void add(std::int64_t step, Range range, AlignedArray<double>& I_ext) const;
  [[nodiscard]] std::uint32_t population() const { return target_.population_id(); }

 private:
  Selection target_;
  std::unique_ptr<Waveform> waveform_;
};

/// Poisson spike trains into some neurons of a group, one each.
class PoissonDrive {
 public:
  PoissonDrive(std::uint32_t id, Selection target, const PoissonInput& input, std::uint32_t receptor, double dt,
               std::uint64_t seed);
  /// Adds the weights that arrive in the step to the targets in `range`.
  void add(std::int64_t step, Range range, NeuronGroup& group) const;
  [[nodiscard]] std::uint32_t population() const { return target_.population_id(); }
  [[nodiscard]] std::size_t targets() const { return target_.size(); }

 private:
  Selection target_;
  PoissonCounts counts_;
  double weight_;
  std::uint32_t receptor_;
  kernels::PoissonKernel kernel_;
  random::Key key_;
  std::uint32_t id_;
  std::vector<std::uint32_t> scattered_;  // targets in ascending order where they are not contiguous
};

/// Applies f(j, i) to every position j of a selection whose neuron i lies in `range`.
template <class F>
void for_each_in(const Selection& selection, Range range, F&& f) {
  if (selection.contiguous()) {
    if (selection.size() == 0) return;
    const std::uint32_t first = selection[0];
    const std::uint32_t begin = range.begin > first ? range.begin : first;
    const auto last = first + static_cast<std::uint32_t>(selection.size());
    const std::uint32_t end = range.end < last ? range.end : last;
    for (std::uint32_t i = begin; i < end; ++i) f(std::size_t{i - first}, i);
    return;
  }
  for (std::size_t j = 0; j < selection.size(); ++j) {
    if (range.contains(selection[j])) f(j, selection[j]);
  }
}

}  // namespace lapicque
