// What does a neuron cost a step, and from which size on does its state no longer fit a cache?
#include <benchmark/benchmark.h>

#include <lapicque/lapicque.hpp>

#include "neuron_steps.hpp"

namespace {

void integrate(benchmark::State& state) {
  const auto n = state.range(0);
  lapicque::Network net({.threads = static_cast<int>(state.range(1))});
  net.add_population(n, lapicque::Lif{.I_e = 380.0}, {.initial = {{"V_m", lapicque::Uniform{-70.0, -55.0}}}});
  time_neuron_steps(state, net, n);
}
BENCHMARK(integrate)
    ->ArgNames({"neurons", "threads"})
    ->ArgsProduct({{1'000, 10'000, 100'000, 1'000'000}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
