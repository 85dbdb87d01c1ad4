#pragma once

#include <cstdint>

#include <benchmark/benchmark.h>

#include <lapicque/lapicque.hpp>

/// Times runs of 10 ms after one that builds the network; the figure is the time of a neuron and step.
inline void time_neuron_steps(benchmark::State& state, lapicque::Network& net, std::int64_t neurons) {
  constexpr double duration = 10.0;
  net.run(duration);
  for (auto _ : state) net.run(duration);
  const double steps = static_cast<double>(neurons) * duration / net.dt();
  state.counters["neuron-step"] =
      benchmark::Counter(steps, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
