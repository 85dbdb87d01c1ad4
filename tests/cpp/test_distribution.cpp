#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <lapicque/distribution.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "bits.hpp"
#include "random/stream.hpp"
#include "statistics.hpp"

namespace lq = lapicque;
using lq::Distribution;
using lq::Exponential;
using lq::LogNormal;
using lq::Normal;
using lq::Support;
using lq::Uniform;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<double> draws(const Distribution& distribution, std::uint64_t seed) {
  lq::detail::random::Stream stream{seed, lq::detail::random::Purpose::weight, 0, 0, 0};
  std::vector<double> values(50000);
  for (double& value : values) value = lq::detail::random::draw(distribution, stream);
  return values;
}

double normal_share_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Kolmogorov's test of draws against the given cumulative distribution, cut to the limits.
template <class Bounded, class Cumulative>
double excess(const Bounded& d, std::uint64_t seed, Cumulative cumulative) {
  const std::vector<double> values = draws(d, seed);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const Support possible = lq::support(d);
  BOOST_TEST(*least >= possible.low);
  BOOST_TEST(*most <= possible.high);
  const double low = cumulative(d.min);
  const double kept = cumulative(d.max) - low;
  return kolmogorov_excess(values, [&](double x) { return (cumulative(x) - low) / kept; });
}

double normal_excess(const Normal& d, std::uint64_t seed) {
  return excess(d, seed, [&](double x) { return normal_share_below((x - d.mean) / d.std); });
}

double log_normal_excess(const LogNormal& d, std::uint64_t seed) {
  return excess(d, seed, [&](double x) { return x <= 0.0 ? 0.0 : normal_share_below((std::log(x) - d.mu) / d.sigma); });
}

double exponential_excess(const Exponential& d, std::uint64_t seed) {
  return excess(d, seed, [&](double x) { return x <= 0.0 ? 0.0 : -std::expm1(-x / d.mean); });
}

void expect_refusal(const Distribution& distribution, const std::string& message) {
  BOOST_CHECK_EXCEPTION(lq::validate(distribution, "weight"), std::invalid_argument,
                        [&message](const std::invalid_argument& error) {
                          BOOST_TEST(std::string{error.what()} == message);
                          return true;
                        });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(distribution)

BOOST_AUTO_TEST_CASE(uniform_draws_follow_their_distribution) {
  const Uniform d{-60.0, -50.0};
  const std::vector<double> values = draws(d, 1);
  BOOST_TEST(*std::min_element(values.begin(), values.end()) >= -60.0);
  BOOST_TEST(*std::max_element(values.begin(), values.end()) <= -50.0);
  BOOST_TEST(kolmogorov_excess(values, [](double x) { return (x + 60.0) / 10.0; }) < 1.0);
}

BOOST_AUTO_TEST_CASE(uniform_draws_stay_inside_where_the_ends_are_neighbours) {
  const Uniform d{1.0, std::nextafter(1.0, 2.0)};
  for (const double value : draws(d, 2)) BOOST_REQUIRE((value == d.low || value == d.high));
}

BOOST_AUTO_TEST_CASE(normal_draws_follow_their_distribution) {
  BOOST_TEST(normal_excess({.mean = 87.8, .std = 8.78}, 3) < 1.0);
  BOOST_TEST(normal_excess({.mean = -1.0, .std = 2.0, .min = -1.5, .max = 4.0}, 4) < 1.0);
  // Two standard deviations out, 2.3 % of the draws are kept.
  BOOST_TEST(normal_excess({.mean = 0.0, .std = 1.0, .min = 2.0}, 5) < 1.0);
}

BOOST_AUTO_TEST_CASE(log_normal_draws_follow_their_distribution) {
  BOOST_TEST(log_normal_excess({.mu = -0.64, .sigma = 0.51}, 6) < 1.0);
  BOOST_TEST(log_normal_excess({.mu = 1.0, .sigma = 2.0, .min = 0.1, .max = 20.0}, 7) < 1.0);
}

BOOST_AUTO_TEST_CASE(exponential_draws_follow_their_distribution) {
  BOOST_TEST(exponential_excess({.mean = 3.5}, 8) < 1.0);
  BOOST_TEST(exponential_excess({.mean = 0.2, .min = 0.1, .max = 0.5}, 9) < 1.0);
}

BOOST_AUTO_TEST_CASE(support_is_what_53_bits_can_reach) {
  // Quantile of the normal distribution at 1 - 2^-53 by mpmath.
  const double deviate = 8.2095361516013874;
  const Support normal = lq::support(Normal{.mean = 10.0, .std = 2.0});
  BOOST_TEST(std::fabs(normal.low - (10.0 - 2.0 * deviate)) < 1e-13);
  BOOST_TEST(std::fabs(normal.high - (10.0 + 2.0 * deviate)) < 1e-13);
  const Support log_normal = lq::support(LogNormal{.mu = 1.0, .sigma = 0.5});
  BOOST_TEST(std::fabs(log_normal.low / std::exp(1.0 - 0.5 * deviate) - 1.0) < 1e-13);
  BOOST_TEST(std::fabs(log_normal.high / std::exp(1.0 + 0.5 * deviate) - 1.0) < 1e-13);
  const Support exponential = lq::support(Exponential{.mean = 2.0});
  BOOST_TEST(std::fabs(exponential.low / 0x1p-52 - 1.0) < 1e-13);
  BOOST_TEST(std::fabs(exponential.high / (2.0 * 53.0 * std::log(2.0)) - 1.0) < 1e-13);
  const Support uniform = lq::support(Uniform{-2.0, 3.0});
  BOOST_TEST(uniform.low == -2.0);
  BOOST_TEST(uniform.high == 3.0);
}

BOOST_AUTO_TEST_CASE(support_is_cut_to_the_limits) {
  const Support normal = lq::support(Normal{.mean = 10.0, .std = 2.0, .min = 9.5, .max = 40.0});
  BOOST_TEST(normal.low == 9.5);
  BOOST_TEST(normal.high < 27.0);
  const Support log_normal = lq::support(LogNormal{.mu = 0.0, .sigma = 1.0, .min = -1.0, .max = 2.0});
  BOOST_TEST(log_normal.low > 0.0);
  BOOST_TEST(log_normal.high == 2.0);
  const Support exponential = lq::support(Exponential{.mean = 2.0, .min = 0.5});
  BOOST_TEST(exponential.low == 0.5);
  BOOST_TEST(exponential.high < 74.0);
}

BOOST_AUTO_TEST_CASE(good_distributions_are_accepted) {
  for (const Distribution& d : std::vector<Distribution>{
           Uniform{}, Uniform{-1e300, 1e300}, Normal{}, Normal{.mean = -5.0, .std = 1e-9, .min = -5.0},
           Normal{.mean = 0.0, .std = 1.0, .min = 2.3}, LogNormal{}, LogNormal{.mu = 700.0, .sigma = 1.0, .max = 1e305},
           LogNormal{.mu = 0.0, .sigma = 1.0, .min = -infinity}, Exponential{}, Exponential{.mean = 1.0, .min = 4.6}}) {
    BOOST_CHECK_NO_THROW(lq::validate(d, "weight"));
  }
}

BOOST_AUTO_TEST_CASE(bad_uniforms_are_refused) {
  expect_refusal(Uniform{not_a_number, 1.0}, "weight: low must be finite, got nan");
  expect_refusal(Uniform{0.0, infinity}, "weight: high must be finite, got inf");
  expect_refusal(Uniform{5.0, 3.0}, "weight: low must be less than high = 3, got 5");
  expect_refusal(Uniform{3.0, 3.0}, "weight: low must be less than high = 3, got 3");
  expect_refusal(Uniform{-1.7e308, 1.7e308}, "weight: high - low must be finite, got inf");
}

BOOST_AUTO_TEST_CASE(bad_normals_are_refused) {
  expect_refusal(Normal{.mean = not_a_number}, "weight: mean must be finite, got nan");
  expect_refusal(Normal{.mean = 0.0, .std = -1.0}, "weight: std must be positive and finite, got -1");
  expect_refusal(Normal{.mean = 0.0, .std = 0.0},
                 "weight: std must be positive and finite (for a single value give the number itself), got 0");
  expect_refusal(Normal{.mean = 0.0, .std = not_a_number}, "weight: std must be positive and finite, got nan");
  expect_refusal(Normal{.mean = 0.0, .std = 1.0, .min = not_a_number}, "weight: min must be a number, got nan");
  expect_refusal(Normal{.mean = 0.0, .std = 1.0, .max = not_a_number}, "weight: max must be a number, got nan");
  expect_refusal(Normal{.mean = 0.0, .std = 1.0, .min = 7.0, .max = 5.0},
                 "weight: min must be less than max = 5, got 7");
  expect_refusal(Normal{.mean = 0.0, .std = 1.0, .min = infinity}, "weight: min must be less than max = inf, got inf");
  expect_refusal(Normal{.mean = 0.0, .std = 1e308},
                 "weight: the smallest value that can be drawn must be finite, got -inf");
}

BOOST_AUTO_TEST_CASE(bad_log_normals_are_refused) {
  expect_refusal(LogNormal{.mu = infinity}, "weight: mu must be finite, got inf");
  expect_refusal(LogNormal{.mu = 0.0, .sigma = -0.5}, "weight: sigma must be positive and finite, got -0.5");
  expect_refusal(LogNormal{.mu = 0.0, .sigma = 0.0},
                 "weight: sigma must be positive and finite (for a single value give the number itself), got 0");
  expect_refusal(LogNormal{.mu = 700.0, .sigma = 2.0},
                 "weight: the largest value that can be drawn must be finite, got inf");
}

BOOST_AUTO_TEST_CASE(bad_exponentials_are_refused) {
  expect_refusal(Exponential{.mean = 0.0}, "weight: mean must be positive and finite, got 0");
  expect_refusal(Exponential{.mean = -2.0}, "weight: mean must be positive and finite, got -2");
  expect_refusal(Exponential{.mean = infinity}, "weight: mean must be positive and finite, got inf");
  expect_refusal(Exponential{.mean = 1e307}, "weight: the largest value that can be drawn must be finite, got inf");
}

BOOST_AUTO_TEST_CASE(limits_that_keep_next_to_nothing_are_refused) {
  for (const Distribution& d : std::vector<Distribution>{
           Normal{.mean = 0.0, .std = 1.0, .min = 2.4}, Normal{.mean = 0.0, .std = 1.0, .min = -0.01, .max = 0.01},
           LogNormal{.mu = 0.0, .sigma = 1.0, .min = -2.0, .max = 0.0}, Exponential{.mean = 1.0, .min = 4.7},
           Exponential{.mean = 1.0, .min = -1.0, .max = 0.0}}) {
    BOOST_CHECK_EXCEPTION(lq::validate(d, "delay"), std::invalid_argument, [](const std::invalid_argument& error) {
      const std::string message = error.what();
      return message.starts_with(
                 "delay: [min, max] must be a range that keeps at least 1 % of the distribution, got [") &&
             message.ends_with(" %");
    });
  }
}

// A machine on which this differs does not give our networks.
BOOST_AUTO_TEST_CASE(bits_are_those_of_every_other_machine) {
  Checksum bits;
  for (const Distribution& d :
       std::vector<Distribution>{Uniform{-3.0, 5.0}, Normal{.mean = 1.5, .std = 0.3, .min = 1.0},
                                 LogNormal{.mu = -0.64, .sigma = 0.51}, Exponential{.mean = 2.5, .max = 9.0}}) {
    lq::detail::random::Stream stream{7, lq::detail::random::Purpose::delay, 1, 2, 3};
    for (int i = 0; i < 2000; ++i) bits.add(lq::detail::random::draw(d, stream));
  }
  BOOST_TEST(bits.value() == 0x4162C902C32BA8ACU);
}

BOOST_AUTO_TEST_SUITE_END()
