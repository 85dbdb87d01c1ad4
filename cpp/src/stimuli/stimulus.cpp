#include <lapicque/stimulus.hpp>

#include <cmath>
#include <string>

#include "check/check.hpp"

namespace lapicque {

using namespace detail;
namespace {

void validate_window(double start, double stop, bool may_last) {
  check::not_negative("start", start);
  if (may_last && stop == HUGE_VAL) return;
  check::finite("stop", stop);
  if (stop <= start) check::refuse("stop", stop, "later than start (" + check::text(start) + ")");
}

struct ValidateRate {
  void operator()(const Parameter& rate) const { check::not_negative("rate", rate); }

  void operator()(const ArrayRate& rate) const {
    if (rate.values.empty()) check::refuse("values", "no samples", "at least one sample");
    check::not_negative("values", Parameter{rate.values});
    check::positive("every", rate.every);
  }

  void operator()(const SineRate& rate) const {
    check::not_negative("offset", rate.offset);
    check::finite("amplitude", rate.amplitude);
    check::not_negative("frequency", rate.frequency);
    check::finite("phase", rate.phase);
    if (std::fabs(rate.amplitude) > rate.offset) {
      check::refuse("amplitude", rate.amplitude,
                    "at most offset (" + check::text(rate.offset) + "), as no rate is negative");
    }
  }
};

struct Validate {
  void operator()(const Step& step) const {
    validate_window(step.start, step.stop, true);
    check::finite("amplitude", step.amplitude);
  }

  void operator()(const Steps& steps) const {
    if (steps.times.size() != steps.amplitudes.size()) {
      check::refuse("amplitudes", std::to_string(steps.amplitudes.size()) + " values",
                    "as many as times (" + std::to_string(steps.times.size()) + ")");
    }
    if (steps.times.empty()) check::refuse("times", "no values", "at least one time");
    check::not_negative("times", Parameter{steps.times});
    check::finite("amplitudes", Parameter{steps.amplitudes});
    for (std::size_t j = 1; j < steps.times.size(); ++j) {
      if (steps.times[j] > steps.times[j - 1]) continue;
      check::refuse("times[" + std::to_string(j) + "]", steps.times[j],
                    "later than the one before (" + check::text(steps.times[j - 1]) + ")");
    }
  }

  void operator()(const Sine& sine) const {
    validate_window(sine.start, sine.stop, true);
    check::finite("amplitude", sine.amplitude);
    check::not_negative("frequency", sine.frequency);
    check::finite("phase", sine.phase);
    check::finite("offset", sine.offset);
  }

  void operator()(const Ramp& ramp) const {
    validate_window(ramp.start, ramp.stop, false);
    check::finite("start_amplitude", ramp.start_amplitude);
    check::finite("stop_amplitude", ramp.stop_amplitude);
  }

  void operator()(const ArrayCurrent& array) const {
    if (array.columns == 0) check::refuse("values", "no columns", "at least one column");
    if (array.values.empty() || array.values.size() % array.columns != 0) {
      check::refuse("values", std::to_string(array.values.size()) + " values",
                    "a whole number of samples, at least one");
    }
    check::finite("values", Parameter{array.values});
    check::positive("every", array.every);
    check::not_negative("start", array.start);
  }

  void operator()(const WhiteNoise& noise) const {
    validate_window(noise.start, noise.stop, true);
    check::finite("mean", noise.mean);
    if (noise.std && noise.intensity) {
      check::refuse("intensity", (*noise.intensity)[0], "left out when std is given (std = intensity/sqrt(dt))");
    }
    if (!noise.std && !noise.intensity) check::refuse("std", "none", "given, or else intensity");
    if (noise.std) check::not_negative("std", *noise.std);
    if (noise.intensity) check::not_negative("intensity", *noise.intensity);
  }

  void operator()(const OrnsteinUhlenbeck& noise) const {
    validate_window(noise.start, noise.stop, true);
    check::finite("mean", noise.mean);
    check::not_negative("std", noise.std);
    check::positive("tau", noise.tau);
  }

  void operator()(const PoissonInput& input) const {
    validate(input.rate);
    check::finite("weight", input.weight);
  }
};

}  // namespace

void validate(const Stimulus& stimulus) { std::visit(Validate{}, stimulus); }

void validate(const Rate& rate) { std::visit(ValidateRate{}, rate); }

}  // namespace lapicque
