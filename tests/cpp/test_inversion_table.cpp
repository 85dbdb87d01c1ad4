#include "random/inversion_table.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "bits.hpp"
#include "random/stream.hpp"

namespace {

using lapicque::detail::kernels::InversionView;
using lapicque::detail::random::InversionTable;

constexpr std::uint64_t end_of_range = std::uint64_t{1} << 48;

/// The definition: first + #{j : T_j <= number}.
std::uint32_t count_thresholds(std::uint32_t first, const std::vector<std::uint64_t>& thresholds,
                               std::uint64_t number) {
  const auto reached = std::count_if(thresholds.begin(), thresholds.end(), [=](auto t) { return t <= number; });
  return first + static_cast<std::uint32_t>(reached);
}

/// The table changes exactly at its thresholds, wherever they are.
void check_against_definition(std::uint32_t first, const std::vector<std::uint64_t>& thresholds) {
  const InversionTable table{first, thresholds};
  lapicque::detail::random::Stream stream{5, lapicque::detail::random::Purpose::connectivity, 0, 0, 0};
  std::vector<std::uint64_t> numbers = {0, end_of_range - 1};
  for (const std::uint64_t t : thresholds) {
    numbers.insert(numbers.end(), {t - 1, t, t + 1, t ^ 0xFFFFFFFFU, t + (std::uint64_t{1} << 32)});
  }
  for (int i = 0; i < 1000; ++i) numbers.push_back(stream.next64() >> 16);
  for (const std::uint64_t number : numbers) {
    if (number < end_of_range) {
      BOOST_REQUIRE_EQUAL(table.value(number), count_thresholds(first, thresholds, number));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inversion_table)

BOOST_AUTO_TEST_CASE(values_are_numbers_of_thresholds) {
  check_against_definition(3, {});
  check_against_definition(0, {1});
  check_against_definition(7, {end_of_range - 1});
  check_against_definition(1, {5, 6, 7, 1ULL << 40, 1ULL << 40, (1ULL << 40) + 9, end_of_range - 2});
  std::vector<std::uint64_t> all_cells;
  for (std::uint64_t cell = 0; cell < 65536; ++cell)
    all_cells.push_back(cell << 32 | (cell * 2654435761U & 0xFFFFFFFFU));
  const InversionTable table{0, all_cells};
  for (std::uint64_t number = 12345; number < end_of_range; number += end_of_range / 9973) {
    BOOST_REQUIRE_EQUAL(table.value(number), count_thresholds(0, all_cells, number));
  }
  std::vector<std::uint64_t> crowded;
  for (std::uint64_t j = 0; j < 500; ++j) crowded.push_back((std::uint64_t{777} << 32) + j * j * 1000);
  check_against_definition(2, crowded);
}

BOOST_AUTO_TEST_CASE(thresholds_at_the_ends_are_taken_out) {
  const InversionTable table{4, std::vector<std::uint64_t>{0, 0, 9, end_of_range, end_of_range}};
  BOOST_TEST(table.smallest() == 6U);
  BOOST_TEST(table.largest() == 7U);
  BOOST_TEST(table.value(8) == 6U);
  BOOST_TEST(table.value(end_of_range - 1) == 7U);
}

BOOST_AUTO_TEST_CASE(unordered_thresholds_are_refused) {
  BOOST_CHECK_THROW((InversionTable{0, std::vector<std::uint64_t>{2, 1}}), std::invalid_argument);
  BOOST_CHECK_THROW((InversionTable{0, std::vector<std::uint64_t>{end_of_range + 1}}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(lower_bits_are_asked_for_only_in_boundary_cells) {
  const InversionTable table{0, std::vector<std::uint64_t>{std::uint64_t{100} << 32 | 50, std::uint64_t{200} << 32}};
  const InversionView view = table.view();
  for (std::uint32_t hi = 0; hi < 65536; ++hi) {
    bool asked = false;
    const std::uint32_t value = lapicque::detail::kernels::invert(view, hi, [&] {
      asked = true;
      return 49U;
    });
    BOOST_REQUIRE_EQUAL(asked, hi == 100 || hi == 200);
    BOOST_REQUIRE_EQUAL(value, (hi > 100 ? 1U : 0U) + (hi >= 200 ? 1U : 0U));
  }
}

// round(2^48 P(count <= k)) for k = 0, 1, ... by mpmath.
BOOST_AUTO_TEST_CASE(poisson_thresholds_agree_with_mpmath) {
  struct Row {
    double mean;
    std::vector<std::uint64_t> thresholds;
  };
  const std::vector<Row> rows = {
      {1e-6, {281474695235820, 281474976710515}},
      {0.01, {278674253896936, 281460996435905, 281474930148600, 281474976594309, 281474976710423}},
      {0.8,
       {126474859710318, 227654747478573, 268126702585874, 278919223947822, 281077728220211, 281423088903793,
        281469136994938, 281474399633926, 281474925897824, 281474972676838, 281474976419159, 281474976691327,
        281474976709472, 281474976710589, 281474976710652}},
  };
  for (const Row& row : rows) {
    const InversionTable table = InversionTable::poisson(row.mean);
    const InversionView view = table.view();
    const std::vector<std::uint64_t> found(view.threshold, view.threshold + view.n_thresholds);
    BOOST_TEST(found == row.thresholds, boost::test_tools::per_element());
    BOOST_TEST(table.smallest() == 0U);
  }
  // Where a double resolves 2^-48 of the sum no longer, the last bits are lost.
  struct Far {
    double mean;
    std::uint32_t count;
    std::uint64_t threshold;
  };
  for (const Far& far : {Far{20, 0, 580163}, Far{20, 5, 20240539213}, Far{20, 20, 157370572125613},
                         Far{20, 40, 281467819838323}, Far{20, 60, 281474976710617}, Far{300, 190, 1809},
                         Far{300, 300, 145057779448447}, Far{300, 420, 281474976703309}}) {
    const InversionTable table = InversionTable::poisson(far.mean);
    BOOST_TEST(table.value(far.threshold - 2) <= far.count);
    BOOST_TEST(table.value(far.threshold + 2) > far.count);
  }
}

BOOST_AUTO_TEST_CASE(poisson_counts_never_fall_as_the_number_grows) {
  for (const double mean : {1e-300, 1e-9, 0.3, 8.0, 250.0, 12345.6, 1e6}) {
    const InversionTable table = InversionTable::poisson(mean);
    std::uint32_t last = table.smallest();
    for (std::uint64_t number = 0; number < end_of_range; number += end_of_range / 65535) {
      const std::uint32_t count = table.value(number);
      BOOST_REQUIRE(count >= last);
      last = count;
    }
    BOOST_TEST(table.value(end_of_range - 1) == table.largest());
  }
}

BOOST_AUTO_TEST_CASE(poisson_means_from_none_to_a_million) {
  const InversionTable none = InversionTable::poisson(0.0);
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}, end_of_range / 2, end_of_range - 1}) {
    BOOST_TEST(none.value(number) == 0U);
  }
  // Quantiles of scipy.stats.poisson at 2^-33, 1/4, 1/2 and 1 - 2^-33.
  const InversionTable million = InversionTable::poisson(1e6);
  BOOST_TEST(million.value(1U << 15) == 993669U);
  BOOST_TEST(million.value(end_of_range / 4) == 999325U);
  BOOST_TEST(million.value(end_of_range / 2) == 1000000U);
  BOOST_TEST(million.value(end_of_range - (1U << 15)) == 1006344U);
  for (const double mean : {-1e-9, 1.1e6, std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_CHECK_THROW(InversionTable::poisson(mean), std::invalid_argument);
  }
}

// A machine on which this differs does not give our networks.
BOOST_AUTO_TEST_CASE(bits_are_those_of_every_other_machine) {
  Checksum thresholds;
  for (int i = 0; i <= 200; ++i) {
    const InversionTable table = InversionTable::poisson(0.37 * i * i);
    const InversionView view = table.view();
    for (std::uint32_t j = 0; j < view.n_thresholds; ++j) thresholds.add(view.threshold[j]);
  }
  BOOST_TEST(thresholds.value() == 0x96582E192E41A2FCU);
}

BOOST_AUTO_TEST_SUITE_END()
