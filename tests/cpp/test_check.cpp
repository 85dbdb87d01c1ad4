#include <boost/test/unit_test.hpp>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "check/check.hpp"

namespace lq = lapicque;
using lapicque::Parameter;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

void expect_refusal(const std::function<void()>& call, const std::string& message) {
  BOOST_CHECK_EXCEPTION(call(), std::invalid_argument, [&message](const std::invalid_argument& error) {
    BOOST_TEST(std::string{error.what()} == message);
    return true;
  });
}

void expect_unknown(const std::string& name, const std::vector<std::string>& known, const std::string& message) {
  expect_refusal([&] { lq::detail::check::unknown("receptor", name, known); }, message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check)

BOOST_AUTO_TEST_CASE(text_is_the_shortest_that_reads_back) {
  BOOST_TEST(lq::detail::check::text(0.1) == "0.1");
  BOOST_TEST(lq::detail::check::text(-70.0) == "-70");
  BOOST_TEST(lq::detail::check::text(0.1 + 0.2) == "0.30000000000000004");
  BOOST_TEST(lq::detail::check::text(1e-300) == "1e-300");
  BOOST_TEST(lq::detail::check::text(not_a_number) == "nan");
  BOOST_TEST(lq::detail::check::text(-infinity) == "-inf");
  for (const double value : {1.0 / 3.0, 2.2250738585072014e-308, -1.7976931348623157e308, 123456789.123}) {
    BOOST_TEST(std::stod(lq::detail::check::text(value)) == value);
  }
}

BOOST_AUTO_TEST_CASE(refusals_name_the_argument_its_value_and_what_is_allowed) {
  expect_refusal([] { lq::detail::check::refuse("dt", -0.1, "positive and finite"); },
                 "dt must be positive and finite, got -0.1");
  expect_refusal([] { lq::detail::check::refuse("name", "'exc'", "unique"); }, "name must be unique, got 'exc'");
}

BOOST_AUTO_TEST_CASE(numbers_outside_of_their_range_are_refused) {
  expect_refusal([] { lq::detail::check::finite("E_L", not_a_number); }, "E_L must be finite, got nan");
  expect_refusal([] { lq::detail::check::finite("E_L", infinity); }, "E_L must be finite, got inf");
  expect_refusal([] { lq::detail::check::positive("C_m", 0.0); }, "C_m must be positive and finite, got 0");
  expect_refusal([] { lq::detail::check::positive("C_m", -1.5); }, "C_m must be positive and finite, got -1.5");
  expect_refusal([] { lq::detail::check::positive("C_m", infinity); }, "C_m must be positive and finite, got inf");
  expect_refusal([] { lq::detail::check::positive("C_m", not_a_number); }, "C_m must be positive and finite, got nan");
  expect_refusal([] { lq::detail::check::not_negative("rate", -1e-9); },
                 "rate must be at least 0 and finite, got -1e-09");
  expect_refusal([] { lq::detail::check::not_negative("rate", infinity); },
                 "rate must be at least 0 and finite, got inf");
  expect_refusal([] { lq::detail::check::not_negative("rate", not_a_number); },
                 "rate must be at least 0 and finite, got nan");
  BOOST_CHECK_NO_THROW(lq::detail::check::finite("E_L", -1e308));
  BOOST_CHECK_NO_THROW(lq::detail::check::positive("C_m", 5e-324));
  BOOST_CHECK_NO_THROW(lq::detail::check::not_negative("rate", 0.0));
}

BOOST_AUTO_TEST_CASE(a_parameter_is_refused_by_the_neuron) {
  const Parameter values{std::vector<double>{1.0, 2.0, 3.0, 0.0}};
  expect_refusal([&] { lq::detail::check::positive("tau_m", values); }, "tau_m[3] must be positive and finite, got 0");
  BOOST_CHECK_NO_THROW(lq::detail::check::not_negative("tau_m", values));
  BOOST_CHECK_NO_THROW(lq::detail::check::finite("tau_m", values));
  expect_refusal([] { lq::detail::check::not_negative("t_ref", Parameter{-2.0}); },
                 "t_ref must be at least 0 and finite, got -2");
  expect_refusal([] { lq::detail::check::finite("V_th", Parameter{std::vector<double>{not_a_number}}); },
                 "V_th[0] must be finite, got nan");
}

BOOST_AUTO_TEST_CASE(steps_counts_whole_steps_only) {
  BOOST_TEST(lq::detail::check::steps(2.0, 0.1).value() == 20);
  BOOST_TEST(lq::detail::check::steps(0.0, 0.1).value() == 0);
  BOOST_TEST(lq::detail::check::steps(-0.3, 0.1).value() == -3);
  BOOST_TEST(lq::detail::check::steps(0.1 + 0.2, 0.1).value() == 3);
  BOOST_TEST(lq::detail::check::steps(1e9 + 0.1, 0.1).value() == 10000000001);
  BOOST_TEST(lq::detail::check::steps(1.0, 1.0 / 3.0).value() == 3);
  BOOST_TEST(!lq::detail::check::steps(0.25, 0.1));
  BOOST_TEST(!lq::detail::check::steps(1e9 + 0.05, 0.1));
  BOOST_TEST(!lq::detail::check::steps(0.1 + 2e-7, 0.1));
  BOOST_TEST(lq::detail::check::steps(0.1 + 5e-8, 0.1).value() == 1);
  BOOST_TEST(!lq::detail::check::steps(1e300, 0.1));
  BOOST_TEST(!lq::detail::check::steps(infinity, 0.1));
  BOOST_TEST(!lq::detail::check::steps(not_a_number, 0.1));
}

BOOST_AUTO_TEST_CASE(on_grid_says_so) {
  BOOST_TEST(lq::detail::check::on_grid("delay", 1.5, 0.1) == 15);
  expect_refusal([] { (void)lq::detail::check::on_grid("delay", 0.25, 0.1); },
                 "delay must be a multiple of dt = 0.1, got 0.25");
  expect_refusal([] { (void)lq::detail::check::on_grid("delay", not_a_number, 0.1); },
                 "delay must be a multiple of dt = 0.1, got nan");
}

BOOST_AUTO_TEST_CASE(unknown_names_get_the_nearest_known_one) {
  const std::vector<std::string> receptors = {"exc", "inh"};
  expect_unknown("ex", receptors, "unknown receptor 'ex'; did you mean 'exc'? known: exc, inh");
  expect_unknown("ecx", receptors, "unknown receptor 'ecx'; did you mean 'exc'? known: exc, inh");
  expect_unknown("INH", receptors, "unknown receptor 'INH'; did you mean 'inh'? known: exc, inh");
  expect_unknown("excitatory", receptors, "unknown receptor 'excitatory'; did you mean 'exc'? known: exc, inh");
  expect_unknown("inhibitory", {"exc", "inhibition"},
                 "unknown receptor 'inhibitory'; did you mean 'inhibition'? known: exc, inhibition");
  expect_unknown("V_rset", {"V_th", "V_reset", "V_m"},
                 "unknown receptor 'V_rset'; did you mean 'V_reset'? known: V_th, V_reset, V_m");
}

BOOST_AUTO_TEST_CASE(names_that_are_nothing_alike_are_not_suggested) {
  expect_unknown("ampa", {"exc", "inh"}, "unknown receptor 'ampa'; known: exc, inh");
  expect_unknown("x", {"i", "t"}, "unknown receptor 'x'; known: i, t");
  expect_unknown("", {"exc"}, "unknown receptor ''; known: exc");
  expect_unknown("exc", {}, "unknown receptor 'exc'; known: none");
}

BOOST_AUTO_TEST_SUITE_END()
