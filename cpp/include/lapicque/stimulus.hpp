#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/export.hpp>
#include <lapicque/parameter.hpp>

namespace lapicque {

// External currents are piecewise constant on the grid: the value of a step is the mean of the
// waveform over that step, so that the charge is exact. Times in ms.

/// `amplitude` in [start, stop), zero outside; start and stop on the grid.
struct Step {
  double start = 0.0;                                     // beginning [ms], on the grid of dt
  double stop = std::numeric_limits<double>::infinity();  // end [ms], on the grid of dt, or infinite
  double amplitude = 0.0;                                 // current [pA]
};

template <>
struct Description<Step> {
  static constexpr const char* name = "Step";
  static constexpr auto fields =
      std::tuple{Field{"start", &Step::start, "ms", Bound::not_negative, "beginning", "on the grid of dt"},
                 Field{"stop", &Step::stop, "ms", Bound::any, "end", "on the grid of dt, or infinite"},
                 Field{"amplitude", &Step::amplitude, "pA", Bound::finite, "current"}};
};

/// amplitudes[j] from times[j] until times[j + 1], the last one for ever; times on the grid, increasing.
struct Steps {
  std::vector<double> times;       // beginnings [ms], increasing, on the grid of dt
  std::vector<double> amplitudes;  // currents [pA], one a time
};

template <>
struct Description<Steps> {
  static constexpr const char* name = "Steps";
  static constexpr auto fields = std::tuple{
      Field{"times", &Steps::times, "ms", Bound::not_negative, "beginnings", "increasing, on the grid of dt"},
      Field{"amplitudes", &Steps::amplitudes, "pA", Bound::finite, "currents", "one a time"}};
};

/// offset + amplitude sin(2 pi frequency (t - start) + phase) in [start, stop), zero outside.
struct Sine {
  double amplitude = 0.0;                                 // amplitude of the oscillation [pA]
  double frequency = 10.0;                                // frequency [Hz]
  double phase = 0.0;                                     // phase at start [degrees]
  double offset = 0.0;                                    // mean current [pA]
  double start = 0.0;                                     // beginning [ms], on the grid of dt
  double stop = std::numeric_limits<double>::infinity();  // end [ms], on the grid of dt, or infinite
};

template <>
struct Description<Sine> {
  static constexpr const char* name = "Sine";
  static constexpr auto fields =
      std::tuple{Field{"amplitude", &Sine::amplitude, "pA", Bound::finite, "amplitude of the oscillation"},
                 Field{"frequency", &Sine::frequency, "Hz", Bound::not_negative, "frequency"},
                 Field{"phase", &Sine::phase, "deg", Bound::finite, "phase at start"},
                 Field{"offset", &Sine::offset, "pA", Bound::finite, "mean current"},
                 Field{"start", &Sine::start, "ms", Bound::not_negative, "beginning", "on the grid of dt"},
                 Field{"stop", &Sine::stop, "ms", Bound::any, "end", "on the grid of dt, or infinite"}};
};

/// A straight line from start_amplitude at `start` to stop_amplitude at `stop`, zero outside.
struct Ramp {
  double start = 0.0;            // beginning [ms], on the grid of dt
  double stop = 0.0;             // end [ms], on the grid of dt
  double start_amplitude = 0.0;  // current at the beginning [pA]
  double stop_amplitude = 0.0;   // current at the end [pA]
};

template <>
struct Description<Ramp> {
  static constexpr const char* name = "Ramp";
  static constexpr auto fields =
      std::tuple{Field{"start", &Ramp::start, "ms", Bound::not_negative, "beginning", "on the grid of dt"},
                 Field{"stop", &Ramp::stop, "ms", Bound::finite, "end", "on the grid of dt"},
                 Field{"start_amplitude", &Ramp::start_amplitude, "pA", Bound::finite, "current at the beginning"},
                 Field{"stop_amplitude", &Ramp::stop_amplitude, "pA", Bound::finite, "current at the end"}};
};

/// Samples: row j holds from start + j*every until start + (j+1)*every; zero outside.
struct ArrayCurrent {
  std::vector<double> values;  // currents [pA], (samples,) for all targets, or (samples, targets)
  std::size_t columns = 1;     // 1: the same for all targets; else one column a target
  double every = 0.1;          // time between samples [ms], a multiple of dt
  double start = 0.0;          // time of the first sample [ms], on the grid of dt
};

template <>
struct Description<ArrayCurrent> {
  static constexpr const char* name = "ArrayCurrent";
  static constexpr auto fields = std::tuple{
      Field{"values", &ArrayCurrent::values, "pA", Bound::finite, "currents",
            "(samples,) for all targets, or (samples, targets)"},
      Field{"every", &ArrayCurrent::every, "ms", Bound::positive, "time between samples", "a multiple of dt"},
      Field{"start", &ArrayCurrent::start, "ms", Bound::not_negative, "time of the first sample", "on the grid of dt"}};
};

// Noise is drawn for each target by itself; a parameter is one value for all targets or one a target. The number that a
// neuron gets in a step depends on the seed, the stimulus, the neuron and the step, and on nothing else.

/// A current that is drawn anew in every step in [start, stop), from a normal distribution; zero outside.
///
/// Give `std`, that of the current in each step, or `intensity`: then std = intensity/sqrt(dt), so that what the noise
/// does to a membrane does not depend on dt. A free leaky membrane fluctuates by R intensity/sqrt(2 tau_m).
struct WhiteNoise {
  Parameter mean = 0.0;               // mean current [pA]
  std::optional<Parameter> std = {};  // standard deviation of the current in each step [pA], std or intensity, not both
  std::optional<Parameter> intensity = {};                // standard deviation of the charge within a ms [pA sqrt(ms)]
  double start = 0.0;                                     // beginning [ms], on the grid of dt
  double stop = std::numeric_limits<double>::infinity();  // end [ms], on the grid of dt, or infinite
};

template <>
struct Description<WhiteNoise> {
  static constexpr const char* name = "WhiteNoise";
  static constexpr auto fields =
      std::tuple{Field{"mean", &WhiteNoise::mean, "pA", Bound::finite, "mean current"},
                 Field{"std", &WhiteNoise::std, "pA", Bound::not_negative,
                       "standard deviation of the current in each step", "std or intensity, not both"},
                 Field{"intensity", &WhiteNoise::intensity, "pA*ms**0.5", Bound::not_negative,
                       "standard deviation of the charge within a ms"},
                 Field{"start", &WhiteNoise::start, "ms", Bound::not_negative, "beginning", "on the grid of dt"},
                 Field{"stop", &WhiteNoise::stop, "ms", Bound::any, "end", "on the grid of dt, or infinite"}};
};

/// A current that wanders about its mean in [start, stop), zero outside (Uhlenbeck & Ornstein 1930):
///
///     tau dI/dt = mean - I + std sqrt(2 tau) xi(t)
///
/// stationary from its first step on. Step k has the value of the process at its beginning k dt, which is exact there:
/// the covariance of steps that are n apart is std^2 exp(-n dt/tau).
struct OrnsteinUhlenbeck {
  Parameter mean = 0.0;                                   // mean current [pA]
  Parameter std = 0.0;                                    // standard deviation of the current [pA]
  Parameter tau = 1.0;                                    // correlation time [ms]
  double start = 0.0;                                     // beginning [ms], on the grid of dt
  double stop = std::numeric_limits<double>::infinity();  // end [ms], on the grid of dt, or infinite
};

template <>
struct Description<OrnsteinUhlenbeck> {
  static constexpr const char* name = "OrnsteinUhlenbeck";
  static constexpr auto fields =
      std::tuple{Field{"mean", &OrnsteinUhlenbeck::mean, "pA", Bound::finite, "mean current"},
                 Field{"std", &OrnsteinUhlenbeck::std, "pA", Bound::not_negative, "standard deviation of the current"},
                 Field{"tau", &OrnsteinUhlenbeck::tau, "ms", Bound::positive, "correlation time"},
                 Field{"start", &OrnsteinUhlenbeck::start, "ms", Bound::not_negative, "beginning", "on the grid of dt"},
                 Field{"stop", &OrnsteinUhlenbeck::stop, "ms", Bound::any, "end", "on the grid of dt, or infinite"}};
};

/// Rate in time as samples: values[j] Hz from j*every until (j+1)*every, zero after the last.
struct ArrayRate {
  std::vector<double> values;  // rates [Hz], zero after the last
  double every = 1.0;          // time between samples [ms], a multiple of dt
};

template <>
struct Description<ArrayRate> {
  static constexpr const char* name = "ArrayRate";
  static constexpr auto fields =
      std::tuple{Field{"values", &ArrayRate::values, "Hz", Bound::not_negative, "rates", "zero after the last"},
                 Field{"every", &ArrayRate::every, "ms", Bound::positive, "time between samples", "a multiple of dt"}};
};

/// Rate that oscillates: offset + amplitude sin(2 pi frequency t + phase), nowhere negative. The rate of a step is the
/// mean over it.
struct SineRate {
  double offset = 0.0;      // mean rate [Hz]
  double amplitude = 0.0;   // amplitude of the oscillation [Hz], of either sign, at most the offset
  double frequency = 10.0;  // frequency [Hz]
  double phase = 0.0;       // phase at t = 0 [degrees]
};

template <>
struct Description<SineRate> {
  static constexpr const char* name = "SineRate";
  static constexpr auto fields =
      std::tuple{Field{"offset", &SineRate::offset, "Hz", Bound::not_negative, "mean rate"},
                 Field{"amplitude", &SineRate::amplitude, "Hz", Bound::finite, "amplitude of the oscillation",
                       "of either sign, at most the offset"},
                 Field{"frequency", &SineRate::frequency, "Hz", Bound::not_negative, "frequency"},
                 Field{"phase", &SineRate::phase, "deg", Bound::finite, "phase at t = 0"}};
};

/// A rate [Hz]: one for all, one a train, or a function of time for all.
using Rate = std::variant<Parameter, ArrayRate, SineRate>;

/// An independent Poisson spike train into each target; `weight` in the receptor's unit.
struct PoissonInput {
  Rate rate = Parameter{0.0};  // rate of the train [Hz], one for all, one a target, or as a function of time for all
  double weight = 0.0;         // weight of its spikes [as the weight]
  std::string receptor = {};   // receptor that they act on, empty: by the weight's sign
};

template <>
struct Description<PoissonInput> {
  static constexpr const char* name = "PoissonInput";
  static constexpr auto fields =
      std::tuple{Field{"rate", &PoissonInput::rate, "Hz", Bound::any, "rate of the train",
                       "one for all, one a target, or as a function of time for all"},
                 Field{"weight", &PoissonInput::weight, "weight", Bound::finite, "weight of its spikes"},
                 Field{"receptor", &PoissonInput::receptor, "1", Bound::any, "receptor that they act on",
                       "empty: by the weight's sign"}};
};

using Stimulus = std::variant<Step, Steps, Sine, Ramp, ArrayCurrent, PoissonInput, WhiteNoise, OrnsteinUhlenbeck>;

/// Throws std::invalid_argument naming the parameter, its value and what is allowed; the grid and the number of targets
/// are looked at when the stimulus is applied.
LAPICQUE_API void validate(const Stimulus& stimulus);
/// Throws std::invalid_argument naming the parameter of a rate, its value and what is allowed.
LAPICQUE_API void validate(const Rate& rate);

}  // namespace lapicque
