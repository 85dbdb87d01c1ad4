#include <cmath>
#include <variant>

#include <boost/test/unit_test.hpp>

#include "connectivity_fixture.hpp"

using namespace lapicque;
using namespace lapicque::detail;
using namespace lapicque::test;

// Every statistic is taken at a fixed seed and must lie within four standard deviations of its closed form.

BOOST_AUTO_TEST_SUITE(connectivity)

BOOST_AUTO_TEST_CASE(all_to_all_connects_every_pair_once) {
  const auto all = synapses({.n_sources = 30, .n_targets = 2100, .rule = AllToAll{}});
  BOOST_REQUIRE_EQUAL(all.size(), 30U * 2100U);
  BOOST_CHECK(!has_multapses(all));
  const auto others = synapses({.n_sources = 1100, .n_targets = 1100, .rule = AllToAll{false}, .same = true});
  BOOST_REQUIRE_EQUAL(others.size(), 1100U * 1099U);
  BOOST_CHECK(!has_autapses(others));
  BOOST_CHECK(!has_multapses(others));
}

BOOST_AUTO_TEST_CASE(autapses_are_a_matter_of_one_population) {
  BOOST_CHECK(has_autapses(synapses({.n_sources = 50, .n_targets = 50, .rule = AllToAll{false}, .same = false})));
  BOOST_CHECK(has_autapses(synapses({.n_sources = 50, .n_targets = 50, .rule = AllToAll{true}, .same = true})));
}

BOOST_AUTO_TEST_CASE(one_to_one_follows_the_places) {
  const auto one = synapses({.n_sources = 9,
                             .n_targets = 9,
                             .rule = OneToOne{},
                             .pre = strided(0, 4, 2),
                             .post = SelectionMap{{8, 1, 5, 0}}});
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected{{0, 8}, {2, 1}, {4, 5}, {6, 0}};
  BOOST_REQUIRE_EQUAL(one.size(), expected.size());
  for (std::size_t j = 0; j < one.size(); ++j) {
    BOOST_CHECK_EQUAL(one[j].source, expected[j].first);
    BOOST_CHECK_EQUAL(one[j].target, expected[j].second);
  }
}

BOOST_AUTO_TEST_CASE(fixed_probability_has_binomial_degrees) {
  for (const double p : {0.001, 0.02, 0.3, 0.9}) {
    const Sample sample{.n_sources = 600, .n_targets = 2500, .rule = FixedProbability{p}};
    const auto drawn = synapses(sample);
    BOOST_CHECK(!has_multapses(drawn));
    const double pairs = 600.0 * 2500.0;
    BOOST_CHECK_SMALL((static_cast<double>(drawn.size()) - pairs * p) / std::sqrt(pairs * p * (1.0 - p)), 4.0);
    BOOST_CHECK_SMALL(count_z(out_degrees(drawn, 600), 2500.0 * p, 2500.0 * p * (1.0 - p), 600.0), 4.0);
    BOOST_CHECK_SMALL(count_z(in_degrees(drawn, 2500), 600.0 * p, 600.0 * p * (1.0 - p), 2500.0), 4.0);
  }
}

BOOST_AUTO_TEST_CASE(fixed_probability_has_no_memory_between_neighbours) {
  // Both of two neighbouring targets are taken in a share p*p of the pairs, across the ends of blocks as well.
  const double p = 0.3;
  const Sample sample{.n_sources = 400, .n_targets = 2500, .rule = FixedProbability{p}};
  const auto drawn = synapses(sample);
  double both = 0.0;
  for (std::size_t j = 1; j < drawn.size(); ++j) {
    both += drawn[j].source == drawn[j - 1].source && drawn[j].target == drawn[j - 1].target + 1 ? 1.0 : 0.0;
  }
  const double n = 400.0 * 2499.0;
  // Neighbouring indicators share a neuron, which adds the covariances p^3 - p^4 on both sides.
  const double variance = n * (p * p - p * p * p * p + 2.0 * (p * p * p - p * p * p * p));
  BOOST_CHECK_SMALL((both - n * p * p) / std::sqrt(variance), 4.0);
}

BOOST_AUTO_TEST_CASE(fixed_probability_takes_the_ends_of_its_range) {
  const auto count = [](double p, bool autapses) {
    return synapses({.n_sources = 1500, .n_targets = 1500, .rule = FixedProbability{p, autapses}, .same = true}).size();
  };
  BOOST_CHECK_EQUAL(count(0.0, true), 0U);
  BOOST_CHECK_EQUAL(count(1.0, true), 1500U * 1500U);
  BOOST_CHECK_EQUAL(count(1.0, false), 1500U * 1499U);
  BOOST_CHECK_EQUAL(count(1e-300, true), 0U);
  BOOST_CHECK_EQUAL(count(5e-324, true), 0U);
  const double pairs = 1500.0 * 1500.0;
  BOOST_CHECK_SMALL((static_cast<double>(count(1e-4, true)) - 1e-4 * pairs) / std::sqrt(1e-4 * pairs), 4.0);
  BOOST_CHECK_GT(count(std::nextafter(1.0, 0.0), true), static_cast<std::size_t>(pairs) - 2);
}

BOOST_AUTO_TEST_CASE(fixed_probability_without_autapses_treats_all_others_alike) {
  const auto drawn =
      synapses({.n_sources = 1500, .n_targets = 1500, .rule = FixedProbability{0.1, false}, .same = true});
  BOOST_CHECK(!has_autapses(drawn));
  BOOST_CHECK_SMALL(count_z(out_degrees(drawn, 1500), 149.9, 149.9 * 0.9, 1500.0), 4.0);
  BOOST_CHECK_SMALL(count_z(in_degrees(drawn, 1500), 149.9, 149.9 * 0.9, 1500.0), 4.0);
}

BOOST_AUTO_TEST_CASE(fixed_indegree_is_exact) {
  for (const bool multapses : {true, false}) {
    for (const std::int64_t k : {0, 1, 40, 160, 299}) {
      const Sample sample{.n_sources = 300, .n_targets = 300, .rule = FixedIndegree{k, false, multapses}, .same = true};
      const auto drawn = synapses(sample);
      for (const std::int64_t degree : in_degrees(drawn, 300)) BOOST_REQUIRE_EQUAL(degree, k);
      BOOST_CHECK(!has_autapses(drawn));
      BOOST_CHECK_EQUAL(has_multapses(drawn), multapses && k > 1);
      if (k == 0 || k == 299) continue;
      const double share = 1.0 / 299.0;
      const double mean = static_cast<double>(k);
      const double variance = mean * (multapses ? 1.0 - share : 1.0 - mean * share);
      BOOST_CHECK_SMALL(count_z(out_degrees(drawn, 300), mean, variance * 300.0 / 299.0, 299.0), 4.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(fixed_indegree_multapses_are_as_frequent_as_they_should_be) {
  // Of k draws with replacement from n sources, k (k - 1)/(2 n) pairs coincide on average.
  const auto drawn = synapses({.n_sources = 500, .n_targets = 1000, .rule = FixedIndegree{50}});
  std::size_t coinciding = 0;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    for (std::size_t j = i + 1; j < drawn.size() && drawn[j].source == drawn[i].source; ++j) {
      if (drawn[j].target == drawn[i].target) ++coinciding;
    }
  }
  const double mean = 1000.0 * 50.0 * 49.0 / (2.0 * 500.0);
  BOOST_CHECK_SMALL((static_cast<double>(coinciding) - mean) / std::sqrt(mean), 4.0);
}

BOOST_AUTO_TEST_CASE(fixed_outdegree_is_exact) {
  for (const bool multapses : {true, false}) {
    for (const std::int64_t k : {0, 1, 100, 1500, 2499}) {
      const Sample sample{.n_sources = 2500,
                          .n_targets = 2500,
                          .rule = FixedOutdegree{k, false, multapses},
                          .same = true,
                          .pre = strided(5, 50, 49)};
      const auto drawn = synapses(sample);
      const auto degrees = out_degrees(drawn, 2500);
      for (std::uint32_t place = 0; place < 50; ++place) BOOST_REQUIRE_EQUAL(degrees[sample.pre[place]], k);
      BOOST_REQUIRE_EQUAL(drawn.size(), static_cast<std::size_t>(50 * k));
      BOOST_CHECK(!has_autapses(drawn));
      BOOST_CHECK_EQUAL(has_multapses(drawn), multapses && k > 1);
      if (k < 100 || k == 2499) continue;
      const double share = static_cast<double>(k) / 2500.0;
      const double variance = 50.0 * share * (multapses ? 1.0 - 1.0 / 2500.0 : 1.0 - share);
      BOOST_CHECK_SMALL(count_z(in_degrees(drawn, 2500), 50.0 * share, variance, 2499.0), 4.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(fixed_total_is_exact_and_uniform) {
  for (const bool multapses : {true, false}) {
    for (const bool autapses : {true, false}) {
      const Sample sample{
          .n_sources = 1200, .n_targets = 1200, .rule = FixedTotal{100000, autapses, multapses}, .same = true};
      const auto drawn = synapses(sample);
      BOOST_REQUIRE_EQUAL(drawn.size(), 100000U);
      BOOST_CHECK_EQUAL(has_autapses(drawn), autapses);
      BOOST_CHECK_EQUAL(has_multapses(drawn), multapses);
      const double mean = 100000.0 / 1200.0;
      const double taken = 100000.0 / (1200.0 * 1200.0);
      const double variance = mean * (multapses ? 1.0 : 1.0 - taken);  // times 1 - 1/1200 for 1199 degrees of freedom
      BOOST_CHECK_SMALL(count_z(out_degrees(drawn, 1200), mean, variance, 1199.0), 4.0);
      BOOST_CHECK_SMALL(count_z(in_degrees(drawn, 1200), mean, variance, 1199.0), 4.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(fixed_total_is_uniform_over_pairs) {
  // 12 pairs without the diagonal; each count of 1200 draws is binomial.
  std::vector<std::int64_t> counts(16);
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Sample sample{
        .n_sources = 4, .n_targets = 4, .rule = FixedTotal{120, false, true}, .same = true, .seed = seed};
    for (const FoundSynapse& s : synapses(sample)) ++counts[s.source * 4 + s.target];
  }
  for (const std::size_t diagonal : {0U, 5U, 10U, 15U}) BOOST_CHECK_EQUAL(counts[diagonal], 0);
  std::erase(counts, 0);
  BOOST_REQUIRE_EQUAL(counts.size(), 12U);
  BOOST_CHECK_SMALL(count_z(counts, 1000.0, 1000.0, 11.0), 4.0);
}

BOOST_AUTO_TEST_CASE(fixed_total_of_all_pairs_is_all_to_all) {
  for (const bool autapses : {true, false}) {
    const std::int64_t n = autapses ? 1300 * 1300 : 1300 * 1299;
    const auto total =
        synapses({.n_sources = 1300, .n_targets = 1300, .rule = FixedTotal{n, autapses, false}, .same = true});
    const auto all = synapses({.n_sources = 1300, .n_targets = 1300, .rule = AllToAll{autapses}, .same = true});
    BOOST_CHECK(total == all);
  }
}

BOOST_AUTO_TEST_CASE(many_synapses_between_two_neurons) {
  const auto one = synapses({.n_sources = 1, .n_targets = 1, .rule = FixedTotal{200000}});
  BOOST_CHECK_EQUAL(one.size(), 200000U);
  const auto table = Sample{.n_sources = 1, .n_targets = 1, .rule = FixedIndegree{70000}}.table();
  BOOST_REQUIRE_EQUAL(table.segments.size(), 2U);
  BOOST_CHECK_EQUAL(table.segments[0].count, 65535);
  BOOST_CHECK_EQUAL(table.segments[1].count, 70000 - 65535);
}

BOOST_AUTO_TEST_CASE(pairs_are_kept_with_their_multiplicity) {
  const Sample sample{.n_sources = 5,
                      .n_targets = 6,
                      .rule = Pairs{{2, 0, 2, 2, 1}, {1, 3, 0, 1, 2}},
                      .pre = SelectionMap{1, 3},
                      .post = SelectionMap{{5, 0, 2, 4}},
                      .weight = std::vector<double>{1.0, 2.0, 3.0, 4.0, 5.0}};
  const std::vector<FoundSynapse> expected{
      {1, 15, 4, 2.0}, {2, 15, 2, 5.0}, {3, 15, 0, 1.0}, {3, 15, 0, 4.0}, {3, 15, 5, 3.0}};
  BOOST_CHECK(synapses(sample) == expected);
}

BOOST_AUTO_TEST_CASE(matrix_brings_its_weights) {
  const std::vector<double> dense{0.0, 1.5, -2.5, 0.0, 0.0, 3.25};
  const Sample sample{.n_sources = 2, .n_targets = 3, .rule = Matrix::from_dense(dense, 2, 3), .weight = 77.0};
  const std::vector<FoundSynapse> expected{{0, 15, 1, 1.5}, {0, 15, 2, -2.5}, {1, 15, 2, 3.25}};
  BOOST_CHECK(synapses(sample) == expected);
}

BOOST_AUTO_TEST_CASE(selections_keep_within_themselves) {
  const std::vector<Rule> rules{AllToAll{false}, FixedProbability{0.2, false}, FixedIndegree{20, false, false},
                                FixedOutdegree{20, false}, FixedTotal{900, false, false}};
  for (const Rule& rule : rules) {
    const Sample sample{.n_sources = 1500,
                        .n_targets = 1500,
                        .rule = rule,
                        .same = true,
                        .pre = strided(3, 60, 7),
                        .post = scattered(1500)};
    const auto drawn = synapses(sample);
    BOOST_CHECK(!drawn.empty());
    BOOST_CHECK(!has_autapses(drawn));
    BOOST_CHECK(std::ranges::all_of(drawn, [&](const FoundSynapse& s) {
      return sample.pre.place(s.source).has_value() && sample.post.place(s.target).has_value();
    }));
  }
}

BOOST_AUTO_TEST_CASE(reordered_sources_change_the_draws_not_the_statistics) {
  // The stream belongs to the place: the same places in reverse give the mirrored network.
  std::vector<std::uint32_t> reverse(40);
  for (std::uint32_t i = 0; i < 40; ++i) reverse[i] = 39 - i;
  const Sample forward{.n_sources = 40, .n_targets = 1500, .rule = FixedProbability{0.1}};
  Sample backward = forward;
  backward.pre = SelectionMap{reverse};
  auto mirrored = synapses(backward);
  for (FoundSynapse& s : mirrored) s.source = 39 - s.source;
  std::ranges::sort(mirrored);
  BOOST_CHECK(mirrored == synapses(forward));
}

BOOST_AUTO_TEST_CASE(seed_and_projection_choose_the_network) {
  Sample sample{.n_sources = 40, .n_targets = 500, .rule = FixedProbability{0.1}};
  const auto first = synapses(sample);
  BOOST_CHECK(first == synapses(sample));
  sample.seed += std::uint64_t{1} << 32;
  const auto second = synapses(sample);
  BOOST_CHECK(first != second);
  sample.seed = 12345;
  sample.id += 1;
  BOOST_CHECK(first != synapses(sample));
}

BOOST_AUTO_TEST_CASE(empty_selections_give_empty_tables) {
  const std::vector<Rule> rules{AllToAll{},       OneToOne{},        FixedProbability{0.5},
                                FixedIndegree{0}, FixedOutdegree{0}, FixedTotal{0},
                                Pairs{},          Matrix{}};
  for (const Rule& rule : rules) {
    Sample sample{.n_sources = 7, .n_targets = 9, .rule = rule, .pre = SelectionMap{0, 0}, .post = SelectionMap{0, 0}};
    BOOST_CHECK(synapses(sample).empty());
    sample.weight = Normal{};
    sample.delay = Uniform{0.1, 2.0};
    BOOST_CHECK(synapses(sample).empty());
    BOOST_CHECK_EQUAL(sample.table({4, 4}).size(), 0U);
  }
  BOOST_CHECK(synapses({.n_sources = 3, .n_targets = 4, .rule = AllToAll{}, .post = SelectionMap{0, 0}}).empty());
  BOOST_CHECK(synapses({.n_sources = 0, .n_targets = 4, .rule = AllToAll{}}).empty());
}

BOOST_AUTO_TEST_CASE(range_wider_than_its_index_is_refused) {
  const Sample sample{.n_sources = 1, .n_targets = 65537, .rule = AllToAll{}};
  BOOST_CHECK_THROW((void)sample.table({0, 65537}), std::invalid_argument);
  BOOST_CHECK_EQUAL(sample.table({0, 65536}).size(), 65536U);
  BOOST_CHECK_EQUAL(sample.table({65536, 65537}).size(), 1U);
}

BOOST_AUTO_TEST_SUITE_END()
