#include "random/value_table.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bits.hpp"
#include "random/philox.hpp"
#include "random/stream.hpp"
#include "statistics.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;
using random::DelayTable;
using random::WeightGrid;
using random::WeightQuantile;
using random::WeightTable;

constexpr double infinity = std::numeric_limits<double>::infinity();

// Cumulative distributions and moments by the system's functions, independent of ours.

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }
double normal_density(double z) { return std::isinf(z) ? 0.0 : std::exp(-0.5 * z * z) / std::sqrt(2.0 * M_PI); }

struct Below {
  double x;
  double operator()(const Uniform& d) const { return std::clamp((x - d.low) / (d.high - d.low), 0.0, 1.0); }
  double operator()(const Normal& d) const { return normal_below((x - d.mean) / d.std); }
  double operator()(const LogNormal& d) const { return x <= 0.0 ? 0.0 : normal_below((std::log(x) - d.mu) / d.sigma); }
  double operator()(const Exponential& d) const { return x <= 0.0 ? 0.0 : -std::expm1(-x / d.mean); }
};

struct Bounds {
  double min, max;
};
Bounds bounds_of(const Distribution& distribution) {
  if (const auto* d = std::get_if<Uniform>(&distribution)) return {d->low, d->high};
  if (const auto* d = std::get_if<Normal>(&distribution)) return {d->min, d->max};
  if (const auto* d = std::get_if<LogNormal>(&distribution)) return {d->min, d->max};
  const auto& d = std::get<Exponential>(distribution);
  return {d.min, d.max};
}

/// Share of the draws, redrawn until within bounds, below x.
double share_below(const Distribution& distribution, double x) {
  const auto [min, max] = bounds_of(distribution);
  const double least = std::visit(Below{min}, distribution);
  const double most = std::visit(Below{max}, distribution);
  return (std::visit(Below{std::clamp(x, min, max)}, distribution) - least) / (most - least);
}

struct Moments {
  double mean, std;
};

Moments from_raw(double first, double second) { return {first, std::sqrt(second - first * first)}; }

struct Exact {
  Moments operator()(const Uniform& d) const { return {0.5 * (d.low + d.high), (d.high - d.low) / std::sqrt(12.0)}; }
  Moments operator()(const Normal& d) const {
    const double a = (d.min - d.mean) / d.std, b = (d.max - d.mean) / d.std;
    const double inside = normal_below(b) - normal_below(a);
    const double shift = (normal_density(a) - normal_density(b)) / inside;
    const double edges = (std::isinf(a) ? 0.0 : a * normal_density(a)) - (std::isinf(b) ? 0.0 : b * normal_density(b));
    return {d.mean + d.std * shift, d.std * std::sqrt(1.0 + edges / inside - shift * shift)};
  }
  Moments operator()(const LogNormal& d) const {
    const double a = (std::log(d.min) - d.mu) / d.sigma, b = (std::log(d.max) - d.mu) / d.sigma;
    const auto raw = [&](double k) {
      return std::exp(k * d.mu + 0.5 * k * k * d.sigma * d.sigma) *
             (normal_below(b - k * d.sigma) - normal_below(a - k * d.sigma)) / (normal_below(b) - normal_below(a));
    };
    return from_raw(raw(1.0), raw(2.0));
  }
  Moments operator()(const Exponential& d) const {
    const auto tail = [&](double x, int k) {  // integral of t^k over the distribution beyond x
      if (std::isinf(x)) return 0.0;
      const double m = d.mean;
      return std::exp(-x / m) * (k == 0 ? 1.0 : k == 1 ? x + m : x * x + 2.0 * m * x + 2.0 * m * m);
    };
    const auto raw = [&](int k) { return (tail(d.min, k) - tail(d.max, k)) / (tail(d.min, 0) - tail(d.max, 0)); };
    return from_raw(raw(1), raw(2));
  }
};

struct Case {
  std::string name;
  Distribution distribution;
};

std::vector<Case> weights() {
  return {
      {"uniform", Uniform{0.0, 2.0}},
      {"uniform, two sides", Uniform{-1.0, 3.0}},
      {"uniform, negative", Uniform{-5.5, -0.3}},
      {"uniform, narrow", Uniform{100.0, 101.0}},
      {"normal", Normal{87.8, 8.78}},
      {"normal, min 0", Normal{87.8, 8.78, 0.0, infinity}},
      {"normal, max 0", Normal{-351.2, 35.12, -infinity, 0.0}},
      {"normal, two sides", Normal{0.0, 1.0}},
      {"normal, cut on both sides", Normal{1.0, 2.0, 0.5, 1.75}},
      {"normal, far half", Normal{0.0, 1.0, 1.5, infinity}},
      {"normal, narrow", Normal{-1000.0, 0.25}},
      {"log-normal", LogNormal{0.5, 0.5}},
      {"log-normal, broad", LogNormal{-1.0, 1.0}},
      {"log-normal, cut", LogNormal{0.0, 1.0, 0.2, 5.0}},
      {"log-normal, max", LogNormal{0.0, 2.0, 0.0, 10.0}},
      {"exponential", Exponential{3.0}},
      {"exponential, min", Exponential{3.0, 1.0, infinity}},
      {"exponential, cut", Exponential{0.02, 0.01, 0.05}},
  };
}

/// Draws weights as projections do: on a grid where there is one.
class Weights {
 public:
  explicit Weights(const Distribution& distribution) : quantile_{distribution} {
    if (random::weight_grid(distribution)) table_.emplace(distribution);
  }
  /// The step of the grid, 0 where there is none.
  [[nodiscard]] double unit() const { return table_ ? table_->grid().unit : 0.0; }
  [[nodiscard]] double draw(std::uint32_t word) const {
    return table_ ? table_->grid().weight(table_->draw(word)) : quantile_.draw(word);
  }
  [[nodiscard]] std::vector<double> draw_unit(std::uint32_t projection, std::size_t n) const {
    std::vector<double> weights(n);
    if (table_) {
      std::vector<std::uint16_t> g(n);
      table_->draw(77, projection, 7, 9, g);
      for (std::size_t k = 0; k < n; ++k) weights[k] = table_->grid().weight(g[k]);
    } else {
      quantile_.draw(77, projection, 7, 9, weights);
    }
    return weights;
  }

 private:
  WeightQuantile quantile_;
  std::optional<WeightTable> table_;
};

/// Mean and standard deviation over all words: every part of the range by samples as dense as the tables need.
Moments moments_of(const Weights& drawn) {
  double weights = 0.0, sum = 0.0, squares = 0.0;
  const double origin = drawn.draw(0x80000000U);
  const auto take = [&](std::uint32_t word, double weight) {
    const double w = drawn.draw(word) - origin;
    weights += weight;
    sum += weight * w;
    squares += weight * w * w;
  };
  for (std::uint32_t octave = 0; octave < 25; ++octave) {
    const std::uint32_t begin = 1U << octave;
    const std::uint32_t step = std::max(begin / 1024, 1U);
    for (std::uint32_t distance = begin; distance < 2 * begin; distance += step) {
      take(distance + step / 2, step);
      take(~(distance + step / 2), step);
    }
  }
  take(0, 1.0);
  take(~0U, 1.0);
  constexpr std::uint32_t tail = 1U << 25;
  constexpr std::uint32_t stride = 1U << 14;
  for (std::uint64_t word = tail; word < (std::uint64_t{1} << 32) - tail; word += stride) {
    take(static_cast<std::uint32_t>(word) + stride / 2, stride);
  }
  BOOST_REQUIRE_EQUAL(weights, 0x1p32);
  const Moments centred = from_raw(sum / weights, squares / weights);
  return {origin + centred.mean, centred.std};
}

random::Counter philox(std::uint32_t n, std::uint32_t purpose) {
  return random::philox4x32({n, 7, 9, purpose << 24 | 3}, random::key_of(77));
}

std::vector<std::uint16_t> draw_delays(const DelayTable& table, std::size_t n) {
  std::vector<std::uint16_t> delays(n + 1, 4711);
  table.draw(77, 3, 7, 9, {delays.data(), n});
  BOOST_REQUIRE_EQUAL(delays.back(), 4711U);
  delays.pop_back();
  return delays;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(value_table)

BOOST_AUTO_TEST_CASE(weights_have_mean_and_standard_deviation_of_their_distribution) {
  for (const Case& c : weights()) {
    const Weights drawn{c.distribution};
    const Moments exact = std::visit(Exact{}, c.distribution);
    const Moments found = moments_of(drawn);
    BOOST_TEST_MESSAGE(c.name << ": mean off by " << (found.mean - exact.mean) / exact.std << " std, std by "
                              << found.std / exact.std - 1.0 << " std");
    BOOST_TEST(std::fabs(found.mean - exact.mean) < 1e-4 * exact.std,
               c.name << ": mean off by " << (found.mean - exact.mean) / exact.std);
    BOOST_TEST(std::fabs(found.std - exact.std) < 1e-4 * exact.std,
               c.name << ": std off by " << found.std / exact.std - 1.0);
  }
}

BOOST_AUTO_TEST_CASE(weights_follow_their_distribution) {
  std::uint32_t projection = 0;
  for (const Case& c : weights()) {
    const Weights drawn{c.distribution};
    std::vector<double> values = drawn.draw_unit(++projection, 1000000);
    // A weight stands for the half of a grid step on either side.
    random::Stream within{5, random::Purpose::initial_state, projection, 0, 0};
    for (double& value : values) value += drawn.unit() * (within.uniform() - 0.5);
    BOOST_TEST(kolmogorov_excess(values, [&](double x) { return share_below(c.distribution, x); }) < 1.0, c.name);
  }
}

BOOST_AUTO_TEST_CASE(weights_rise_with_the_word_and_stay_within_bounds) {
  for (const Case& c : weights()) {
    const Weights drawn{c.distribution};
    const auto [min, max] = bounds_of(c.distribution);
    double last = -infinity;
    const auto check = [&](std::uint64_t word) {
      const double w = drawn.draw(static_cast<std::uint32_t>(word));
      BOOST_REQUIRE(w >= last);
      BOOST_REQUIRE(w >= min);
      BOOST_REQUIRE(w <= max);
      last = w;
    };
    constexpr std::uint64_t end = std::uint64_t{1} << 32;
    // All of both ends and of where tails and body meet; samples of the rest.
    for (std::uint64_t word = 0; word < 2000; ++word) check(word);
    for (std::uint64_t word = 2000; word < (1U << 25) - 1000; word += 9973) check(word);
    for (std::uint64_t word = (1U << 25) - 1000; word < (1U << 25) + 1000; ++word) check(word);
    for (std::uint64_t word = (1U << 25) + 1000; word < end - (1U << 25) - 1000; word += 99991) check(word);
    for (std::uint64_t word = end - (1U << 25) - 1000; word < end - (1U << 25) + 1000; ++word) check(word);
    for (std::uint64_t word = end - (1U << 25) + 1000; word < end - 2000; word += 9973) check(word);
    for (std::uint64_t word = end - 2000; word < end; ++word) check(word);
  }
}

BOOST_AUTO_TEST_CASE(tails_reach_to_the_last_word) {
  // The normal quantile of 2^-33.
  for (const double mean : {0.0, 60.0}) {
    const Weights drawn{Normal{mean, 1.0}};
    BOOST_TEST((drawn.unit() == 0.0) == (mean == 0.0));
    BOOST_TEST(std::fabs(drawn.draw(0) - mean + 6.3379) < 1e-3);
    BOOST_TEST(std::fabs(drawn.draw(0xFFFFFFFFU) - mean - 6.3379) < 1e-3);
  }
}

// Against quantiles by the system's functions: a root of the distribution function near the weight.
BOOST_AUTO_TEST_CASE(no_weight_is_far_from_its_quantile) {
  std::vector<Case> cases = weights();
  for (const double sigma : {0.05, 0.15, 0.2, 0.3, 1.5, 2.0, 2.5, 6.0}) {
    cases.push_back({"log-normal " + std::to_string(sigma), LogNormal{0.0, sigma}});
  }
  for (const double std : {0.05, 0.1, 0.12, 0.14, 0.2, 1.0}) {
    cases.push_back({"normal " + std::to_string(std), Normal{1.0, std}});
  }
  for (const double min : {2.0, 4.0, 5.0, 8.0}) {
    cases.push_back({"exponential from " + std::to_string(min), Exponential{1.0, min, min + 4.0}});
  }
  std::size_t on_grids = 0;
  for (const Case& c : cases) {
    const Weights drawn{c.distribution};
    on_grids += drawn.unit() != 0.0 ? 1 : 0;
    random::Stream stream{3, random::Purpose::initial_state, 1, 0, 0};
    for (int k = 0; k < 8192; ++k) {
      // Every octave of both tails.
      const std::uint32_t distance = stream.next32() >> (k % 32);
      const std::uint32_t word = k % 64 < 32 ? distance : ~distance;
      const double below = (word + 0.5) * 0x1p-32;
      const double weight = drawn.draw(word);
      const auto [low, high] = std::minmax({weight * (1.0 - 0x1p-12), weight * (1.0 + 0x1p-12)});
      constexpr double rounding = 1e-14;  // of the distribution function
      BOOST_TEST_REQUIRE(share_below(c.distribution, low) < below + rounding, c.name << " at " << word);
      BOOST_TEST_REQUIRE(share_below(c.distribution, high) > below - rounding, c.name << " at " << word);
    }
  }
  BOOST_TEST(on_grids >= 10U);
  BOOST_TEST(on_grids <= cases.size() - 15);
}

BOOST_AUTO_TEST_CASE(single_precision_stays_within_the_bounds) {
  // Both bounds lie between two numbers of single precision, of which the nearest is outside.
  const WeightQuantile to_a_tenth{Uniform{0.0, 0.1}}, from_a_tenth{Exponential{1.0, 0.1 + 0x1p-40, 0.7}};
  BOOST_TEST(static_cast<double>(0.1F) > 0.1);
  BOOST_TEST(static_cast<double>(to_a_tenth.rounded(to_a_tenth.draw(0xFFFFFFFFU))) <= 0.1);
  BOOST_TEST(to_a_tenth.rounded(0.05) == 0.05F);
  for (const std::uint32_t word : {0U, 1U, 0x80000000U, 0xFFFFFFFFU}) {
    const auto weight = static_cast<double>(from_a_tenth.rounded(from_a_tenth.draw(word)));
    BOOST_TEST(weight >= 0.1 + 0x1p-40);
    BOOST_TEST(weight <= 0.7);
  }
}

BOOST_AUTO_TEST_CASE(grids_are_powers_of_two_that_use_their_range) {
  for (const Case& c : weights()) {
    if (!random::weight_grid(c.distribution)) continue;
    const WeightTable table{c.distribution};
    const WeightGrid grid = table.grid();
    int exponent = 0;
    BOOST_TEST(std::fabs(std::frexp(grid.unit, &exponent)) == 0.5, c.name);
    const std::uint32_t low = table.draw(0), high = table.draw(0xFFFFFFFFU);
    BOOST_TEST(std::max(low, high) >= 32000U, c.name);
    if (grid.base != 0) BOOST_TEST(low <= 1U, c.name);
  }
  const auto base_of = [](const Distribution& d) { return WeightTable{d}.grid().base; };
  const auto unit_of = [](const Distribution& d) { return WeightTable{d}.grid().unit; };
  BOOST_TEST(base_of(Normal{87.8, 8.78}) == 0);
  BOOST_TEST(unit_of(Normal{87.8, 8.78}) == 0x1p-8);
  BOOST_TEST(unit_of(Normal{-87.8, 8.78}) == -0x1p-8);
  BOOST_TEST(base_of(Normal{-1000.0, 0.25}) < 0);
  BOOST_TEST(base_of(Uniform{100.0, 101.0}) == 100 << 15);
  BOOST_TEST(unit_of(Uniform{100.0, 101.0}) == 0x1p-15);
}

BOOST_AUTO_TEST_CASE(very_narrow_and_very_small_weights) {
  for (const Distribution& d : {Distribution{Normal{1e17, 1.0}}, Distribution{Uniform{1.0, 1.0 + 0x1p-51}},
                                Distribution{Uniform{0.0, 1e-320}}, Distribution{Uniform{-1e300, 1e300}}}) {
    const Weights drawn{d};
    const Support range = support(d);
    for (const std::uint32_t word : {0U, 0x40000000U, 0xFFFFFFFFU}) {
      const double w = drawn.draw(word);
      BOOST_TEST(w >= range.low);
      BOOST_TEST(w <= range.high);
    }
  }
}

BOOST_AUTO_TEST_CASE(words_of_a_unit_go_to_its_synapses_in_order) {
  for (const double mean : {0.0, 60.0}) {
    const Weights drawn{Normal{mean, 1.0}};
    random::Stream stream{77, random::Purpose::weight, 3, 7, 9};
    for (const double weight : drawn.draw_unit(3, 1001)) BOOST_REQUIRE_EQUAL(weight, drawn.draw(stream.next32()));
  }
}

// Thresholds by the distribution itself, and halves and refinements by docs/random_numbers.md.
BOOST_AUTO_TEST_CASE(delays_are_the_ones_of_the_definition) {
  for (const Distribution& d : {Distribution{Normal{1.5, 0.75, 0.1, infinity}}, Distribution{Uniform{0.5, 400.0}},
                                Distribution{LogNormal{0.0, 1.0, 0.1, 6000.0}}, Distribution{Uniform{1.01, 1.02}}}) {
    const DelayTable table{d, 0.1};
    const std::vector<std::uint16_t> delays = draw_delays(table, 3001);
    for (std::uint32_t k = 0; k < delays.size(); ++k) {
      const std::uint32_t word = philox(k / 8, 6)[k / 2 % 4];
      const std::uint64_t hi = k % 2 == 0 ? word & 0xFFFFU : word >> 16;
      BOOST_REQUIRE_EQUAL(delays[k], table.table().value(hi << 32 | philox(k / 4, 10)[k % 4]));
    }
    for (const std::size_t n : {0, 1, 2, 255, 256, 257, 511}) {
      const std::vector<std::uint16_t> some = draw_delays(table, n);
      BOOST_TEST(std::equal(some.begin(), some.end(), delays.begin()));
    }
  }
}

BOOST_AUTO_TEST_CASE(delays_change_where_the_distribution_says) {
  struct DelayCase {
    std::string name;
    Distribution distribution;
    double dt;
  };
  for (const DelayCase& c : {DelayCase{"normal", Normal{1.5, 0.75, 0.1, infinity}, 0.1},
                             {"normal, coarse", Normal{1.5, 0.75, 1.0, infinity}, 1.0},
                             {"normal, cut", Normal{1.5, 0.75, 1.0, 2.0}, 0.01},
                             {"uniform", Uniform{1.0, 2.0}, 0.1},
                             {"uniform, many steps", Uniform{1.0, 6000.0}, 0.1},
                             {"log-normal", LogNormal{0.0, 0.7, 0.1, infinity}, 0.1},
                             {"exponential", Exponential{2.0, 0.1, infinity}, 0.1},
                             {"exponential, cut", Exponential{2.0, 0.5, 3.0}, 0.1}}) {
    const DelayTable table{c.distribution, c.dt};
    const kernels::InversionView view = table.table().view();
    BOOST_TEST_REQUIRE(view.n_thresholds > 0U);
    BOOST_TEST(view.first >= 1U);
    for (std::uint32_t j = 0; j < view.n_thresholds; ++j) {
      const double edge = (view.first + j + 0.5) * c.dt;
      const double share = static_cast<double>(view.threshold[j]) / 0x1p48;
      BOOST_REQUIRE_SMALL(share - share_below(c.distribution, edge), 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(delays_at_the_ends) {
  // All within half a step of 10 steps.
  const DelayTable constant{Uniform{0.97, 1.03}, 0.1};
  BOOST_TEST(constant.table().smallest() == 10U);
  BOOST_TEST(constant.table().largest() == 10U);
  BOOST_TEST((draw_delays(constant, 500) == std::vector<std::uint16_t>(500, 10)));
  // Rounded below one step, or beyond what a delay may be.
  BOOST_TEST((DelayTable{Uniform{0.01, 0.2}, 0.1}.table().smallest()) == 1U);
  BOOST_TEST((DelayTable{Uniform{6000.0, 7000.0}, 0.1}.table().largest()) == 65535U);
}

BOOST_AUTO_TEST_CASE(delays_follow_their_distribution) {
  const Distribution distribution = Normal{1.5, 0.75, 0.1, infinity};
  const DelayTable table{distribution, 0.1};
  std::vector<double> observed(100), expected(100);
  for (const std::uint16_t delay : draw_delays(table, 1000000)) observed[std::min<std::size_t>(delay, 99)] += 1.0;
  for (int s = 1; s < 100; ++s) {
    expected[static_cast<std::size_t>(s)] =
        1e6 * (share_below(distribution, 0.1 * (s + 0.5)) - (s > 1 ? share_below(distribution, 0.1 * (s - 0.5)) : 0.0));
  }
  BOOST_TEST(chi_square_excess(observed, expected) < 1.0);
}

// A machine on which one of these differs does not give our networks.
BOOST_AUTO_TEST_CASE(bits_are_those_of_every_other_machine) {
  Checksum points, thresholds;
  for (const Case& c : weights()) {
    const Weights drawn{c.distribution};
    points.add(drawn.unit());
    for (std::uint64_t word = 0; word <= 0xFFFFFFFFU; word += 99991) {
      points.add(drawn.draw(static_cast<std::uint32_t>(word)));
    }
  }
  for (const Distribution& d :
       {Distribution{Normal{1.5, 0.75, 0.1, infinity}}, Distribution{Exponential{2.0, 0.1, infinity}},
        Distribution{LogNormal{0.0, 0.7, 0.1, 9.0}}, Distribution{Uniform{0.5, 2.25}}}) {
    const DelayTable table{d, 0.1};
    const kernels::InversionView view = table.table().view();
    for (std::uint32_t j = 0; j < view.n_thresholds; ++j) thresholds.add(view.threshold[j]);
  }
  BOOST_TEST(points.value() == 0x79732BF20CCD167EU);
  BOOST_TEST(thresholds.value() == 0xFCC30AC09CC16A7EU);
}

BOOST_AUTO_TEST_SUITE_END()
