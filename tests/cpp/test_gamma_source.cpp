#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "random/gamma.hpp"
#include "random/stream.hpp"
#include "statistics.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

/// Lower regularised incomplete gamma function by its series, fast enough for x < a + 40.
double gamma_cumulative(double a, double x) {
  if (x <= 0.0) return 0.0;
  double term = 1.0 / a;
  double sum = term;
  for (double k = a + 1.0; term > 1e-17 * sum; k += 1.0) sum += term *= x / k;
  return std::min(1.0, sum * std::exp(a * std::log(x) - x - std::lgamma(a)));
}

std::vector<double> draw_many(double shape, std::uint32_t n) {
  std::vector<double> values;
  for (std::uint32_t i = 0; i < n; ++i) {
    random::Stream stream{11, random::Purpose::gamma_source, 3, i, 7};
    values.push_back(random::gamma(shape, stream));
  }
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gamma_source)

BOOST_AUTO_TEST_CASE(draws_follow_the_gamma_distribution) {
  constexpr std::uint32_t n = 200'000;
  for (const double shape : {0.05, 0.3, 0.999, 1.0, 1.5, 4.0, 30.0, 400.0}) {
    const std::vector<double> values = draw_many(shape, n);
    BOOST_TEST(kolmogorov_excess(values, [=](double x) { return gamma_cumulative(shape, x); }) < 1.0, shape);
    double mean = 0.0, variance = 0.0;
    for (const double x : values) mean += x / n;
    for (const double x : values) variance += (x - shape) * (x - shape) / n;
    BOOST_TEST(std::fabs(mean - shape) < 3.3 * std::sqrt(shape / n), "shape " << shape);
    // The fourth central moment is 3 shape^2 + 6 shape.
    const double spread = std::sqrt((2.0 * shape * shape + 6.0 * shape) / n);
    BOOST_TEST(std::fabs(variance - shape) < 3.3 * spread, "shape " << shape);
  }
}

BOOST_AUTO_TEST_CASE(draws_of_a_huge_shape_are_normal) {
  constexpr double shape = 1e9;
  std::vector<double> values = draw_many(shape, 100'000);
  for (double& x : values) x = (x - shape) / std::sqrt(shape);
  BOOST_TEST(kolmogorov_excess(values, [](double z) { return 0.5 * std::erfc(-z * std::sqrt(0.5)); }) < 1.0);
}

BOOST_AUTO_TEST_CASE(a_stream_can_start_at_any_block) {
  random::Stream whole{3, random::Purpose::gamma_source, 1, 2, 3};
  random::Stream later{3, random::Purpose::gamma_source, 1, 2, 3, 5};
  for (int i = 0; i < 20; ++i) whole.next32();
  for (int i = 0; i < 100; ++i) BOOST_REQUIRE_EQUAL(later.next32(), whole.next32());
}

BOOST_AUTO_TEST_CASE(sources_refuse_what_they_cannot_draw) {
  Network net;
  BOOST_CHECK_THROW(net.add_gamma_source(1, -1.0, 2.0), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_gamma_source(1, 10.0, 0.0), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_gamma_source(1, 10.0, 1e10), std::invalid_argument);
  BOOST_CHECK_THROW(net.add_gamma_source(2, std::vector<double>{1.0}, 1.0), std::invalid_argument);
  BOOST_TEST(net.populations().empty());
  net.add_gamma_source(2, std::vector<double>{0.0, 100.0}, 3.0, "trains");
  net.run(10.0);
}

BOOST_AUTO_TEST_SUITE_END()
