#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "math/decay.hpp"
#include "plasticity/spike_history.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

/// What synapses see of a neuron: steps and traces of its spikes from the newest on, up to one that is before `last`.
std::vector<std::pair<std::int64_t, double>> seen(const SpikeHistory& history, std::uint32_t neuron,
                                                  std::int64_t last) {
  std::vector<std::pair<std::int64_t, double>> spikes;
  const std::int64_t origin = -history.since_origin(0);
  for (std::uint32_t s = history.newest()[neuron]; s != 0; s = history.spikes()[s].previous) {
    spikes.emplace_back(history.spikes()[s].step + origin, history.spikes()[s].trace);
    if (spikes.back().first < last) break;
  }
  return spikes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plasticity)

BOOST_AUTO_TEST_CASE(decays_are_exponentials_until_nothing_is_left) {
  for (const auto& [tau, dt] : {std::pair{20.0, 0.1}, {0.05, 0.1}, {1000.0, 0.01}, {33.7, 0.25}}) {
    const math::Decay decay{tau, dt};
    const auto last = static_cast<std::int64_t>(40.0 * tau / dt);
    for (std::int64_t k = 0; k < last; k += 1 + k / 7) {
      const double exact = std::exp(-static_cast<double>(k) * dt / tau);
      BOOST_TEST(std::abs(decay(k) - exact) <= 2e-14 * exact);
    }
    BOOST_TEST(decay(0) == 1.0);
    BOOST_TEST(decay(2 * last + 64) == 0.0);
    BOOST_TEST(decay(std::int64_t{1} << 40) == 0.0);
  }
  BOOST_TEST(math::Decay{}(0) == 0.0);
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_is_never_missed) {
  const TraceConstants constants{20.0, 100.0, Pairing::all_to_all};
  SpikeHistory whole{0, {64, 164}, constants, 0.1, 0};
  SpikeHistory cut{0, {64, 164}, constants, 0.1, 0};
  std::uint32_t state = 1;
  for (std::int64_t step = 0; step < 30'000; ++step) {
    std::vector<std::uint32_t> fired;
    for (std::uint32_t i = 64; i < 164; ++i) {
      state = state * 1664525U + 1013904223U;
      // From one spike in 30 s to 50 a second.
      if (state >> 8 < (i - 63) * 800) fired.push_back(i);
    }
    whole.add(step, fired);
    cut.add(step, fired);
    if (step % 1000 == 0) cut.forget(step - 2500);
  }
  BOOST_TEST(cut.bytes() < whole.bytes() / 3);
  for (std::uint32_t neuron = 0; neuron < 100; ++neuron) {
    BOOST_TEST((seen(whole, neuron, 27'000) == seen(cut, neuron, 27'000)));
    BOOST_TEST(whole.slow()[whole.newest()[neuron]] == cut.slow()[cut.newest()[neuron]]);
  }
}

BOOST_AUTO_TEST_CASE(one_pair_of_spikes) {
  Network net{{.dt = 0.1, .threads = 1}};
  Lif model;
  model.receptors = {{"syn", ExpCurrent{2.0}}, {"force", Delta{}}};
  const Population target = net.add_population(1, model);
  const Population source = net.add_spike_source({{10.0, 50.0}});
  const Population force = net.add_spike_source({{14.9}});
  net.connect(force, target, OneToOne{}, {40.0, 0.1, "force"});
  const Stdp synapse{.lambda = 0.1, .mu_plus = 0.0, .mu_minus = 0.5, .Wmax = 80.0};
  const Projection projection = net.connect(source, target, OneToOne{}, {20.0, 1.0, "syn", synapse});
  const WeightRecorder recorder = net.record_weights(projection, {0}, 10.0);
  net.run(60.0);
  // The target's spike at 15 ms meets the synapse at 16 ms: 6 ms after one, 34 ms before the other.
  const double after = 20.0 + 8.0 * std::exp(-6.0 / 20.0);
  const double final = after - 8.0 * std::sqrt(after / 80.0) * std::exp(-34.0 / 20.0);
  BOOST_TEST(projection.weights().front() == final, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(recorder.samples().back() == projection.weights().front());
  BOOST_TEST(recorder.samples().front() == 20.0);

  BOOST_CHECK_THROW(projection.set_weights(std::vector{81.0}), std::invalid_argument);
  BOOST_CHECK_THROW(projection.set_weights(std::vector{1.0, 2.0}), std::invalid_argument);
  projection.set_weights(std::vector{30.0});
  BOOST_TEST(projection.weights().front() == 30.0);
  net.reset();
  BOOST_TEST(projection.weights().front() == 20.0);
}

BOOST_AUTO_TEST_CASE(what_plasticity_refuses) {
  Network net;
  const Population cells = net.add_population(3, Lif{});
  const auto connect = [&](double weight, const Synapse& synapse) {
    return net.connect(cells, cells, AllToAll{}, {weight, 1.0, "exc", synapse});
  };
  BOOST_CHECK_THROW(connect(-1.0, Stdp{}), std::invalid_argument);
  BOOST_CHECK_THROW(connect(1.0, VogelsSprekeler{}), std::invalid_argument);
  BOOST_CHECK_THROW(connect(1.0, Stdp{.tau_plus = 0.0}), std::invalid_argument);
  BOOST_CHECK_THROW(connect(1.0, TsodyksMarkram{.U = 0.0}), std::invalid_argument);
  BOOST_CHECK_THROW(connect(1.0, TripletStdp{.Wmax = -1.0}), std::invalid_argument);
  BOOST_TEST(net.projections().empty());
  const Projection fixed = connect(1.0, Static{});
  BOOST_CHECK_THROW(fixed.set_weights(std::vector<double>(9, 1.0)), std::invalid_argument);
  BOOST_CHECK_THROW(net.record_weights(fixed, {0}), std::invalid_argument);
  BOOST_CHECK_THROW(net.record_weights(connect(1.0, Stdp{}), {9}), std::out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()
