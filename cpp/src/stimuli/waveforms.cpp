#include <algorithm>
#include <utility>
#include <vector>

#include "check/check.hpp"
#include "math/elementary.hpp"
#include "stimuli/current_input.hpp"
#include "stimuli/window.hpp"

namespace lapicque::detail {
namespace {

class StepWaveform final : public Waveform {
 public:
  StepWaveform(const Step& step, double dt) : window_{window(step.start, step.stop, dt)}, amplitude_{step.amplitude} {}
  double current(std::int64_t step, std::size_t) const override { return window_.contains(step) ? amplitude_ : 0.0; }

 private:
  Window window_;
  double amplitude_;
};

class StepsWaveform final : public Waveform {
 public:
  StepsWaveform(const Steps& steps, double dt) : amplitudes_{steps.amplitudes} {
    for (std::size_t j = 0; j < steps.times.size(); ++j) {
      begins_.push_back(check::on_grid("times[" + std::to_string(j) + "]", steps.times[j], dt));
    }
  }
  double current(std::int64_t step, std::size_t) const override {
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), step);
    return after == begins_.begin() ? 0.0 : amplitudes_[static_cast<std::size_t>(after - begins_.begin()) - 1];
  }

 private:
  std::vector<std::int64_t> begins_;
  std::vector<double> amplitudes_;
};

class SineWaveform final : public Waveform {
 public:
  SineWaveform(const Sine& sine, double dt) : window_{window(sine.start, sine.stop, dt)}, offset_{sine.offset} {
    turns_per_step_ = sine.frequency * 1e-3 * dt;
    turns_at_start_ = sine.phase / 360.0;
    amplitude_ = sine.amplitude * math::mean_of_sine(turns_per_step_);
  }
  double current(std::int64_t step, std::size_t) const override {
    if (!window_.contains(step)) return 0.0;
    const double since_start = static_cast<double>(step - window_.begin) + 0.5;
    return offset_ + amplitude_ * math::sin_turns(turns_per_step_ * since_start + turns_at_start_);
  }

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
      : window_{window(ramp.start, ramp.stop, dt)}, first_{ramp.start_amplitude}, last_{ramp.stop_amplitude} {}
  double current(std::int64_t step, std::size_t) const override {
    if (!window_.contains(step)) return 0.0;
    const double middle = static_cast<double>(step - window_.begin) + 0.5;
    return first_ + (last_ - first_) * (middle / static_cast<double>(window_.end - window_.begin));
  }

 private:
  Window window_;
  double first_;
  double last_;
};

class ArrayWaveform final : public Waveform {
 public:
  ArrayWaveform(const ArrayCurrent& array, std::size_t targets, double dt)
      : values_{array.values}, columns_{array.columns} {
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

 private:
  std::vector<double> values_;
  std::size_t columns_;
  std::int64_t every_;
  std::int64_t start_;
};

template <class W, class Kind>
std::unique_ptr<CurrentInput> as_input(const AppliedStimulus<Kind>& of) {
  return std::make_unique<WaveformInput>(of.target, std::make_unique<W>(of.stimulus, of.dt));
}

}  // namespace

std::unique_ptr<CurrentInput> make_current(const AppliedStimulus<Step>& of) { return as_input<StepWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const AppliedStimulus<Steps>& of) { return as_input<StepsWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const AppliedStimulus<Sine>& of) { return as_input<SineWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const AppliedStimulus<Ramp>& of) { return as_input<RampWaveform>(of); }
std::unique_ptr<CurrentInput> make_current(const AppliedStimulus<ArrayCurrent>& of) {
  return std::make_unique<WaveformInput>(of.target,
                                         std::make_unique<ArrayWaveform>(of.stimulus, of.target.size(), of.dt));
}

}  // namespace lapicque::detail
