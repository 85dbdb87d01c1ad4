#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <span>
#include <string>

#include <boost/test/unit_test.hpp>

#include <lapicque/lapicque.hpp>

#include "connectivity/build_table.hpp"
#include "connectivity/projection_plan.hpp"
#include "connectivity_fixture.hpp"
#include "statistics.hpp"

using namespace lapicque;
using namespace lapicque::detail;
using namespace lapicque::test;

namespace {

Pairs some_pairs(std::int64_t n, std::int64_t n_pre, std::int64_t n_post) {
  Pairs pairs;
  for (std::int64_t j = 0; j < n; ++j) {
    pairs.pre.push_back(j * 17 % n_pre);
    pairs.post.push_back(j * j % n_post);
  }
  return pairs;
}

Matrix some_matrix(std::int64_t n_pre, std::int64_t n_post) {
  Matrix matrix{n_pre, n_post, {}, {}, {}};
  for (std::int64_t j = 0; j < n_pre * n_post; j += 11) {
    matrix.pre.push_back(j / n_post);
    matrix.post.push_back(j % n_post);
    matrix.weight.push_back(std::sqrt(static_cast<double>(j)) - 3.0);
  }
  return matrix;
}

std::vector<Rule> all_rules(std::uint32_t n_pre, std::uint32_t n_post) {
  std::vector<Rule> rules{AllToAll{},
                          AllToAll{false},
                          FixedProbability{0.03},
                          FixedProbability{0.4, false},
                          FixedIndegree{7},
                          FixedIndegree{n_pre - 3, false, false},
                          FixedOutdegree{31},
                          FixedOutdegree{n_post / 2, false, false},
                          FixedTotal{5000},
                          FixedTotal{5000, false, false},
                          some_pairs(3000, n_pre, n_post),
                          some_matrix(n_pre, n_post)};
  if (n_pre == n_post) rules.emplace_back(OneToOne{});
  return rules;
}

std::vector<double> weights_of(const std::vector<FoundSynapse>& synapses) {
  std::vector<double> weights;
  for (const FoundSynapse& s : synapses) weights.push_back(s.weight);
  return weights;
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

}  // namespace

BOOST_AUTO_TEST_SUITE(synapse_table)

BOOST_AUTO_TEST_CASE(no_split_changes_the_network) {
  const std::uint32_t n = 2300;
  struct Selections {
    SelectionMap pre;
    SelectionMap post;
  };
  const std::vector<Selections> selections{{SelectionMap{0, 50}, SelectionMap{0, n}},
                                           {SelectionMap{17, 40}, SelectionMap{1000, 1200}},
                                           {strided(2, 40, 9), strided(1, 1100, 2)},
                                           {scattered(160), scattered(n)},
                                           {strided(1, 80, 2), strided(0, 80, 3)}};
  struct Values {
    Value weight;
    Value delay;
  };
  const std::vector<Values> values{{2.5, 1.0},
                                   {Normal{1.0, 0.3, 0.0}, 1.0},
                                   {2.5, Uniform{0.1, 3.0}},
                                   {LogNormal{0.1, 0.5}, Normal{1.5, 0.75, 0.1, 6.0}}};
  for (const auto& [pre, post] : selections) {
    for (const Rule& rule : all_rules(pre.size(), post.size())) {
      for (const auto& [weight, delay] : values) {
        const Sample sample{.n_sources = n,
                            .n_targets = n,
                            .rule = rule,
                            .same = true,
                            .pre = pre,
                            .post = post,
                            .weight = weight,
                            .delay = delay};
        const auto whole = synapses(sample);
        BOOST_REQUIRE(!whole.empty());
        for (const std::uint32_t parts : {2U, 3U, 7U}) BOOST_REQUIRE(whole == synapses_in_parts(sample, parts));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(values_do_not_disturb_the_connections) {
  for (const Rule& rule : all_rules(60, 2300)) {
    const Sample plain{.n_sources = 60, .n_targets = 2300, .rule = rule};
    Sample drawn = plain;
    drawn.weight = Normal{};
    drawn.delay = Uniform{0.1, 2.0};
    const auto pairs = [](const Sample& sample) {
      std::multiset<std::pair<std::uint32_t, std::uint32_t>> result;
      for (const FoundSynapse& s : synapses(sample)) result.emplace(s.source, s.target);
      return result;
    };
    BOOST_CHECK(pairs(plain) == pairs(drawn));
  }
}

BOOST_AUTO_TEST_CASE(a_weight_that_all_have_is_stored_once) {
  const auto check = [](const Sample& sample, double weight) {
    const auto table = sample.table();
    BOOST_CHECK(table.kind == WeightKind::constant);
    BOOST_CHECK_EQUAL(table.data.size(), 2 * table.size());
    for (const FoundSynapse& synapse : unpack(table, sample.n_sources)) BOOST_REQUIRE_EQUAL(synapse.weight, weight);
  };
  check({.n_sources = 10, .n_targets = 10, .rule = AllToAll{}, .weight = -3.5}, -3.5);
  check({.n_sources = 3, .n_targets = 3, .rule = OneToOne{}, .weight = std::vector<double>(3, 0.1)}, 0.1);
  check({.n_sources = 9, .n_targets = 9, .rule = AllToAll{}, .weight = Normal{2.0, 0.0}}, 2.0);
}

BOOST_AUTO_TEST_CASE(given_weights_take_the_narrowest_type_that_holds_them_exactly) {
  const auto kind = [](const std::vector<double>& weights) {
    const Sample sample{.n_sources = 3, .n_targets = 3, .rule = OneToOne{}, .weight = weights};
    const auto table = sample.table();
    BOOST_CHECK_EQUAL(table.data.size(), 3 * (2 + weight_bytes(table.kind)));
    std::vector<double> kept(3);
    for (const FoundSynapse& s : unpack(table, 3)) kept[s.source] = s.weight;
    BOOST_TEST(kept == weights, boost::test_tools::per_element());
    return table.kind;
  };
  BOOST_CHECK(kind({1.0, -32768.0, 32767.0}) == WeightKind::int16);
  BOOST_CHECK(kind({1.0, -32769.0, 32767.0}) == WeightKind::float32);
  BOOST_CHECK(kind({0.5, 16777216.0, -0x1p127}) == WeightKind::float32);
  BOOST_CHECK(kind({0.5, 16777217.0, 1.0}) == WeightKind::float64);
  BOOST_CHECK(kind({0.1, 1.0, 2.0}) == WeightKind::float64);
  BOOST_CHECK(kind({1e300, 1.0, 2.0}) == WeightKind::float64);
}

BOOST_AUTO_TEST_CASE(projections_in_one_table_are_those_of_tables_of_their_own) {
  const std::uint32_t n = 900;
  const std::vector<Sample> samples{
      {.n_sources = 50, .n_targets = n, .rule = FixedTotal{9000}, .delay = Normal{1.5, 0.7, 0.1}, .id = 1},
      {.n_sources = 50, .n_targets = n, .rule = FixedIndegree{7}, .weight = -2.0, .delay = 0.3, .id = 2},
      {.n_sources = 50,
       .n_targets = n,
       .rule = FixedProbability{0.1},
       .pre = strided(1, 20, 2),
       .post = scattered(n),
       .weight = 0.1,
       .delay = Uniform{0.1, 9.0},
       .id = 3}};
  std::vector<ProjectionPlan> plans;
  for (const Sample& sample : samples) plans.push_back(sample.plan());
  const TargetRange range{100, 850};
  std::vector<TablePlan> parts;
  for (const ProjectionPlan& plan : plans) {
    parts.push_back({&plan, range, static_cast<std::uint32_t>(5 + parts.size() * 800)});
  }
  std::vector<double> loads(65536);
  const SynapseTable table = build_table(parts, loads);
  BOOST_REQUIRE_EQUAL(table.parts.size(), samples.size());
  std::size_t total = 0;
  for (std::size_t p = 0; p < samples.size(); ++p) {
    const auto alone = unpack(samples[p].table(range), 50);
    BOOST_CHECK(!alone.empty());
    BOOST_CHECK(unpack(table, 50, p) == alone);
    total += alone.size();
    std::vector<double> expected(range.end - range.begin);
    for (const FoundSynapse& s : alone) expected[s.target - range.begin] += 1.0;
    BOOST_CHECK(std::ranges::equal(expected, std::span{loads}.subspan(parts[p].first_target, expected.size())));
  }
  BOOST_CHECK_EQUAL(total, table.size());
}

BOOST_AUTO_TEST_CASE(drawn_weights_have_their_distribution) {
  const auto distance = [](const Distribution& distribution, auto cdf, const Rule& rule) {
    const auto drawn = synapses({.n_sources = 40, .n_targets = 1500, .rule = rule, .weight = distribution});
    const auto [low, high] = support(distribution);
    const auto [least, most] = std::ranges::minmax(weights_of(drawn));
    const double unit = std::abs(weight_format(rule, distribution).unit);
    BOOST_CHECK_GE(least, low - unit);
    BOOST_CHECK_LE(most, high + unit);
    return kolmogorov(weights_of(drawn), cdf);
  };
  const auto uniform = [](double x) { return (x + 1.0) / 4.0; };
  const auto normal = [](double x) { return normal_cdf((x - 87.8) / 8.78); };
  const auto truncated = [](double x) {
    return (normal_cdf(x) - normal_cdf(-0.5)) / (normal_cdf(2.0) - normal_cdf(-0.5));
  };
  const auto lognormal = [](double x) {
    return normal_cdf((std::log(x) - 0.2) / 0.6) / normal_cdf((std::log(9.0) - 0.2) / 0.6);
  };
  const auto exponential = [](double x) { return (1.0 - std::exp(-x / 3.0)) / (1.0 - std::exp(-2.0)); };
  for (const Rule& rule : {Rule{AllToAll{}}, Rule{FixedProbability{0.5}}, Rule{FixedIndegree{20}},
                           Rule{FixedTotal{30000}}, Rule{some_pairs(30000, 40, 1500)}}) {
    BOOST_CHECK_LT(distance(Uniform{-1.0, 3.0}, uniform, rule), 2.0);
    BOOST_CHECK_LT(distance(Normal{87.8, 8.78}, normal, rule), 2.0);
    BOOST_CHECK_LT(distance(Normal{0.0, 1.0, -0.5, 2.0}, truncated, rule), 2.0);
    BOOST_CHECK_LT(distance(LogNormal{0.2, 0.6, 0.0, 9.0}, lognormal, rule), 2.0);
    BOOST_CHECK_LT(distance(Exponential{3.0, 0.0, 6.0}, exponential, rule), 2.0);
  }
}

BOOST_AUTO_TEST_CASE(drawn_weights_are_multiples_of_a_power_of_two) {
  for (const Distribution& distribution :
       {Distribution{Uniform{2.0, 6.0}}, Distribution{Normal{-50.0, 5.0, -100.0, 0.0}},
        Distribution{Normal{1000.0, 1e-3}}, Distribution{LogNormal{0.1, 0.15}}}) {
    const Sample sample{.n_sources = 20, .n_targets = 1000, .rule = AllToAll{}, .weight = distribution};
    const WeightFormat format = weight_format(sample.rule, sample.weight);
    BOOST_REQUIRE(is_grid(format.kind));
    int exponent = 0;
    BOOST_CHECK_EQUAL(std::abs(std::frexp(format.unit, &exponent)), 0.5);
    const auto table = sample.table();
    BOOST_CHECK_EQUAL(table.synapse_bytes(), 4U);
    std::set<double> numbers;
    for (const FoundSynapse& s : unpack(table, 20)) numbers.insert(s.weight / format.unit);
    for (const double number : numbers) BOOST_REQUIRE_EQUAL(number, std::round(number));
    BOOST_CHECK_GT(numbers.size(), 1000U);
    BOOST_CHECK_LT(*numbers.rbegin() - *numbers.begin(), 65536.0);
  }
}

BOOST_AUTO_TEST_CASE(weights_drawn_near_zero_are_real_numbers_of_the_narrowest_type) {
  const auto format_of = [](const Distribution& distribution) {
    return weight_format(Rule{AllToAll{}}, Value{distribution});
  };
  const double huge = 1e40;
  for (const Distribution& distribution : {Distribution{Normal{}}, Distribution{LogNormal{0.1, 2.0}},
                                           Distribution{Exponential{3.0}}, Distribution{Uniform{0.0, 1e-15}}}) {
    BOOST_TEST((format_of(distribution) == WeightFormat{.kind = WeightKind::float32}));
  }
  for (const Distribution& distribution :
       {Distribution{Uniform{-huge, huge}}, Distribution{LogNormal{0.0, 12.0}}, Distribution{Exponential{1e-36}}}) {
    BOOST_TEST((format_of(distribution) == WeightFormat{.kind = WeightKind::float64}));
  }
}

BOOST_AUTO_TEST_CASE(drawn_delays_have_their_distribution) {
  for (const Rule& rule : {Rule{AllToAll{}}, Rule{FixedIndegree{20}}, Rule{some_pairs(60000, 40, 1500)}}) {
    const Sample sample{.n_sources = 40, .n_targets = 1500, .rule = rule, .delay = Normal{1.5, 0.75, 0.1}};
    std::vector<double> counts(200);
    const auto drawn = synapses(sample);
    for (const FoundSynapse& s : drawn) ++counts.at(s.delay);
    const double all = 1.0 - normal_cdf((0.1 - 1.5) / 0.75);
    double chi_square = 0.0;
    double cells = 0.0;
    for (std::size_t d = 1; d < 36; ++d) {
      const double step = static_cast<double>(d);
      const double low = d == 1 ? 0.1 : 0.1 * (step - 0.5);
      const double p = (normal_cdf((0.1 * (step + 0.5) - 1.5) / 0.75) - normal_cdf((low - 1.5) / 0.75)) / all;
      const double mean = p * static_cast<double>(drawn.size());
      chi_square += (counts[d] - mean) * (counts[d] - mean) / mean;
      cells += 1.0;
    }
    BOOST_CHECK_SMALL(chi_square_z(chi_square, cells), 4.0);
  }
}

BOOST_AUTO_TEST_CASE(weights_and_delays_are_independent) {
  const Sample sample{
      .n_sources = 40, .n_targets = 1500, .rule = AllToAll{}, .weight = Uniform{}, .delay = Uniform{0.1, 100.0}};
  double covariance = 0.0;
  const auto drawn = synapses(sample);
  for (const FoundSynapse& s : drawn) covariance += (s.weight - 0.5) * (s.delay - 500.5);
  const auto n = static_cast<double>(drawn.size());
  BOOST_CHECK_SMALL(covariance / std::sqrt(n * (1.0 / 12.0) * (999.0 * 999.0 / 12.0)), 4.0);
}

BOOST_AUTO_TEST_CASE(long_rare_delays_are_ordered_too) {
  for (const Rule& rule : {Rule{FixedProbability{0.05}}, Rule{FixedIndegree{4}}}) {
    const Sample sample{.n_sources = 30, .n_targets = 700, .rule = rule, .delay = Uniform{0.1, 6553.5}};
    const auto drawn = synapses(sample);
    std::vector<double> delays;
    for (const FoundSynapse& s : drawn) delays.push_back(s.delay);
    BOOST_CHECK_LT(kolmogorov(delays, [](double d) { return d / 65535.0; }), 2.0);
    BOOST_CHECK(drawn == synapses_in_parts(sample, 3));
  }
}

BOOST_AUTO_TEST_CASE(segments_end_where_their_count_does) {
  const Sample sample{.n_sources = 2, .n_targets = 200, .rule = FixedOutdegree{150000}, .delay = Uniform{0.06, 0.24}};
  const auto table = sample.table();  // delays of one and two steps
  BOOST_CHECK_EQUAL(synapses(sample).size(), 300000U);
  BOOST_CHECK_GE(table.row[1].segment, 3U);
  BOOST_CHECK_EQUAL(table.segments[0].count, 65535);
}

BOOST_AUTO_TEST_CASE(arrays_reach_their_synapse) {
  const std::uint32_t n_pre = 30;
  const std::uint32_t n_post = 1100;
  std::vector<double> weight;
  std::vector<double> delay;
  for (std::uint32_t s = 0; s < n_pre; ++s) {
    for (std::uint32_t t = 0; t < n_post; ++t) {
      weight.push_back(1000.0 * s + 0.1 * t);
      delay.push_back(0.1 * (1 + (s + t) % 23));
    }
  }
  for (const SelectionMap& post : {SelectionMap{100, n_post}, strided(1, n_post, 2), scattered(3 * n_post)}) {
    BOOST_REQUIRE_EQUAL(post.size(), n_post);
    const Sample sample{.n_sources = 100,
                        .n_targets = 3 * n_post,
                        .rule = AllToAll{false},
                        .same = true,
                        .pre = strided(3, n_pre, 3),
                        .post = post,
                        .weight = weight,
                        .delay = delay};
    const auto all = synapses(sample);
    BOOST_CHECK_EQUAL(all.size(), n_pre * n_post - static_cast<std::size_t>(overlap(sample.pre, sample.post)));
    const auto misplaced = std::ranges::count_if(all, [&](const FoundSynapse& synapse) {
      const std::uint32_t s = sample.pre.place(synapse.source).value();
      const std::uint32_t t = post.place(synapse.target).value();
      return synapse.weight != 1000.0 * s + 0.1 * t || synapse.delay != 1 + (s + t) % 23;
    });
    BOOST_CHECK_EQUAL(misplaced, 0);
    BOOST_CHECK(all == synapses_in_parts(sample, 3));
  }
}

BOOST_AUTO_TEST_CASE(arrays_follow_lists) {
  const std::int64_t n = 5000;
  const Pairs pairs = some_pairs(n, 40, 900);
  std::vector<double> weight;
  std::vector<double> delay;
  std::multiset<std::tuple<std::uint32_t, std::uint32_t, std::uint16_t, double>> expected;
  for (std::int64_t j = 0; j < n; ++j) {
    weight.push_back(0.001 * static_cast<double>(j));
    delay.push_back(0.1 * static_cast<double>(1 + j % 31));
    const auto place = static_cast<std::size_t>(j);
    expected.emplace(pairs.pre[place], pairs.post[place], 1 + j % 31, weight.back());
  }
  const auto all = synapses({.n_sources = 40, .n_targets = 900, .rule = pairs, .weight = weight, .delay = delay});
  std::multiset<std::tuple<std::uint32_t, std::uint32_t, std::uint16_t, double>> found;
  for (const FoundSynapse& s : all) found.emplace(s.source, s.target, s.delay, s.weight);
  BOOST_CHECK(found == expected);
}

BOOST_AUTO_TEST_CASE(synapses_of_a_pair_keep_the_order_of_drawing) {
  const std::size_t n = 3000;
  std::vector<double> weight(n);
  for (std::size_t j = 0; j < n; ++j) weight[j] = static_cast<double>(j);
  const Sample sample{.n_sources = 3,
                      .n_targets = 4,
                      .rule = some_pairs(static_cast<std::int64_t>(n), 3, 4),
                      .weight = weight,
                      .delay = Uniform{0.1, 0.5}};
  const auto all = synapses(sample);
  std::size_t repeats = 0;
  for (std::size_t j = 1; j < n; ++j) {
    if (std::tie(all[j - 1].source, all[j - 1].delay, all[j - 1].target) !=
        std::tie(all[j].source, all[j].delay, all[j].target)) {
      continue;
    }
    BOOST_REQUIRE_LT(all[j - 1].weight, all[j].weight);
    ++repeats;
  }
  BOOST_CHECK_GT(repeats, 2000U);
}

BOOST_AUTO_TEST_CASE(plans_mean_the_neurons_of_their_selections) {
  Network net{{.seed = 12345}};
  const Population source = net.add_population(60, Lif{});
  const Population target = net.add_population(2300, Lif{});
  const auto map_of = [](const Selection& selection) {
    std::vector<std::uint32_t> neurons(selection.size());
    for (std::size_t j = 0; j < neurons.size(); ++j) neurons[j] = selection[j];
    return SelectionMap{neurons};
  };
  const std::vector<std::int64_t> picked{2299, 5, 1024, 17, 1023};
  const auto check = [&](const Population& from, const Selection& pre, const Selection& post, const Rule& rule) {
    const Value weight = Distribution{Normal{60.0, 6.0, 0.0}};
    const Value delay = Distribution{Uniform{0.1, 2.0}};
    const Projection projection = net.connect(pre, post, rule, {weight, delay, "exc"});
    const Sample sample{.n_sources = static_cast<std::uint32_t>(from.size()),
                        .n_targets = 2300,
                        .rule = rule,
                        .same = pre.population_id() == post.population_id(),
                        .pre = map_of(pre),
                        .post = map_of(post),
                        .weight = weight,
                        .delay = delay,
                        .id = projection.id()};
    const std::vector<FoundSynapse> expected = synapses(sample);
    const Synapses drawn = projection.synapses();
    BOOST_REQUIRE_EQUAL(drawn.pre.size(), expected.size());
    BOOST_CHECK(!expected.empty());
    bool same = true;
    for (std::size_t k = 0; k < expected.size(); ++k) {
      const FoundSynapse& e = expected[k];
      same = same && drawn.pre[k] == e.source && drawn.post[k] == e.target && drawn.weight[k] == e.weight &&
             drawn.delay[k] == e.delay * 0.1;
    }
    BOOST_CHECK(same);
  };
  for (const Rule& rule : {Rule{FixedProbability{0.5, false}}, Rule{FixedIndegree{2, false, false}}}) {
    check(source, source, target, rule);
    check(source, source.slice(5, 30), target.slice(100, 2000), rule);
    check(source, source.slice(59, 30, -2), target.slice(1, 700, 3), rule);
    check(target, target.select(picked), target.select(picked), rule);
    check(target, target.slice(10, 5), target.slice(0, 20), rule);
  }
}

BOOST_AUTO_TEST_SUITE_END()
