// What does Poisson input cost a neuron and step, and does the rate matter?
#include <benchmark/benchmark.h>

#include <lapicque/lapicque.hpp>

#include "neuron_steps.hpp"

namespace {

void poisson(benchmark::State& state) {
  constexpr std::int64_t n = 20'000;
  const auto rate = static_cast<double>(state.range(0));
  lapicque::Network net({.threads = 1});
  const auto cells = net.add_population(n, lapicque::Lif{});
  // The mean of the current stays the same, below the threshold; without a rate this is the cost of integration.
  if (rate > 0.0) net.stimulate(cells, lapicque::PoissonInput{.rate = rate, .weight = 1e5 / rate, .receptor = "exc"});
  time_neuron_steps(state, net, n);
}
BENCHMARK(poisson)
    ->ArgName("Hz")
    ->Arg(0)
    ->Arg(10)
    ->Arg(1'000)
    ->Arg(8'000)
    ->Arg(20'000)
    ->Arg(100'000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
