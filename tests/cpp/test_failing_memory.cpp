#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "failing_memory.hpp"

namespace {

using namespace lapicque;

/// A network of everything, call by call.
struct Script {
  explicit Script(int threads) : net{NetworkOptions{.dt = 0.1, .seed = 5, .threads = threads}} {
    projections.reserve(8);
  }

  Network net;
  std::optional<Population> exc, inh, precise, poisson, gamma, times;
  std::vector<Projection> projections;
  std::optional<SpikeRecorder> spikes, timed;
  std::optional<StateRecorder> trace;
  std::optional<WeightRecorder> weights;
  std::optional<AppliedStimulus> noise;

  struct Call {
    std::string name;
    std::function<void(Script&)> make;
    bool adds;  // to the description: comes once; others are made again after reset()
  };
};

Connection with(const Value& weight, const std::string& receptor, const Synapse& synapse = Static{}) {
  return {weight, 1.5, receptor, synapse};
}

/// Small enough to be made some thousand times.
const std::vector<Script::Call>& calls() {
  constexpr std::int64_t n = 40;
  static const std::vector<double> rates = [] {
    std::vector<double> all(n);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = 2000.0 + 100.0 * static_cast<double>(i % 3);
    return all;
  }();
  static const std::vector<Script::Call> all{
      {"neurons", [](Script& s) { s.exc = s.net.add_population(n, Lif{}, {"exc", {{"V_m", Uniform{-65.0, -52.0}}}}); },
       true},
      {"conductances",
       [](Script& s) {
         AdEx model;
         model.receptors = {{"exc", ExpConductance{}}, {"inh", AlphaConductance{}}};
         s.inh = s.net.add_population(n, model, {"inh", {}});
       },
       true},
      {"precise neurons",
       [](Script& s) {
         Lif model;
         model.spike_timing = SpikeTiming::precise;
         model.I_e = 3000.0;
         s.precise = s.net.add_population(n, model);
       },
       true},
      {"Poisson source", [](Script& s) { s.poisson = s.net.add_poisson_source(n, Parameter{rates}); }, true},
      {"gamma source", [](Script& s) { s.gamma = s.net.add_gamma_source(n, 100.0, 2.0); }, true},
      {"spike source", [](Script& s) { s.times = s.net.add_spike_source({{0.5, 3.0}, {}, {2.0}}); }, true},
      {"drawn synapses",
       [](Script& s) {
         s.projections.push_back(s.net.connect(*s.exc, *s.exc, FixedProbability{0.2}, with(Normal{40.0, 4.0}, "exc")));
       },
       true},
      {"plastic synapses",
       [](Script& s) {
         s.projections.push_back(s.net.connect(*s.poisson, *s.exc, FixedIndegree{5}, with(30.0, "exc", Stdp{})));
       },
       true},
      {"short-term plasticity",
       [](Script& s) {
         s.projections.push_back(
             s.net.connect(*s.gamma, *s.exc, FixedIndegree{3}, with(Exponential{30.0}, "exc", TsodyksMarkram{})));
       },
       true},
      {"pairs",
       [](Script& s) {
         s.projections.push_back(s.net.connect(*s.times, *s.inh, Pairs{{0, 1, 2}, {3, 2, 1}},
                                               with(std::vector<double>{5.0, 6.0, 7.0}, "exc")));
       },
       true},
      {"precise synapses",
       [](Script& s) {
         s.projections.push_back(s.net.connect(*s.precise, *s.precise, FixedIndegree{4}, with(20.0, "exc")));
       },
       true},
      {"gap junctions", [](Script& s) { s.net.gap_junction(*s.exc, *s.inh, OneToOne{}, 1.0); }, true},
      {"noise", [](Script& s) { s.noise = s.net.stimulate(*s.exc, WhiteNoise{.mean = 250.0, .std = 500.0}); }, true},
      {"Poisson input", [](Script& s) { s.net.stimulate(*s.inh, PoissonInput{Parameter{rates}, 1.5, "exc"}); }, true},
      {"current", [](Script& s) { s.net.stimulate(*s.inh, ArrayCurrent{{100.0, 300.0, 200.0}, 1, 1.0, 1.0}); }, true},
      {"spikes", [](Script& s) { s.spikes = s.net.record_spikes(*s.exc); }, true},
      {"precise spikes", [](Script& s) { s.timed = s.net.record_spikes(*s.precise); }, true},
      {"trace", [](Script& s) { s.trace = s.net.record(*s.inh, {"V_m", "g_exc"}, 0.5); }, true},
      {"weights", [](Script& s) { s.weights = s.net.record_weights(s.projections[1], {0, 7, 3}, 1.0); }, true},
      {"build", [](Script& s) { s.net.build(); }, false},
      {"run", [](Script& s) { s.net.run(4.0); }, false},
      {"threads", [](Script& s) { s.net.set_threads(s.net.threads() == 1 ? 2 : 1); }, false},
      {"run on", [](Script& s) { s.net.run(4.0); }, false},
      {"look", [](Script& s) { static_cast<void>(s.projections[0].synapses()); }, false},
      {"reset", [](Script& s) { s.net.reset(); }, false},
      {"run again", [](Script& s) { s.net.run(8.0); }, false},
  };
  return all;
}

struct Found {
  std::vector<double> t, times, V_m, weights;
  std::vector<std::int64_t> i, sizes;
};

Found found(const Script& s) {
  Found f;
  f.t = s.spikes->spikes().t;
  f.i = s.spikes->spikes().i;
  f.times = s.timed->spikes().t;
  f.V_m = s.trace->samples("V_m");
  f.weights = s.weights->samples();
  for (const Projection& projection : s.projections) f.sizes.push_back(projection.size());
  return f;
}

/// Makes the calls [first, last); those that do not add anything once more where a failure has asked for reset().
void make(Script& script, std::size_t first, std::size_t last) {
  for (std::size_t c = first; c < last; ++c) calls()[c].make(script);
}

/// Whether the call failed that was made while memory failed.
bool fails(Script& script, const Script::Call& call, std::int64_t k) {
  const FailingMemory failing{k};
  try {
    call.make(script);
    return false;
  } catch (const std::bad_alloc&) {
    return true;
  }
}

/// Makes a call that has failed before once more: as it is, or after reset() with all that was made since the start.
void make_again(Script& script, std::size_t c) {
  try {
    calls()[c].make(script);
  } catch (const std::runtime_error& error) {
    BOOST_REQUIRE(std::string{error.what()}.find("reset()") != std::string::npos);
    script.net.reset();
    for (std::size_t before = 0; before <= c; ++before) {
      if (!calls()[before].adds) calls()[before].make(script);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(failing_memory)

BOOST_AUTO_TEST_CASE(a_call_that_fails_at_any_allocation_has_not_been_made) {
  for (const int threads : {1, 2}) {
    Script whole{threads};
    make(whole, 0, calls().size());
    const Found expected = found(whole);
    BOOST_TEST_REQUIRE(expected.t.size() > 20U);
    BOOST_TEST_REQUIRE(expected.times.size() > 20U);
    for (std::size_t c = 0; c < calls().size(); ++c) {
      std::int64_t failures = 0;
      // The first ones all, later ones in steps that grow, as each takes some ten milliseconds.
      for (std::int64_t k = 0;; k += 1 + k / 8) {
        Script script{threads};
        make(script, 0, c);
        if (!fails(script, calls()[c], k)) break;
        ++failures;
        make_again(script, c);
        make(script, c + 1, calls().size());
        const Found again = found(script);
        const std::string where = calls()[c].name + ", failed at allocation " + std::to_string(k);
        BOOST_TEST((again.t == expected.t && again.i == expected.i), where << ": spikes");
        BOOST_TEST((again.times == expected.times), where << ": precise spikes");
        BOOST_TEST((again.V_m == expected.V_m), where << ": trace");
        BOOST_TEST((again.weights == expected.weights), where << ": weights");
        BOOST_TEST_REQUIRE((again.sizes == expected.sizes), where << ": synapses");
      }
      BOOST_TEST_MESSAGE(calls()[c].name << ": " << failures << " failures");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
