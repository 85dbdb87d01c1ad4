#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <lapicque/rule.hpp>

#include "connectivity/delay_range.hpp"
#include "connectivity/projection_plan.hpp"
#include "connectivity_fixture.hpp"

using namespace lapicque;
using namespace lapicque::detail;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

struct BadRule {
  Rule rule;
  std::int64_t n_pre;
  std::int64_t n_post;
  bool same;
  std::string message;
};

const std::vector<BadRule>& bad_rules() {
  static const std::vector<BadRule> rules{
      {FixedProbability{-0.1}, 3, 4, false, "FixedProbability.p must be in [0, 1], got -0.1"},
      {FixedProbability{1.5}, 3, 4, false, "FixedProbability.p must be in [0, 1], got 1.5"},
      {FixedProbability{not_a_number}, 3, 4, false, "FixedProbability.p must be in [0, 1], got nan"},
      {FixedProbability{infinity}, 3, 4, false, "FixedProbability.p must be in [0, 1], got inf"},
      {FixedIndegree{-1}, 3, 4, false, "FixedIndegree.k must be at least 0, got -1"},
      {FixedIndegree{4, true, false}, 3, 4, false,
       "FixedIndegree.k must be at most 3, the number of sources for each target, without multapses, got 4"},
      {FixedIndegree{3, false, false}, 3, 3, true,
       "FixedIndegree.k must be at most 2, the number of sources for each target without autapses, without multapses, "
       "got 3"},
      {FixedIndegree{1}, 0, 4, false, "FixedIndegree.k must be 0 where there are no sources for each target, got 1"},
      {FixedIndegree{1}, 3, 0, false, "FixedIndegree.k must be 0 where there are no sources for each target, got 1"},
      {FixedIndegree{1, false, true}, 1, 1, true,
       "FixedIndegree.k must be 0 where there are no sources for each target without autapses, got 1"},
      {FixedOutdegree{-2}, 3, 4, false, "FixedOutdegree.k must be at least 0, got -2"},
      {FixedOutdegree{5, true, false}, 3, 4, false,
       "FixedOutdegree.k must be at most 4, the number of targets for each source, without multapses, got 5"},
      {FixedOutdegree{4, false, false}, 4, 4, true,
       "FixedOutdegree.k must be at most 3, the number of targets for each source without autapses, without "
       "multapses, got 4"},
      {FixedOutdegree{1}, 3, 0, false, "FixedOutdegree.k must be 0 where there are no targets for each source, got 1"},
      {FixedTotal{-3}, 3, 4, false, "FixedTotal.n must be at least 0, got -3"},
      {FixedTotal{13, true, false}, 3, 4, false,
       "FixedTotal.n must be at most 12, the number of pairs, without multapses, got 13"},
      {FixedTotal{7, false, false}, 3, 3, true,
       "FixedTotal.n must be at most 6, the number of pairs without autapses, without multapses, got 7"},
      {FixedTotal{1}, 0, 4, false, "FixedTotal.n must be 0 where there are no pairs, got 1"},
      {FixedTotal{1, false, true}, 1, 1, true,
       "FixedTotal.n must be 0 where there are no pairs without autapses, got 1"},
      {OneToOne{}, 3, 4, false, "size of post must be 3, the size of pre, for OneToOne, got 4"},
      {Pairs{{0, 1}, {0}}, 3, 4, false, "size of Pairs.post must be 2, the size of Pairs.pre, got 1"},
      {Matrix{3, 5, {}, {}, {}}, 3, 4, false, "shape of Matrix must be (3, 4), the sizes of pre and post, got (3, 5)"},
      {Matrix{3, 4, {0}, {0, 1}, {1.0}}, 3, 4, false, "size of Matrix.post must be 1, the size of Matrix.pre, got 2"},
      {Matrix{3, 4, {0}, {0}, {}}, 3, 4, false, "size of Matrix.weight must be 1, the size of Matrix.pre, got 0"},
      {Matrix{3, 4, {0, 1}, {0, 1}, {1.0, not_a_number}}, 3, 4, false, "Matrix.weight[1] must be finite, got nan"},
      {Matrix{3, 4, {0, 1}, {0, 1}, {-infinity, 1.0}}, 3, 4, false, "Matrix.weight[0] must be finite, got -inf"},
  };
  return rules;
}

template <class Error, class Call>
void check_message(const std::string& message, const Call& call) {
  BOOST_CHECK_EXCEPTION(call(), Error, [&](const Error& error) {
    BOOST_CHECK_EQUAL(error.what(), message);
    return true;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule)

BOOST_AUTO_TEST_CASE(bad_rules_are_refused_by_name) {
  for (const BadRule& bad : bad_rules()) {
    check_message<std::invalid_argument>(bad.message, [&] { validate(bad.rule, bad.n_pre, bad.n_post, bad.same); });
  }
}

BOOST_AUTO_TEST_CASE(indices_out_of_range_are_refused) {
  check_message<std::out_of_range>("Pairs.pre[1] must be 0 to 2, got 3",
                                   [] { validate(Pairs{{0, 3}, {0, 0}}, 3, 4, false); });
  check_message<std::out_of_range>("Pairs.post[0] must be 0 to 3, got -1",
                                   [] { validate(Pairs{{0}, {-1}}, 3, 4, false); });
  check_message<std::out_of_range>("Pairs.pre[0] must be absent, for the selection is empty, got 0",
                                   [] { validate(Pairs{{0}, {0}}, 0, 4, false); });
  check_message<std::out_of_range>("Matrix.post[0] must be 0 to 3, got 4",
                                   [] { validate(Matrix{3, 4, {0}, {4}, {1.0}}, 3, 4, false); });
  check_message<std::out_of_range>("Matrix.pre[0] must be 0 to 2, got -7",
                                   [] { validate(Matrix{3, 4, {-7}, {0}, {1.0}}, 3, 4, false); });
}

BOOST_AUTO_TEST_CASE(rules_at_their_limits_are_taken) {
  const std::vector<BadRule> good{
      {AllToAll{}, 0, 0, false, ""},
      {AllToAll{false}, 3, 3, true, ""},
      {OneToOne{}, 4, 4, false, ""},
      {FixedProbability{0.0}, 3, 4, false, ""},
      {FixedProbability{1.0}, 3, 4, false, ""},
      {FixedIndegree{0}, 0, 0, false, ""},
      {FixedIndegree{3, true, false}, 3, 4, false, ""},
      {FixedIndegree{3, false, false}, 3, 3, false, ""},
      {FixedIndegree{100}, 1, 4, false, ""},
      {FixedOutdegree{4, true, false}, 3, 4, false, ""},
      {FixedOutdegree{2, false, false}, 3, 3, true, ""},
      {FixedTotal{12, true, false}, 3, 4, false, ""},
      {FixedTotal{6, false, false}, 3, 3, true, ""},
      {FixedTotal{0}, 0, 0, false, ""},
      {Pairs{}, 3, 4, false, ""},
      {Pairs{{2, 2}, {3, 3}}, 3, 4, false, ""},
      {Matrix{3, 4, {2}, {3}, {0.0}}, 3, 4, false, ""},
  };
  for (const BadRule& rule : good) BOOST_CHECK_NO_THROW(validate(rule.rule, rule.n_pre, rule.n_post, rule.same));
}

BOOST_AUTO_TEST_CASE(overlap_in_part_leaves_fewer_pairs) {
  // Neurons 0 to 9 onto 5 to 14 of the same population: five of them are on both sides.
  const auto build = [](const Rule& rule) {
    return test::Sample{.n_sources = 15,
                        .n_targets = 15,
                        .rule = rule,
                        .same = true,
                        .pre = connectivity::SelectionMap{0, 10},
                        .post = connectivity::SelectionMap{5, 10}}
        .table();
  };
  check_message<std::invalid_argument>(
      "FixedTotal.n must be at most 95, the number of pairs without autapses, without multapses, got 96",
      [&] { (void)build(FixedTotal{96, false, false}); });
  BOOST_CHECK_EQUAL(build(FixedTotal{95, false, false}).size(), 95U);
  BOOST_CHECK_THROW((void)build(FixedIndegree{10, false, false}), std::invalid_argument);
  BOOST_CHECK_EQUAL(build(FixedIndegree{9, false, false}).size(), 90U);
  BOOST_CHECK_THROW((void)build(FixedOutdegree{10, false, false}), std::invalid_argument);
  BOOST_CHECK_EQUAL(build(FixedOutdegree{9, false, false}).size(), 90U);
  BOOST_CHECK_EQUAL(build(FixedIndegree{10, true, false}).size(), 100U);
}

BOOST_AUTO_TEST_CASE(dense_matrix_keeps_its_nonzero_entries) {
  const std::vector<double> values{0.0, 1.5, 0.0, -2.0, 0.0, 3.0};
  const Matrix matrix = Matrix::from_dense(values, 2, 3);
  BOOST_CHECK_EQUAL(matrix.n_pre, 2);
  BOOST_CHECK_EQUAL(matrix.n_post, 3);
  BOOST_TEST(matrix.pre == (std::vector<std::int64_t>{0, 1, 1}), boost::test_tools::per_element());
  BOOST_TEST(matrix.post == (std::vector<std::int64_t>{1, 0, 2}), boost::test_tools::per_element());
  BOOST_TEST(matrix.weight == (std::vector<double>{1.5, -2.0, 3.0}), boost::test_tools::per_element());
  BOOST_CHECK(Matrix::from_dense({}, 0, 5).weight.empty());
  BOOST_CHECK(Matrix::from_dense({}, 5, 0).weight.empty());

  check_message<std::invalid_argument>("size of values must be n_pre*n_post for the shape (2, 4), got 6",
                                       [&] { (void)Matrix::from_dense(values, 2, 4); });
  check_message<std::invalid_argument>("n_pre must be at least 0, got -2",
                                       [&] { (void)Matrix::from_dense(values, -2, -3); });
  const std::vector<double> bad{1.0, 2.0, 3.0, not_a_number};
  check_message<std::invalid_argument>("values[1, 1] must be finite, got nan",
                                       [&] { (void)Matrix::from_dense(bad, 2, 2); });
}

BOOST_AUTO_TEST_CASE(arrays_have_a_length_where_the_rule_fixes_it) {
  BOOST_CHECK_EQUAL(expected_values(AllToAll{}, 3, 4), 12);
  BOOST_CHECK_EQUAL(expected_values(AllToAll{false}, 3, 3), 9);
  BOOST_CHECK_EQUAL(expected_values(OneToOne{}, 4, 4), 4);
  BOOST_CHECK_EQUAL(expected_values(Pairs{{0, 1}, {1, 1}}, 3, 4), 2);
  BOOST_CHECK_EQUAL(expected_values(Matrix{3, 4, {0}, {1}, {1.0}}, 3, 4), 1);
  BOOST_CHECK_EQUAL(expected_values(FixedProbability{}, 3, 4), -1);
  BOOST_CHECK_EQUAL(expected_values(FixedIndegree{}, 3, 4), -1);
  BOOST_CHECK_EQUAL(expected_values(FixedOutdegree{}, 3, 4), -1);
  BOOST_CHECK_EQUAL(expected_values(FixedTotal{}, 3, 4), -1);
}

BOOST_AUTO_TEST_CASE(delays_have_a_range_in_steps) {
  const auto check = [](const Value& delay, std::int64_t low, std::int64_t high) {
    const DelayRange range = delay_range(delay, 0.1);
    BOOST_CHECK_EQUAL(range.low, low);
    BOOST_CHECK_EQUAL(range.high, high);
  };
  check(1.5, 15, 15);
  check(0.1, 1, 1);
  check(6553.5, 65535, 65535);
  check(std::vector<double>{0.3, 2.0, 0.7}, 3, 20);
  check(std::vector<double>{}, 1, 1);
  check(Uniform{0.1, 2.04}, 1, 20);
  check(Normal{1.5, 0.75, 0.1, 3.0}, 1, 30);
}

BOOST_AUTO_TEST_CASE(bad_delays_are_refused) {
  const auto refuses = [](const Value& delay, const std::string& start) {
    BOOST_CHECK_EXCEPTION((void)delay_range(delay, 0.1), std::invalid_argument, [&](const std::exception& error) {
      const std::string message = error.what();
      BOOST_CHECK_MESSAGE(message.starts_with(start), message);
      return true;
    });
  };
  refuses(0.0, "delay must be at least one step, dt = 0.1 ms, got 0");
  refuses(0.06, "delay must be at least one step, dt = 0.1 ms, got 0.06");
  refuses(-1.0, "delay must be at least one step, dt = 0.1 ms, got -1");
  refuses(not_a_number, "delay must be finite, got nan");
  refuses(infinity, "delay must be finite, got inf");
  refuses(0.25, "delay must be");
  refuses(6553.6, "delay must be at most 65535 steps, 6553.5 ms, got 6553.6");
  refuses(std::vector<double>{1.0, 0.0}, "delay[1] must be at least one step");
  refuses(std::vector<double>{1.0, 1.0, 0.15}, "delay[2] must be");
  refuses(Normal{1.5, 0.75},
          "smallest delay drawn must be at least one step, dt = 0.1 ms (give min=dt to redraw), got");
  refuses(Exponential{1.0}, "smallest delay drawn must be at least one step, dt = 0.1 ms (give min=dt to redraw), got");
  refuses(Uniform{0.05, 1.0}, "smallest delay drawn must be at least one step, dt = 0.1 ms (give low=dt), got 0.05");
  refuses(Uniform{1.0, 7000.0}, "largest delay drawn must be at most 65535 steps, 6553.5 ms");
}

BOOST_AUTO_TEST_SUITE_END()
