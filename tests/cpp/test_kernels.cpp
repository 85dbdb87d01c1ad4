#include <boost/test/unit_test.hpp>

#include <bit>
#include <cstdint>
#include <vector>

#include "kernels/dispatch.hpp"
#include "random/stream.hpp"

namespace {

using namespace lapicque;

// More than one block, and a tail that fills no vector of any width.
constexpr std::size_t n = 603;

std::vector<double> draw(std::uint32_t number, double low, double high) {
  random::Stream stream{7, random::Purpose::initial_state, number, 0, 0};
  std::vector<double> values(n);
  for (double& value : values) value = low + (high - low) * stream.uniform();
  return values;
}

struct Result {
  std::vector<std::uint32_t> spikes;
  std::vector<std::uint64_t> bits;
};

/// Two hundred steps of neurons with a receptor of each kind, driven hard enough to fire often.
Result run(const kernels::KernelSet& set, bool per_neuron) {
  std::vector<double> V_m = draw(1, -70, -50), I = draw(2, 0, 900), I2 = draw(3, 0, 300), rise = draw(4, 0, 100);
  const std::vector<double> I_ext = draw(5, 300, 700), jumps = draw(6, -1, 1), decay = draw(7, 0.9, 0.99);
  const std::vector<double> to_V = draw(8, 1e-4, 4e-4), leak = draw(9, -0.02, -0.005), E_L = draw(10, -72, -68);
  const std::vector<double> V_th = draw(11, -56, -54), V_reset = draw(12, -71, -69), I_e = draw(13, 0, 50);
  std::vector<std::int32_t> refractory(n, 0), steps(n, 20);
  std::vector<double> arriving[3] = {jumps, draw(14, 0, 20), draw(15, 0, 20)};
  const std::vector<double> arrivals[3] = {arriving[0], arriving[1], arriving[2]};

  kernels::ReceptorPass passes[3];
  passes[0] = {.kind = kernels::ReceptorPass::Kind::delta, .arriving = arriving[0].data()};
  passes[1] = {.kind = kernels::ReceptorPass::Kind::one_stage,
               .arriving = arriving[1].data(),
               .I = I.data(),
               .I_decay = decay.data(),
               .I_to_V = to_V.data()};
  passes[2] = {.kind = kernels::ReceptorPass::Kind::two_stage,
               .arriving = arriving[2].data(),
               .I = I2.data(),
               .rise = rise.data(),
               .I_decay = decay.data(),
               .I_to_V = to_V.data(),
               .rise_decay = decay.data(),
               .rise_to_I = to_V.data(),
               .rise_to_V = to_V.data(),
               .rise_per_weight = decay.data()};
  const kernels::LifPass pass = {.V_m = V_m.data(),
                                 .refractory = refractory.data(),
                                 .I_ext = I_ext.data(),
                                 .I_e = I_e.data(),
                                 .current_to_V = to_V.data(),
                                 .leak = leak.data(),
                                 .E_L = E_L.data(),
                                 .V_th = V_th.data(),
                                 .V_reset = V_reset.data(),
                                 .refractory_steps = steps.data(),
                                 .receptors = passes,
                                 .n_receptors = 3,
                                 .per_neuron = per_neuron};
  Result result;
  std::vector<std::uint32_t> fired(n + 1);
  for (int step = 0; step < 200; ++step) {
    for (int r = 0; r < 3; ++r) arriving[r] = arrivals[r];
    // Ranges as the shards of three threads have them.
    for (const auto& [begin, end] : {std::pair{0U, 192U}, {192U, 448U}, {448U, 603U}}) {
      const std::uint32_t count = set.lif(pass, begin, end, fired.data());
      result.spikes.insert(result.spikes.end(), fired.begin(), fired.begin() + count);
    }
    for (const auto* values : {&V_m, &I, &I2, &rise}) {
      for (const double value : *values) result.bits.push_back(std::bit_cast<std::uint64_t>(value));
    }
    for (const auto& values : arriving) BOOST_REQUIRE((values == std::vector<double>(n, 0.0)));
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kernels)

BOOST_AUTO_TEST_CASE(instruction_sets_give_the_same_bits) {
  for (const bool per_neuron : {false, true}) {
    const Result plain = run(lapicque::kernels::available().front(), per_neuron);
    BOOST_TEST(plain.spikes.size() > 500U);
    for (const auto& set : lapicque::kernels::available()) {
      const Result other = run(set, per_neuron);
      BOOST_TEST((other.spikes == plain.spikes), set.isa);
      BOOST_TEST((other.bits == plain.bits), set.isa);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
