// Everything that changes during a run is listed by visit_state(): a copy of it, put into a fresh network of the same
// description, goes on with the same bits, whatever the threads; and a reset network is like a fresh one.

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "loop/network_state.hpp"
#include "state/state_visitors.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

/// Neurons of every model, synapses of every kind, stimuli and sources that have a state, all recorders.
struct Everything {
  explicit Everything(int threads, Precision precision = Precision::double_)
      : net{{.dt = 0.1, .seed = 11, .threads = threads, .precision = precision}} {
    const Lif lif{.I_e = 420.0, .receptors = {{"exc", ExpCurrent{2.0}}, {"inh", AlphaCurrent{4.0}}}};
    a = net.add_population(100, lif, {"a", {{"V_m", Distribution{Uniform{-70, -55}}}}});
    b = net.add_population(80, AdEx{.I_e = 600.0}, {"b"});
    net.add_population(20, Gif{.I_e = 300.0}, {"gif"});
    net.add_population(20, Izhikevich{.I_e = 10.0}, {"izhikevich"});
    net.add_population(20, HodgkinHuxley{.I_e = 700.0}, {"hh"});
    const Population gamma = net.add_gamma_source(40, 80.0, 2.5, "gamma");
    const Population poisson = net.add_poisson_source(40, Parameter{60.0}, "poisson");
    net.connect(gamma, *a, FixedProbability{0.3}, {40.0, Distribution{Uniform{0.5, 9.0}}, "exc"});
    net.connect(*a, *b, FixedIndegree{10}, {2.0, 1.5, "exc"});
    stdp = net.connect(*a, *a, FixedIndegree{20}, {20.0, Distribution{Uniform{0.5, 6.0}}, "exc", Stdp{.Wmax = 40.0}});
    net.connect(poisson, *a, FixedProbability{0.2}, {15.0, 2.0, "exc", TripletStdp{.Wmax = 40.0}});
    net.connect(*a, *a, FixedIndegree{10}, {-20.0, 3.0, "inh", VogelsSprekeler{.Wmax = -80.0}});
    net.connect(*a, *a, FixedIndegree{5}, {30.0, 2.5, "exc", TsodyksMarkram{.tau_fac = 300.0}});
    net.gap_junction(*b, *b, AllToAll{}, 0.05);
    net.stimulate(*a, OrnsteinUhlenbeck{.std = 80.0, .tau = 5.0});
    net.stimulate(b->slice(3, 30, 2), OrnsteinUhlenbeck{.std = 60.0, .tau = 3.0});
    net.stimulate(*a, PoissonInput{500.0, 20.0, "exc"});
    if (precision == Precision::double_) {
      const Population precise = net.add_population(60, Lif{.I_e = 500.0, .spike_timing = SpikeTiming::precise},
                                                    {"precise", {{"V_m", Distribution{Uniform{-70, -55}}}}});
      net.connect(precise, precise, FixedIndegree{10}, {30.0, Distribution{Uniform{0.5, 4.0}}, "exc"});
      net.record_spikes(precise);
      const Population climbing =
          net.add_population(20, AdEx{.I_e = 900.0, .spike_timing = SpikeTiming::precise}, {"climbing"});
      net.connect(precise, climbing, FixedIndegree{5}, {3.0, Distribution{Uniform{0.5, 4.0}}, "exc"});
      Gif escaping{.I_e = 400.0, .spike_timing = SpikeTiming::precise};
      escaping.tau_stc = {20.0};
      escaping.q_stc = {30.0};
      escaping.tau_sfa = {10.0, 100.0};
      escaping.q_sfa = {5.0, 1.0};
      net.add_population(20, escaping, {"escaping"});
    }
    net.record_spikes(*a);
    net.record(*b, {"V_m", "w"}, 0.7);
    net.record_weights(*stdp, {5, 0, 77, 900}, 1.3);
  }

  /// What a user adds while the network lives: its synapses know spikes from then on only.
  void grow() { net.connect(*b, *a, FixedIndegree{8}, {25.0, 2.0, "exc", Stdp{.Wmax = 50.0}}); }

  [[nodiscard]] NetworkState& state() const { return *a->network(); }
  [[nodiscard]] StateImage image() const {
    StateImage image;
    SaveState save{image};
    state().visit_state(save);
    return image;
  }

  Network net;
  std::optional<Population> a;
  std::optional<Population> b;
  std::optional<Projection> stdp;
};

/// Names of what differs.
std::vector<std::string> differences(const StateImage& one, const StateImage& other) {
  std::vector<std::string> names;
  for (const auto& [name, column] : one.columns) {
    const auto same = other.columns.find(name);
    if (same == other.columns.end() || !(same->second == column)) names.push_back(name.first + ": " + name.second);
  }
  if (one.columns.size() != other.columns.size()) names.emplace_back("the number of columns");
  if (one.lists != other.lists) names.emplace_back("the lengths of lists");
  return names;
}

const std::vector<std::string> none;

}  // namespace

BOOST_AUTO_TEST_SUITE(state)

BOOST_AUTO_TEST_CASE(a_copy_in_mid_run_goes_on_with_the_same_bits) {
  for (const Precision precision : {Precision::double_, Precision::single}) {
    for (const int threads : {1, 3}) {
      Everything first{2, precision};
      first.net.run(41.3);
      first.grow();
      first.net.run(23.9);
      const StateImage copy = first.image();
      Everything second{threads, precision};
      second.grow();
      second.state().restore(copy);
      BOOST_TEST(second.net.time() == first.net.time());
      BOOST_TEST(second.net.threads() == threads);
      BOOST_TEST(differences(copy, second.image()) == none, boost::test_tools::per_element());
      first.net.run(60.0);
      second.net.run(17.0);
      second.net.run(43.0);
      BOOST_TEST(differences(first.image(), second.image()) == none, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_reset_network_is_like_a_fresh_one) {
  Everything used{2};
  used.net.run(80.0);
  used.net.reset();
  Everything fresh{3};
  fresh.net.build();
  fresh.net.reset();
  BOOST_TEST(differences(fresh.image(), used.image()) == none, boost::test_tools::per_element());
  used.net.run(50.0);
  fresh.net.run(50.0);
  BOOST_TEST(differences(fresh.image(), used.image()) == none, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_network_that_grew_and_was_reset_can_be_divided_anew) {
  // Its synapses were drawn at two times, and are as if made at one after the reset.
  const auto grown = [] {
    auto network = std::make_unique<Everything>(2);
    network->net.run(30.0);
    network->grow();
    network->net.run(10.0);
    network->net.reset();
    network->net.run(40.0);
    return network;
  };
  const auto stays = grown();
  const auto moved = grown();
  moved->net.set_threads(3);
  BOOST_TEST(differences(stays->image(), moved->image()) == none, boost::test_tools::per_element());
  stays->net.run(40.0);
  moved->net.run(40.0);
  BOOST_TEST(differences(stays->image(), moved->image()) == none, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_users_do_not_see_is_listed_too) {
  Everything network{2};
  network.net.run(50.0);
  std::set<std::string> found;
  const StateImage image = network.image();
  for (const auto& [name, column] : image.columns) {
    if (!column.values.empty()) found.insert(name.first + ": " + name.second);
  }
  for (const char* name : {"network: now",
                           "network: made",
                           "population a: V_m",
                           "population a: free_from",
                           "population a: tick_origin",
                           "population precise: V_low",
                           "population precise: free_offset",
                           "population climbing: w",
                           "population climbing: free_offset",
                           "population climbing: tick_origin",
                           "population escaping: I_stc_0",
                           "population escaping: E_sfa_1",
                           "population gamma: next_spike",
                           "population gamma: next_spike_fraction",
                           "population gamma: interval",
                           "stimulus 0: deviation",
                           "gap junctions of b: published",
                           "gap junctions of b: foreseen_1",
                           "projection 2: trace",
                           "projection 3: slow_trace",
                           "projection 5: u",
                           "projection 5: x",
                           "projection 2: weight",
                           "spikes under way: source",
                           "spikes under way to plastic synapses: trace",
                           "spikes under way off the grid: offset",
                           "past spikes of targets 0: trace",
                           "spike recorder 0: step",
                           "state recorder 0: w",
                           "weight recorder 0: weight"}) {
    BOOST_TEST(found.contains(name), name);
  }
  BOOST_TEST(image.columns.at({"population a", "V_m"}).unit == "mV");
  BOOST_TEST(image.columns.at({"population a", "I_exc"}).unit == "pA");
  BOOST_TEST(image.columns.at({"population a", "free_from"}).unit == "step");
}

BOOST_AUTO_TEST_CASE(a_copy_of_another_network_is_refused) {
  Everything network{1};
  network.net.run(5.0);
  const auto says = [](const std::string& text) {
    return [text](const std::invalid_argument& error) { return error.what() == text; };
  };
  Network small{{.threads = 1}};
  const Population one = small.add_population(3, Lif{}, {"a"});
  BOOST_CHECK_EXCEPTION(one.network()->restore(network.image()), std::invalid_argument,
                        says("the state has 8 values of 'made' of network, needed are 0"));
  small.reset();
  small.run(1.0);
  BOOST_TEST(small.time() == 1.0);

  Network other{{.threads = 1}};
  const Population two = other.add_population(3, Lif{}, {"a"});
  other.run(1.0);
  StateImage image;
  SaveState save{image};
  two.network()->visit_state(save);
  image.columns.erase({"population a", "free_from"});
  BOOST_CHECK_EXCEPTION(one.network()->restore(image), std::invalid_argument,
                        says("the state has no 'free_from' of population a"));
}

BOOST_AUTO_TEST_SUITE_END()
