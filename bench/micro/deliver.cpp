// What does a synaptic event cost, and does it depend on how many synapses there are?
//
// Poisson sources reach neurons that stay below their threshold. The time of the same network without synapses is
// taken off.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include <lapicque/lapicque.hpp>

namespace {

constexpr std::int64_t sources = 10'000;
constexpr std::int64_t targets = 60'000;
constexpr double duration = 10.0;  // [ms]

lapicque::Network network(std::int64_t outdegree, double rate) {
  lapicque::Network net({.threads = 1});
  const auto pre = net.add_poisson_source(sources, lapicque::Parameter{rate});
  const auto post = net.add_population(targets, lapicque::Lif{});
  if (outdegree > 0) {
    const lapicque::Connection connection{.weight = 1e-3, .delay = lapicque::Uniform{0.1, 3.0}, .receptor = "exc"};
    net.connect(pre, post, lapicque::FixedOutdegree{.k = outdegree}, connection);
  }
  net.build();
  net.run(duration);
  return net;
}

double seconds(lapicque::Network& net) {
  const auto start = std::chrono::steady_clock::now();
  net.run(duration);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void deliver(benchmark::State& state) {
  const auto outdegree = state.range(0) / sources;
  // Rates for as many events at any size, so that small networks do not measure their neurons.
  const double rate = std::min(1'000.0, 1e9 / static_cast<double>(state.range(0)));
  lapicque::Network with = network(outdegree, rate);
  lapicque::Network without = network(0, rate);
  double fastest_with = std::numeric_limits<double>::infinity();
  double fastest_without = fastest_with;
  for (auto _ : state) {
    const double took = seconds(with);
    fastest_with = std::min(fastest_with, took);
    fastest_without = std::min(fastest_without, seconds(without));
    state.SetIterationTime(took);
  }
  const double events = rate * 1e-3 * duration * static_cast<double>(sources * outdegree);
  state.counters["event"] = (fastest_with - fastest_without) / events;  // [s]
}
BENCHMARK(deliver)
    ->ArgName("synapses")
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Arg(100'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
