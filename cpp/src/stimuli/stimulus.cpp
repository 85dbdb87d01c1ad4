#include <lapicque/stimulus.hpp>

#include <cmath>
#include <string>

#include "check/check.hpp"
#include "check/fields.hpp"

namespace lapicque {

using namespace detail;
namespace {

void validate_window(double start, double stop) {
  if (stop == HUGE_VAL) return;
  check::finite("stop", stop);
  if (stop <= start) check::refuse("stop", stop, "later than start (" + check::text(start) + ")");
}

struct ValidateRate {
  void operator()(const Parameter& rate) const { check::not_negative("rate", rate); }

  void operator()(const ArrayRate& rate) const {
    if (rate.values.empty()) check::refuse("values", "no samples", "at least one sample");
    check::fields(rate);
  }

  void operator()(const SineRate& rate) const {
    check::fields(rate);
    if (std::fabs(rate.amplitude) > rate.offset) {
      check::refuse("amplitude", rate.amplitude,
                    "at most offset (" + check::text(rate.offset) + "), as no rate is negative");
    }
  }
};

// The relations between fields; each field by itself has been looked at.

template <class Kind>
void validate_relations(const Kind& stimulus) {
  if constexpr (requires { stimulus.stop; }) validate_window(stimulus.start, stimulus.stop);
}

void validate_relations(const PoissonInput& input) { validate(input.rate); }

void validate_relations(const Steps& steps) {
  if (steps.times.size() != steps.amplitudes.size()) {
    check::refuse("amplitudes", std::to_string(steps.amplitudes.size()) + " values",
                  "as many as times (" + std::to_string(steps.times.size()) + ")");
  }
  if (steps.times.empty()) check::refuse("times", "no values", "at least one time");
  for (std::size_t j = 1; j < steps.times.size(); ++j) {
    if (steps.times[j] > steps.times[j - 1]) continue;
    check::refuse("times[" + std::to_string(j) + "]", steps.times[j],
                  "later than the one before (" + check::text(steps.times[j - 1]) + ")");
  }
}

void validate_relations(const ArrayCurrent& array) {
  if (array.columns == 0) check::refuse("values", "no columns", "at least one column");
  if (array.values.empty() || array.values.size() % array.columns != 0) {
    check::refuse("values", std::to_string(array.values.size()) + " values", "a whole number of samples, at least one");
  }
}

void validate_relations(const WhiteNoise& noise) {
  validate_window(noise.start, noise.stop);
  if (noise.std && noise.intensity) {
    check::refuse("intensity", (*noise.intensity)[0], "left out when std is given (std = intensity/sqrt(dt))");
  }
  if (!noise.std && !noise.intensity) check::refuse("std", "none", "given, or else intensity");
}

}  // namespace

void validate(const Stimulus& stimulus) {
  std::visit(
      [](const auto& kind) {
        check::fields(kind);
        validate_relations(kind);
      },
      stimulus);
}

void validate(const Rate& rate) { std::visit(ValidateRate{}, rate); }

}  // namespace lapicque
