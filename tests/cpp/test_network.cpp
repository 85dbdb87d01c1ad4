#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "machine/require_memory.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A recurrent network with a bit of everything: receptors of each kind, sources, distributions, all stimuli.
struct Mixed {
  explicit Mixed(int threads, std::uint64_t seed = 5) : net{{.dt = 0.1, .seed = seed, .threads = threads}} {
    Lif model;
    model.receptors = {
        {"exc", AlphaCurrent{0.5}}, {"inh", BiExpCurrent{0.4, 3.0}}, {"slow", ExpCurrent{20.0}}, {"jump", Delta{}}};
    model.I_e = 300.0;
    a = net.add_population(300, model, {"a", {{"V_m", Distribution{Uniform{-70, -55}}}}});
    model.V_th = std::vector<double>(130, -54.0);
    b = net.add_population(130, model, {"b", {{"V_m", Distribution{Normal{-60, 2}}}}});
    source = net.add_poisson_source(50, Parameter{40.0});
    train = net.add_spike_source({{1.0, 5.0, 5.1}, {}, {30.0}});
    net.connect(*a, *b, FixedProbability{0.1},
                {Distribution{Normal{60, 6, 0}}, Distribution{Uniform{0.3, 4.0}}, "exc"});
    net.connect(*b, *a, FixedIndegree{20}, {-90.0, 0.7, "inh"});
    net.connect(*a, *a, FixedTotal{900}, {Distribution{Exponential{4.0}}, Distribution{Normal{2, 1, 0.2}}, "slow"});
    net.connect(*source, *a, FixedOutdegree{30}, {0.8, 1.5, "jump"});
    net.connect(*train, b->slice(0, 60), AllToAll{}, {3.0, 0.5, "jump"});
    net.stimulate(*a, PoissonInput{900.0, 40.0, "exc"});
    net.stimulate(b->slice(10, 40, 3), Sine{.amplitude = 120, .frequency = 40});
    net.stimulate(*a, Step{.start = 10, .stop = 60, .amplitude = 50});
    spikes_a = net.record_spikes(*a);
    spikes_b = net.record_spikes(b->slice(129, 100, -1));
    trace = net.record(*b, {"V_m", "I_inh", "dI_exc", "I_ext"}, 0.5);
  }

  std::vector<std::uint64_t> fingerprint() const {
    std::vector<std::uint64_t> bits;
    const auto add = [&](const std::vector<double>& values) {
      for (const double value : values) bits.push_back(std::bit_cast<std::uint64_t>(value));
    };
    for (const auto* recorder : {&*spikes_a, &*spikes_b}) {
      const Spikes spikes = recorder->spikes();
      add(spikes.t);
      bits.insert(bits.end(), spikes.i.begin(), spikes.i.end());
    }
    for (const std::string& variable : trace->variables()) add(trace->samples(variable));
    for (const std::string& variable : a->state_names()) {
      const auto state = a->state(variable);
      add({state.begin(), state.end()});
    }
    return bits;
  }

  Network net;
  std::optional<Population> a, b, source, train;
  std::optional<SpikeRecorder> spikes_a, spikes_b;
  std::optional<StateRecorder> trace;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(constant_current_follows_the_closed_form) {
  Network net;
  Lif model;
  model.I_e = 200.0;  // 8 mV above E_L at the end, below threshold
  const Population cell = net.add_population(1, model);
  const StateRecorder trace = net.record(cell, {"V_m"});
  net.run(50);
  const std::vector<double> t = trace.times();
  const std::vector<double> V_m = trace.samples("V_m");
  BOOST_REQUIRE(V_m.size() == 501U);
  for (std::size_t k = 0; k < t.size(); ++k) {
    BOOST_TEST(V_m[k] == -70.0 - 8.0 * std::expm1(-t[k] / 10.0), boost::test_tools::tolerance(1e-14));
  }
}

BOOST_AUTO_TEST_CASE(a_spike_holds_the_membrane_for_t_ref) {
  Network net;
  Lif model;
  model.I_e = 1000.0;
  const Population cell = net.add_population(1, model);
  const SpikeRecorder spikes = net.record_spikes(cell);
  const StateRecorder trace = net.record(cell, {"V_m"});
  net.run(20);
  BOOST_REQUIRE(spikes.size() >= 2U);
  BOOST_TEST(spikes.spikes().t[0] == 4.8, boost::test_tools::tolerance(1e-12));
  const std::vector<double> V_m = trace.samples("V_m");
  BOOST_TEST(V_m[47] == -55.0001, boost::test_tools::tolerance(1e-6));
  for (std::size_t k = 48; k <= 68; ++k) BOOST_TEST(V_m[k] == -70.0);
  BOOST_TEST(V_m[69] > -70.0);
  BOOST_TEST(spikes.spikes().t[1] == 4.8 + 2.0 + 4.8, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_a_bit) {
  Mixed one{1};
  one.net.run(80);
  BOOST_TEST(one.spikes_a->size() > 300U);
  BOOST_TEST(one.spikes_b->size() > 100U);
  for (const int threads : {2, 3, 7}) {
    Mixed many{threads};
    many.net.run(80);
    BOOST_TEST(many.net.threads() == threads);
    BOOST_TEST((many.fingerprint() == one.fingerprint()), threads << " threads");
  }
  Mixed other{1, 6};
  other.net.run(80);
  BOOST_TEST((other.fingerprint() != one.fingerprint()));
}

BOOST_AUTO_TEST_CASE(splitting_a_run_or_resetting_does_not_change_a_bit) {
  Mixed whole{2};
  whole.net.run(80);
  const auto expected = whole.fingerprint();
  Mixed parts{2};
  for (const double duration : {0.1, 0.0, 7.3, 22.6, 0.7, 49.3}) parts.net.run(duration);
  BOOST_TEST((parts.fingerprint() == expected));
  parts.net.reset();
  BOOST_TEST(parts.net.step() == 0);
  BOOST_TEST(parts.spikes_a->size() == 0U);
  parts.net.run(80);
  BOOST_TEST((parts.fingerprint() == expected));
}

BOOST_AUTO_TEST_CASE(progress_stops_at_a_step_boundary_and_the_run_can_go_on) {
  Mixed whole{2};
  whole.net.run(80);
  Mixed stopped{2};
  BOOST_TEST(!stopped.net.run(80, [](std::int64_t done, std::int64_t) { return done < 100; }));
  BOOST_TEST(stopped.net.step() >= 100);
  BOOST_TEST(stopped.net.step() < 800);
  BOOST_TEST(stopped.net.run(80.0 - stopped.net.time(), [](std::int64_t, std::int64_t) { return true; }));
  BOOST_TEST((stopped.fingerprint() == whole.fingerprint()));
}

BOOST_AUTO_TEST_CASE(populations_and_projections_may_come_after_a_run) {
  Network net;
  const Population a = net.add_population(10, Lif{});
  net.run(5);
  const Population train = net.add_spike_source({{6.0}});
  const Population b = net.add_population(70, Lif{});
  const Projection projection = net.connect(train, b, AllToAll{}, {100.0, 2.5, "exc"});
  const StateRecorder trace = net.record(b, {"I_exc"}, 0.5);
  net.run(10);
  BOOST_TEST(projection.size() == 70);
  BOOST_TEST(trace.times().front() == 5.0);
  const std::vector<double> I = trace.samples("I_exc");
  BOOST_TEST(I[70 * 6 + 3] == 0.0);    // t = 8
  BOOST_TEST(I[70 * 7 + 3] == 100.0);  // t = 6 + 2.5
}

BOOST_AUTO_TEST_CASE(a_table_covers_populations_of_more_than_65536_neurons) {
  Network net;
  Lif model;
  model.receptors = {{"jump", Delta{}}};
  const Population train = net.add_spike_source({{1.0}});
  const Population many = net.add_population(150000, model);
  const Projection projection = net.connect(train, many, AllToAll{}, {2.0, 1.0, "jump"});
  net.run(2);
  BOOST_TEST(projection.size() == 150000);
  for (const std::size_t i : {std::size_t{0}, std::size_t{65535}, std::size_t{65536}, std::size_t{149999}}) {
    BOOST_TEST(many.state("V_m")[i] == -68.0);
  }
}

BOOST_AUTO_TEST_CASE(a_state_that_is_not_finite_is_refused_or_reported) {
  Network net;
  const Population cells = net.add_population(4, Lif{}, {"cells", {}});
  cells.state("V_m")[2] = not_a_number;
  BOOST_CHECK_EXCEPTION(net.run(1), std::invalid_argument, [](const std::exception& e) {
    return std::string{e.what()}.find("cells.V_m[2]") != std::string::npos;
  });
  BOOST_TEST(net.step() == 0);
  cells.state("V_m")[2] = -70.0;
  net.stimulate(cells.slice(1, 1), Step{.amplitude = -1.7e308});
  net.stimulate(cells.slice(1, 1), Step{.amplitude = -1.7e308});
  BOOST_CHECK_EXCEPTION(net.run(1), std::runtime_error, [](const std::exception& e) {
    return std::string{e.what()}.find("cells.V_m[1]") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_and_changes_nothing) {
  Network net;
  Network other;
  const Population a = net.add_population(5, Lif{}, {"a", {}});
  const Population elsewhere = other.add_population(5, Lif{}, {"elsewhere", {}});
  const Population source = net.add_poisson_source(2, Parameter{5.0});
  Lif bad;
  bad.V_reset = -50.0;
  BOOST_CHECK_THROW(net.add_population(1, bad), std::invalid_argument);
  bad = {};
  bad.t_ref = 0.15;
  BOOST_CHECK_THROW(net.add_population(1, bad), std::invalid_argument);
  bad = {};
  bad.tau_m = 10.0;
  bad.g_L = 25.0;
  BOOST_CHECK_THROW(net.add_population(1, bad), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_population(0, Lif{}), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_population(5, Lif{}, {"a", {}}), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_population(5, Lif{}, {"b", {{"V", -70.0}}}), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_spike_source({{0.0}}), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_spike_source({{1.05}}), std::invalid_argument);
  BOOST_CHECK_THROW(net.connect(a, elsewhere, AllToAll{}, {}), std::invalid_argument);
  BOOST_CHECK_THROW(net.connect(a, source, AllToAll{}, {}), std::invalid_argument);
  BOOST_CHECK_THROW(net.connect(a, a, AllToAll{}, {not_a_number, 1.0, "exc"}), std::invalid_argument);
  BOOST_CHECK_THROW(net.connect(a, a, AllToAll{}, {1.0, 0.05, "exc"}), std::invalid_argument);
  BOOST_CHECK_THROW(net.connect(a, a, AllToAll{}, {1.0, 1.0, "ext"}), std::invalid_argument);
  BOOST_CHECK_THROW(net.connect(a, a, AllToAll{}, {Distribution{Normal{0, 1}}, 1.0, ""}), std::invalid_argument);
  BOOST_CHECK_THROW(net.stimulate(a, Step{.start = 5, .stop = 5, .amplitude = 1}), std::invalid_argument);
  BOOST_CHECK_THROW(net.stimulate(source, Step{}), std::invalid_argument);
  BOOST_CHECK_THROW(net.record(a, {"V"}), std::invalid_argument);
  BOOST_CHECK_THROW(net.record(a, {"V_m"}, 0.25), std::invalid_argument);
  BOOST_CHECK_THROW(net.run(-1), std::invalid_argument);
  BOOST_CHECK_THROW(net.run(0.05), std::invalid_argument);
  BOOST_CHECK_THROW(a.slice(3, 3), std::out_of_range);
  BOOST_CHECK_THROW(a.select(std::vector<std::int64_t>{5}), std::out_of_range);
  BOOST_CHECK_THROW(a.select(std::vector<std::int64_t>{1, 1}), std::invalid_argument);
  BOOST_CHECK_THROW((Network{{.dt = 0.0}}), std::invalid_argument);
  BOOST_CHECK_THROW((Network{{.threads = -1}}), std::invalid_argument);
  BOOST_TEST(net.populations().size() == 2U);
  BOOST_TEST(net.projections().size() == 0U);
  BOOST_TEST(net.step() == 0);
}

BOOST_AUTO_TEST_CASE(weights_of_very_narrow_distributions_add_up_the_same_for_any_threads) {
  const auto run = [](int threads) {
    Network net({.threads = threads});
    const Population sources = net.add_poisson_source(600, Parameter{5000.0});
    const Population cells = net.add_population(300, Lif{.V_th = 1e6});
    for (int k = 0; k < 3; ++k) {
      net.connect(sources, cells, FixedProbability{0.5},
                  {.weight = Distribution{Uniform{1.0, 1.0 + 0x1p-44}}, .delay = 0.1, .receptor = "exc"});
    }
    net.run(20.0);
    const std::span<double> I = cells.state("I_exc");
    return std::vector<double>(I.begin(), I.end());
  };
  const std::vector<double> one = run(1);
  BOOST_CHECK_GT(one[7], 100.0);
  BOOST_CHECK(run(3) == one);
}

BOOST_AUTO_TEST_CASE(drawing_is_interrupted_and_what_was_too_much_taken_back) {
  const auto too_much = [](Network& net) {
    const Population cells = net.add_population(60000, Lif{});
    return net.connect(cells, cells, FixedProbability{0.5}, {.weight = Normal{10.0, 1.0}, .receptor = "exc"});
  };
  const auto record = [](Network& net) {
    const Population cells = net.add_population(300, Lif{.I_e = 500.0});
    net.connect(cells, cells, FixedProbability{0.5}, {.weight = Normal{10.0, 1.0}, .receptor = "exc"});
    return net.record_spikes(cells);
  };
  Network net{{.threads = 2}};
  const Projection projection = too_much(net);
  bool end = true;
  net.set_interrupt([&end] { return end; });
  BOOST_CHECK_THROW(net.build(), Interrupted);
  BOOST_CHECK_THROW(static_cast<void>(projection.size()), Interrupted);
  BOOST_CHECK_EQUAL(net.memory().synapses, 0U);
  net.remove(projection);
  BOOST_CHECK_EQUAL(projection.size(), 0);
  const SpikeRecorder spikes = record(net);
  end = false;
  net.run(30.0);

  Network other{{.threads = 1}};
  other.remove(too_much(other));
  const SpikeRecorder expected = record(other);
  other.run(30.0);
  BOOST_CHECK(spikes.spikes().t == expected.spikes().t);
  BOOST_CHECK_GT(expected.size(), 300U);
  BOOST_CHECK_THROW(other.remove(other.projections().back()), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(what_memory_cannot_hold_is_refused_before_it_is_taken) {
  BOOST_REQUIRE(available_memory().has_value());
  BOOST_CHECK_GT(*available_memory(), 1000000U);
  require_memory("some neurons", 20e6, "do without");
  const auto says = [](const NotEnoughMemory& error) {
    const std::string message = error.what();
    return message.starts_with("9 neurons need at least 1e+09 GB of memory, but only ") &&
           message.ends_with(" GB are available; do without");
  };
  BOOST_CHECK_EXCEPTION(require_memory("9 neurons", 1e18, "do without"), NotEnoughMemory, says);

  Network net;
  const Population cells = net.add_population(1000, Lif{});
  BOOST_CHECK_THROW(net.connect(cells, cells, FixedTotal{1000000000000}, {}), std::bad_alloc);
  BOOST_CHECK(net.projections().empty());
  BOOST_CHECK(net.run(1.0));
}

BOOST_AUTO_TEST_CASE(state_is_read_in_the_precision_of_the_network) {
  Network net({.precision = Precision::single});
  const Population cells = net.add_population(3, Lif{.I_e = 500.0});
  BOOST_CHECK(net.precision() == Precision::single);
  BOOST_CHECK_THROW(static_cast<void>(cells.state("V_m")), std::invalid_argument);
  cells.state_single("V_m")[1] = -60.0F;
  net.run(1.0);
  BOOST_CHECK_GT(cells.state_single("V_m")[1], cells.state_single("V_m")[0]);
  Network other;
  BOOST_CHECK_THROW(static_cast<void>(other.add_population(3, Lif{}).state_single("V_m")), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(progress_is_told_soon_after_a_network_has_grown) {
  Network net{{.threads = 1}};
  net.add_population(1, Lif{});
  net.run(20000.0);
  net.add_population(1000, Lif{});
  std::int64_t first = 0;
  const auto stop = [&](std::int64_t done, std::int64_t) {
    first = done;
    return false;
  };
  BOOST_TEST(!net.run(1000.0, stop));
  BOOST_TEST(first == 32);
}

BOOST_AUTO_TEST_SUITE_END()
