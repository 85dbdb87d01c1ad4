// What does a synapse cost to make, by rule of connection? Ten million of them, more than any cache holds.
#include <benchmark/benchmark.h>

#include <lapicque/lapicque.hpp>

namespace {

void build(benchmark::State& state, std::int64_t neurons, const lapicque::Rule& rule,
           const lapicque::Connection& connection) {
  std::int64_t synapses = 0;
  for (auto _ : state) {
    lapicque::Network net({.threads = 1});
    const auto pre = net.add_population(neurons, lapicque::Lif{});
    const auto post = net.add_population(neurons, lapicque::Lif{});
    const auto projection = net.connect(pre, post, rule, connection);
    net.build();
    synapses = projection.size();
  }
  state.counters["synapse"] = benchmark::Counter(
      static_cast<double>(synapses), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

const lapicque::Connection constant{.weight = 1.0, .delay = 1.5, .receptor = "exc"};
const lapicque::Connection drawn{
    .weight = lapicque::Normal{1.0, 0.1}, .delay = lapicque::Normal{1.5, 0.1}, .receptor = "exc"};

#define LAPICQUE_BUILD(name, ...)                                                                      \
  BENCHMARK_CAPTURE(build, name, __VA_ARGS__, constant)->UseRealTime()->Unit(benchmark::kMillisecond); \
  BENCHMARK_CAPTURE(build, name##_drawn, __VA_ARGS__, drawn)->UseRealTime()->Unit(benchmark::kMillisecond)

LAPICQUE_BUILD(fixed_total, 10'000, lapicque::Rule{lapicque::FixedTotal{.n = 10'000'000}});
LAPICQUE_BUILD(fixed_probability, 10'000, lapicque::Rule{lapicque::FixedProbability{.p = 0.1}});
LAPICQUE_BUILD(fixed_indegree, 10'000, lapicque::Rule{lapicque::FixedIndegree{.k = 1'000}});
LAPICQUE_BUILD(fixed_outdegree, 10'000, lapicque::Rule{lapicque::FixedOutdegree{.k = 1'000}});
LAPICQUE_BUILD(all_to_all, 3'000, lapicque::Rule{lapicque::AllToAll{}});

}  // namespace
