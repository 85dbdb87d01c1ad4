#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lapicque/lapicque.hpp>

namespace {

using namespace lapicque;
using namespace lapicque::detail;

const Lif passive{.E_L = 0.0, .V_th = 1e6, .V_reset = -1.0, .receptors = {{"jump", Delta{}}}};

std::string refusal_of(Network& net, const Selection& target, const Stimulus& stimulus) {
  try {
    net.stimulate(target, stimulus);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

/// Mean square of V_m over neurons, after half a second.
double mean_square(const Stimulus& stimulus, double dt, std::int64_t n) {
  Network net{{.dt = dt}};
  const Population cells = net.add_population(n, passive);
  net.stimulate(cells, stimulus);
  net.run(500.0);
  double sum = 0.0;
  for (const double V_m : cells.state("V_m")) sum += V_m * V_m;
  return sum / static_cast<double>(n);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stimulus)

// Bounds of four standard errors of a variance of n normal numbers.
BOOST_AUTO_TEST_CASE(noise_moves_the_membrane) {
  constexpr std::int64_t n = 20'000;
  const double bound = 4.0 * std::sqrt(2.0 / n);
  const double R = 10.0 / 250.0;
  const double white = R * R * 300.0 * 300.0 / 20.0;
  for (const double dt : {0.5, 2.0}) {
    BOOST_TEST(std::fabs(mean_square(WhiteNoise{.intensity = 300.0}, dt, n) / white - 1.0) < bound + 0.004);
  }
  const double process = R * R * 80.0 * 80.0 * 5.0 / 15.0;
  const double found = mean_square(OrnsteinUhlenbeck{.std = 80.0, .tau = 5.0}, 0.5, n);
  BOOST_TEST(std::fabs(found / process - 1.0) < bound + 0.002);
}

BOOST_AUTO_TEST_CASE(rates_are_numbers_arrays_or_courses) {
  Network net;
  const Population cells = net.add_population(3, passive);
  net.stimulate(cells, PoissonInput{.rate = 1e4, .weight = 1.0});
  net.stimulate(cells, PoissonInput{.rate = std::vector<double>{0.0, 1e4, 2e4}, .weight = 1.0});
  net.stimulate(cells, PoissonInput{.rate = ArrayRate{{5e3, 1e4}, 1.0}, .weight = 1.0});
  net.stimulate(cells, PoissonInput{.rate = SineRate{.offset = 1e4, .amplitude = 1e4}, .weight = 1.0});
  net.add_poisson_source(2, SineRate{.offset = 10.0, .amplitude = -10.0, .frequency = 3.0});
  net.run(10.0);
  for (const double V_m : cells.state("V_m")) BOOST_TEST(V_m > 50.0);
}

BOOST_AUTO_TEST_CASE(noise_that_makes_no_sense_is_refused) {
  Network net;
  const Population cells = net.add_population(3, passive);
  const auto refused = [&](const Stimulus& stimulus) { return refusal_of(net, cells, stimulus); };
  BOOST_TEST(refused(WhiteNoise{}) == "std must be given, or else intensity, got none");
  BOOST_TEST(refused(WhiteNoise{.std = 1.0, .intensity = 2.0}).starts_with("intensity must be left out when std"));
  BOOST_TEST(refused(WhiteNoise{.std = -1.0}).starts_with("std must be"));
  BOOST_TEST(refused(WhiteNoise{.std = std::vector<double>{1.0, 2.0}}) ==
             "std must be one value or one a target (3), got 2 values");
  BOOST_TEST(refused(WhiteNoise{.std = 1.0, .start = 0.05}).starts_with("start must be"));
  BOOST_TEST(refused(OrnsteinUhlenbeck{.std = 1.0, .tau = 0.0}).starts_with("tau must be"));
  BOOST_TEST(refused(PoissonInput{.rate = SineRate{.offset = 1.0, .amplitude = 2.0}}).starts_with("amplitude must be"));
  net.run(1.0);
  for (const double V_m : cells.state("V_m")) BOOST_TEST(V_m == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
