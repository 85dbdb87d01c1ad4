#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "check/check.hpp"
#include "machine/require_memory.hpp"
#include "math/elementary.hpp"
#include "stimuli/current_input.hpp"
#include "stimuli/window.hpp"

namespace lapicque::detail {
namespace {

void require_memory_for(const std::string& what, std::size_t bytes) {
  require_memory("the " + what + " of the current", static_cast<double>(bytes), "give fewer");
}

class StepWaveform final : public Waveform {
 public:
  StepWaveform(const Step& step, double dt)
      : window_{window_on_grid(step.start, step.stop, dt)}, amplitude_{step.amplitude} {}
  double current(std::int64_t step, std::size_t) const override { return window_.contains(step) ? amplitude_ : 0.0; }
  Window window() const override { return window_; }
  std::size_t bytes() const override { return sizeof *this; }

 private:
  Window window_;
  double amplitude_;
};

class StepsWaveform final : public Waveform {
 public:
  StepsWaveform(const Steps& steps, double dt) {
    require_memory_for("steps", steps.times.size() * (sizeof(double) + sizeof(std::int64_t)));
    amplitudes_ = steps.amplitudes;
    begins_.reserve(steps.times.size());
    for (std::size_t j = 0; j < steps.times.size(); ++j) {
      begins_.push_back(check::on_grid("times[" + std::to_string(j) + "]", steps.times[j], dt));
    }
  }
  double current(std::int64_t step, std::size_t) const override {
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), step);
    return after == begins_.begin() ? 0.0 : amplitudes_[static_cast<std::size_t>(after - begins_.begin()) - 1];
  }
  Window window() const override {
    return {begins_.front(), amplitudes_.back() == 0.0 ? begins_.back() : std::numeric_limits<std::int64_t>::max()};
  }
  std::size_t bytes() const override {
    return sizeof *this + begins_.capacity() * sizeof(std::int64_t) + amplitudes_.capacity() * sizeof(double);
  }

 private:
  std::vector<std::int64_t> begins_;
  std::vector<double> amplitudes_;
};

class SineWaveform final : public Waveform {
 public:
  SineWaveform(const Sine& sine, double dt) : window_{window_on_grid(sine.start, sine.stop, dt)}, offset_{sine.offset} {
    turns_per_step_ = sine.frequency * 1e-3 * dt;
    turns_at_start_ = sine.phase / 360.0;
    amplitude_ = sine.amplitude * math::mean_of_sine(turns_per_step_);
  }
  double current(std::int64_t step, std::size_t) const override {
    if (!window_.contains(step)) return 0.0;
    const double since_start = static_cast<double>(step - window_.begin) + 0.5;
    return offset_ + amplitude_ * math::sin_turns(turns_per_step_ * since_start + turns_at_start_);
  }
  Window window() const override { return window_; }
  std::size_t bytes() const override { return sizeof *this; }

 private:
  Window window_;
  double offset_;
  double amplitude_;
  double turns_per_step_;
  double turns_at_start_;
};

class RampWaveform final : public Waveform {
 public:
  RampWaveform(const Ramp& ramp, double dt)
      : window_{window_on_grid(ramp.start, ramp.stop, dt)}, first_{ramp.start_amplitude}, last_{ramp.stop_amplitude} {}
  double current(std::int64_t step, std::size_t) const override {
    if (!window_.contains(step)) return 0.0;
    const double middle = static_cast<double>(step - window_.begin) + 0.5;
    return first_ + (last_ - first_) * (middle / static_cast<double>(window_.end - window_.begin));
  }
  Window window() const override { return window_; }
  std::size_t bytes() const override { return sizeof *this; }

 private:
  Window window_;
  double first_;
  double last_;
};

class ArrayWaveform final : public Waveform {
 public:
  ArrayWaveform(const ArrayCurrent& array, std::size_t targets, double dt) : columns_{array.columns} {
    require_memory_for("samples", array.values.size() * sizeof(double));
    values_ = array.values;
    if (columns_ != 1 && columns_ != targets) {
      check::refuse("values", std::to_string(columns_) + " columns",
                    "one column or one a target (" + std::to_string(targets) + ")");
    }
    every_ = check::interval_on_grid("every", array.every, dt);
    start_ = check::on_grid("start", array.start, dt);
  }
  double current(std::int64_t step, std::size_t target) const override {
    if (step < start_) return 0.0;
    const auto row = static_cast<std::size_t>((step - start_) / every_);
    if (row >= values_.size() / columns_) return 0.0;
    return values_[row * columns_ + (columns_ == 1 ? 0 : target)];
  }
  bool same_for_all() const override { return columns_ == 1; }
  Window window() const override {
    const auto rows = static_cast<std::int64_t>(values_.size() / columns_);
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() - start_;
    return {start_, start_ + (rows > most / every_ ? most : rows * every_)};
  }
  std::size_t bytes() const override { return sizeof *this + values_.capacity() * sizeof(double); }

 private:
  std::vector<double> values_;
  std::size_t columns_;
  std::int64_t every_;
  std::int64_t start_;
};

template <class W, class Kind>
std::unique_ptr<CurrentInput> as_input(const StimulusOnTargets<Kind>& of) {
  return std::make_unique<WaveformInput>(of.target, std::make_unique<W>(of.stimulus, of.dt));
}

}  // namespace

std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets<Step>& of) { return as_input<StepWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets<Steps>& of) { return as_input<StepsWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets<Sine>& of) { return as_input<SineWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets<Ramp>& of) { return as_input<RampWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets<ArrayCurrent>& of) {
  return std::make_unique<WaveformInput>(of.target,
                                         std::make_unique<ArrayWaveform>(of.stimulus, of.target.size(), of.dt));
}

}  // namespace lapicque::detail
