#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <lapicque/parameter.hpp>

namespace lapicque {

// External currents [pA] are piecewise constant on the grid: the value of a step is the mean of the
// waveform over that step, so that the charge is exact. Times in ms.

/// `amplitude` in [start, stop), zero outside; start and stop on the grid.
struct Step {
  double start = 0.0;
  double stop = std::numeric_limits<double>::infinity();
  double amplitude = 0.0;
};

/// amplitudes[j] from times[j] until times[j + 1], the last one for ever; times on the grid, increasing.
struct Steps {
  std::vector<double> times;
  std::vector<double> amplitudes;
};

/// offset + amplitude sin(2 pi frequency (t - start) + phase) in [start, stop), zero outside.
struct Sine {
  double amplitude = 0.0;
  double frequency = 10.0;  // [Hz]
  double phase = 0.0;       // at t = start [degrees]
  double offset = 0.0;      // [pA]
  double start = 0.0;
  double stop = std::numeric_limits<double>::infinity();
};

/// A straight line from start_amplitude at `start` to stop_amplitude at `stop`, zero outside.
struct Ramp {
  double start = 0.0;
  double stop = 0.0;
  double start_amplitude = 0.0;
  double stop_amplitude = 0.0;
};

/// Samples: row j holds from start + j*every until start + (j+1)*every; zero outside.
struct ArrayCurrent {
  std::vector<double> values;  // (samples, columns) row-major
  std::size_t columns = 1;     // 1: the same for all targets; else one column a target
  double every = 0.1;          // a multiple of dt
  double start = 0.0;          // on the grid
};

// Noise is drawn for each target by itself; a parameter is one value for all targets or one a target. The number that a
// neuron gets in a step depends on the seed, the stimulus, the neuron and the step, and on nothing else.

/// A current that is drawn anew in every step in [start, stop), from a normal distribution; zero outside.
///
/// Give `std`, that of the current in each step, or `intensity`: then std = intensity/sqrt(dt), so that what the noise
/// does to a membrane does not depend on dt. A free leaky membrane fluctuates by R intensity/sqrt(2 tau_m).
struct WhiteNoise {
  Parameter mean = 0.0;                     // [pA]
  std::optional<Parameter> std = {};        // [pA]
  std::optional<Parameter> intensity = {};  // [pA sqrt(ms)]
  double start = 0.0;
  double stop = std::numeric_limits<double>::infinity();
};

/// A current that wanders about its mean in [start, stop), zero outside (Uhlenbeck & Ornstein 1930):
///
///     tau dI/dt = mean - I + std sqrt(2 tau) xi(t)
///
/// stationary from its first step on. Step k has the value of the process at its beginning k dt, which is exact there:
/// the covariance of steps that are n apart is std^2 exp(-n dt/tau).
struct OrnsteinUhlenbeck {
  Parameter mean = 0.0;  // [pA]
  Parameter std = 0.0;   // [pA]
  Parameter tau = 1.0;   // correlation time [ms]
  double start = 0.0;
  double stop = std::numeric_limits<double>::infinity();
};

/// Rate in time as samples: values[j] Hz from j*every until (j+1)*every, zero after the last.
struct ArrayRate {
  std::vector<double> values;
  double every = 1.0;  // a multiple of dt [ms]
};

/// Rate that oscillates: offset + amplitude sin(2 pi frequency t + phase), nowhere negative. The rate of a step is the
/// mean over it.
struct SineRate {
  double offset = 0.0;      // mean [Hz]
  double amplitude = 0.0;   // [Hz], of either sign, at most the offset
  double frequency = 10.0;  // [Hz]
  double phase = 0.0;       // at t = 0 [degrees]
};

/// A rate [Hz]: one for all, one a train, or a course in time for all.
using Rate = std::variant<Parameter, ArrayRate, SineRate>;

/// An independent Poisson spike train into each target; `weight` in the receptor's unit.
struct PoissonInput {
  Rate rate = Parameter{0.0};
  double weight = 0.0;
  std::string receptor = {};  // empty: chosen by the weight's sign, as in Network::connect
};

using Stimulus = std::variant<Step, Steps, Sine, Ramp, ArrayCurrent, PoissonInput, WhiteNoise, OrnsteinUhlenbeck>;

/// Throws std::invalid_argument naming the parameter, its value and what is allowed; the grid and the number of targets
/// are looked at when the stimulus is applied.
void validate(const Stimulus& stimulus);
/// The same for a rate.
void validate(const Rate& rate);

}  // namespace lapicque
