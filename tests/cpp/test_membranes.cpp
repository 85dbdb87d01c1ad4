#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "bits.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

struct Member {
  std::string name;
  Model model;
  double noise;  // standard deviation [pA]
  double exc;    // weight, in the unit of the receptor
  double inh;
};

const Receptors conductances = {{"exc", AlphaConductance{0.0, 1.0}}, {"inh", BiExpConductance{-80.0, 0.5, 4.0}}};
const Receptors slow = {{"exc", ExpConductance{0.0, 2.0}}, {"inh", ExpConductance{-80.0, 9.0}}, {"nmda", NMDA{}}};

/// Every model that is integrated in stages, near its threshold.
std::vector<Member> members() {
  Gif gif{.lambda_0 = 10.0, .I_e = 180.0};
  gif.tau_stc = {30.0, 90.0};
  gif.q_stc = {20.0, -4.0};
  gif.tau_sfa = {80.0};
  gif.q_sfa = {3.0};
  Gif gif_of_conductances = gif, gif_of_nmda = gif;
  gif_of_conductances.receptors = conductances;
  gif_of_nmda.receptors = slow;
  return {{"LIF", Lif{.I_e = 350.0, .receptors = conductances}, 80.0, 2.0, 3.0},
          {"LIF with NMDA", Lif{.I_e = 350.0, .receptors = slow}, 80.0, 1.5, 3.0},
          {"QIF", Qif{.I_e = 120.0}, 80.0, 60.0, -40.0},
          {"EIF", Eif{.I_e = 450.0, .receptors = conductances}, 100.0, 3.0, 4.0},
          {"AdEx", AdEx{.I_e = 700.0, .receptors = slow}, 100.0, 2.0, 4.0},
          {"Izhikevich", Izhikevich{.I_e = 6.0}, 2.0, 4.0, -3.0},
          {"HodgkinHuxley", HodgkinHuxley{.I_e = 700.0, .receptors = conductances}, 100.0, 4.0, 4.0},
          {"TraubMiles", TraubMiles{.I_e = 300.0, .receptors = conductances}, 50.0, 4.0, 3.0},
          {"GIF", gif, 30.0, 40.0, -20.0},
          {"GIF with conductances", gif_of_conductances, 30.0, 1.0, 2.0},
          {"GIF with NMDA", gif_of_nmda, 30.0, 1.0, 2.0},
          {"precise LIF", Lif{.I_e = 350.0, .spike_timing = SpikeTiming::precise}, 80.0, 60.0, -40.0}};
}

/// What a network of one model comes to in 40 ms, with noise, plastic synapses and gap junctions.
struct Run {
  Run(const Member& member, Precision precision, int threads, const std::vector<double>& durations) {
    Network net{{.dt = 0.1, .seed = 9, .threads = threads, .precision = precision}};
    const Population cells = net.add_population(540, member.model, {"cells", {{"V_m", Uniform{-72.0, -60.0}}}});
    const Population regular = net.add_gamma_source(30, Parameter{90.0}, Parameter{3.0});
    net.connect(cells, cells, FixedIndegree{4}, {member.inh, 1.0, "inh"});
    Connection learning{Uniform{0.5 * member.exc, 1.5 * member.exc}, Uniform{0.4, 3.0}, "exc"};
    learning.synapse = Stdp{.Wmax = 2.0 * member.exc};
    const Projection plastic = net.connect(regular, cells, FixedProbability{0.1}, learning);
    net.gap_junction(cells.slice(0, 100), cells.slice(440, 100), OneToOne{}, Parameter{0.02 * member.noise});
    net.stimulate(cells, PoissonInput{.rate = 800.0, .weight = member.exc, .receptor = "exc"});
    net.stimulate(cells, OrnsteinUhlenbeck{.std = member.noise, .tau = 3.0});
    const SpikeRecorder spikes = net.record_spikes(cells);
    const StateRecorder trace = net.record(cells, cells.state_names(), 4.0);
    for (const double duration : durations) net.run(duration);
    fired = spikes.size();
    for (const double t : spikes.spikes().t) bits.add(t);
    for (const std::int64_t i : spikes.spikes().i) bits.add(static_cast<std::uint64_t>(i));
    for (const double weight : plastic.weights()) bits.add(weight);
    for (const std::string& state : trace.variables()) {
      for (const double value : trace.samples(state)) bits.add(value);
    }
  }

  std::size_t fired;
  Checksum bits;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(membranes)

BOOST_AUTO_TEST_CASE(threads_and_parts_do_not_change_a_bit) {
  for (const Member& member : members()) {
    for (const Precision precision : {Precision::double_, Precision::single}) {
      if (member.name == "precise LIF" && precision == Precision::single) continue;
      const Run whole{member, precision, 1, {40.0}};
      BOOST_TEST(whole.fired > 40U, member.name << " fires " << whole.fired << " times");
      const Run parts{member, precision, 3, {0.1, 12.3, 27.6}};
      BOOST_TEST(parts.bits.value() == whole.bits.value(), member.name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
