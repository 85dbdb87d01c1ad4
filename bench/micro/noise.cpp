// What does a noise current cost a neuron and step, beyond integration and a current that is there anyway?
#include <benchmark/benchmark.h>

#include <lapicque/lapicque.hpp>

#include "neuron_steps.hpp"

namespace {

enum Kind { none, step, white, process };

void noise(benchmark::State& state) {
  constexpr std::int64_t n = 20'000;
  lapicque::Network net({.threads = 1});
  const auto cells = net.add_population(n, lapicque::Lif{});
  switch (static_cast<Kind>(state.range(0))) {
    case none: break;
    case step: net.stimulate(cells, lapicque::Step{.amplitude = 200.0}); break;
    case white: net.stimulate(cells, lapicque::WhiteNoise{.mean = 200.0, .std = 100.0}); break;
    case process: net.stimulate(cells, lapicque::OrnsteinUhlenbeck{.mean = 200.0, .std = 30.0, .tau = 5.0}); break;
  }
  time_neuron_steps(state, net, n);
}
BENCHMARK(noise)
    ->ArgName("none, Step, WhiteNoise, OrnsteinUhlenbeck")
    ->Arg(none)
    ->Arg(step)
    ->Arg(white)
    ->Arg(process)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
