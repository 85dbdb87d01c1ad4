#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <lapicque/population.hpp>
#include <lapicque/stimulus.hpp>

#include "check/each_kind.hpp"
#include "kernels/dispatch.hpp"
#include "state/state_array.hpp"
#include "state/state_visitor.hpp"
#include "state/targets.hpp"
#include "stimuli/poisson_rates.hpp"
#include "stimuli/window.hpp"

namespace lapicque::detail {

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
  /// The steps outside of which the current is zero.
  [[nodiscard]] virtual Window window() const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

/// A current into some neurons of a population.
class CurrentInput {
 public:
  explicit CurrentInput(Selection target) : targets_{std::move(target)} {}
  CurrentInput(const CurrentInput&) = delete;
  CurrentInput& operator=(const CurrentInput&) = delete;
  virtual ~CurrentInput() = default;
  /// Adds the current of the step to the targets in `block`. Each neuron passes through the steps in order; blocks of
  /// different neurons may be asked for at the same time.
  virtual void add(std::int64_t step, Range block, StateArray& I_ext) = 0;
  /// The current of the step where all neurons of `block` get the same, and nothing has to be done to find it out.
  [[nodiscard]] virtual std::optional<double> common(std::int64_t /*step*/, Range /*block*/) const {
    return std::nullopt;
  }
  /// The steps outside of which it adds nothing.
  [[nodiscard]] virtual Window window() const = 0;
  /// Lists all that changes during a run.
  virtual void visit_state(StateVisitor& /*visitor*/) {}
  /// Bytes of what does not change.
  [[nodiscard]] virtual std::size_t constant_bytes() const { return targets_.bytes(); }
  /// Rough cost of a step beyond that of the neurons [ns].
  [[nodiscard]] virtual double work() const { return 0.0; }
  [[nodiscard]] std::uint32_t population() const { return targets_.selection().population_id(); }

 protected:
  [[nodiscard]] const Targets& targets() const { return targets_; }

 private:
  Targets targets_;
};

/// A valid stimulus and what it is applied to. The file of each stimulus of current defines make_current() for its own,
/// which refuses one that is off the grid or does not fit the number of targets.
template <class Kind>
struct StimulusOnTargets {
  const Kind& stimulus;
  const Selection& target;
  double dt;                                // [ms]
  std::uint64_t seed;                       // of the network
  std::function<std::uint32_t()> noise_id;  // unique among those of the network that are drawn

  LAPICQUE_OF_EACH_KIND(std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets& of))
};

class WaveformInput final : public CurrentInput {
 public:
  WaveformInput(Selection target, std::unique_ptr<Waveform> waveform)
      : CurrentInput{std::move(target)}, waveform_{std::move(waveform)} {}
  void add(std::int64_t step, Range block, StateArray& I_ext) override;
  [[nodiscard]] std::optional<double> common(std::int64_t step, Range block) const override;
  [[nodiscard]] Window window() const override { return waveform_->window(); }
  [[nodiscard]] std::size_t constant_bytes() const override {
    return sizeof *this + CurrentInput::constant_bytes() + waveform_->bytes();
  }

 private:
  std::unique_ptr<Waveform> waveform_;
};

/// Poisson spike trains into some neurons of a group, one each.
class PoissonDrive {
 public:
  PoissonDrive(std::uint32_t id, Selection target, const PoissonInput& input, std::uint32_t receptor, double dt,
               std::uint64_t seed);
  /// Writes how many spikes arrive in the step at each neuron of `range`, zero for those that are no targets.
  void count(std::int64_t step, Range range, CountTables& tables, std::int32_t* counts) const;
  [[nodiscard]] std::uint32_t population() const { return targets_.selection().population_id(); }
  [[nodiscard]] std::uint32_t receptor() const { return receptor_; }
  [[nodiscard]] double weight() const { return weight_; }
  [[nodiscard]] std::size_t targets() const { return targets_.selection().size(); }
  [[nodiscard]] std::size_t bytes() const { return sizeof *this + targets_.bytes() + rates_.bytes(); }

 private:
  Targets targets_;
  PoissonRates rates_;
  double weight_;
  std::uint32_t receptor_;
  kernels::PoissonKernel kernel_;
  random::Key key_;
  std::uint32_t id_;
};

}  // namespace lapicque::detail
