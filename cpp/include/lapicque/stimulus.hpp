#pragma once

#include <cstddef>
#include <limits>
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

/// An independent Poisson spike train into each target; `weight` in the receptor's unit.
struct PoissonInput {
  Parameter rate = 0.0;  // [Hz], at least 0
  double weight = 0.0;
  std::string receptor = {};  // empty: chosen by the weight's sign, as in Network::connect
};

using Stimulus = std::variant<Step, Steps, Sine, Ramp, ArrayCurrent, PoissonInput>;

/// Throws std::invalid_argument naming the parameter, its value and what is allowed; the grid and the number of targets
/// are looked at when the stimulus is applied.
void validate(const Stimulus& stimulus);

/// Rate of a Poisson source as samples in time: values[j] Hz from j*every until (j+1)*every, zero after the last.
struct ArrayRate {
  std::vector<double> values;
  double every = 1.0;  // a multiple of dt [ms]
};

using Rate = std::variant<Parameter, ArrayRate>;

/// The same for the rate of a source.
void validate(const ArrayRate& rate);

}  // namespace lapicque
