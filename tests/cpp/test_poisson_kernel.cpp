#define LAPICQUE_PLAIN_LANES
#define LAPICQUE_KERNEL_ISA plain
// The version without intrinsics, which no build for this machine may select.
#include "kernels/random/poisson_kernel.cpp"
#undef LAPICQUE_KERNEL_ISA

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/dispatch.hpp"
#include "random/inversion_table.hpp"
#include "random/philox.hpp"
#include "random/stream.hpp"
#include "statistics.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;
using random::InversionTable;
using random::Purpose;

constexpr std::uint64_t seed = 0x0123456789ABCDEFU;

struct Set {
  const char* isa;
  kernels::PoissonKernel poisson;
};

std::vector<Set> all_sets() {
  std::vector<Set> sets = {{"plain", &kernels::plain::poisson_counts}};
  for (const kernels::KernelSet& set : kernels::available()) sets.push_back({set.isa, set.poisson});
  return sets;
}

kernels::PoissonPass pass_of(const kernels::InversionView* tables, std::uint32_t entity) {
  const random::Key key = random::key_of(seed);
  return {.tables = tables,
          .key = {key[0], key[1]},
          .tag = random::tag(Purpose::poisson_input, entity),
          .refinement_tag = random::tag(Purpose::poisson_input_refinement, entity)};
}

/// The 48 bits of a train and step, as docs/random_numbers.md has it.
std::uint64_t number_of(std::uint32_t train, std::int64_t step, std::uint32_t entity) {
  const random::Key key = {0x89ABCDEFU, 0x01234567U};
  const auto low = static_cast<std::uint32_t>(step);
  const auto high = static_cast<std::uint32_t>(static_cast<std::uint64_t>(step) >> 32);
  const std::uint32_t position = train % 128 / 2;
  const std::uint32_t word =
      random::philox4x32({train / 128 * 16 + position % 16, low, high, 2U << 24 | entity}, key)[position / 16];
  const std::uint32_t hi = train % 2 == 0 ? word & 0xFFFFU : word >> 16;
  return std::uint64_t{hi} << 32 | random::philox4x32({train / 4, low, high, 8U << 24 | entity}, key)[train % 4];
}

std::vector<std::int32_t> counts_of(kernels::PoissonKernel kernel, const kernels::PoissonPass& pass,
                                    std::uint32_t begin, std::uint32_t end, std::int64_t step) {
  std::vector<std::int32_t> counts(end - begin + 1, -7);
  kernel(pass, begin, end, step, counts.data());
  BOOST_REQUIRE_EQUAL(counts.back(), -7);
  counts.pop_back();
  return counts;
}

/// A table of which a good part of the cells are boundaries, of one threshold or several.
InversionTable jagged(std::uint32_t boundaries, std::uint32_t each) {
  std::vector<std::uint64_t> thresholds;
  for (std::uint64_t b = 0; b < boundaries; ++b) {
    const std::uint64_t cell = b * 65535 / (boundaries - 1);
    for (std::uint64_t j = 1; j <= each; ++j) thresholds.push_back(cell << 32 | 0xFFFFFFFFU / (each + 1) * j);
  }
  return {11, thresholds};
}

std::vector<InversionTable> various_tables() {
  std::vector<InversionTable> tables;
  for (const double mean : {0.0, 1e-6, 0.05, 0.8, 2.3, 20.0, 300.0, 1e4}) {
    tables.push_back(InversionTable::poisson(mean));
  }
  for (const std::uint32_t boundaries : {2U, 15U, 40U, 79U, 159U, 3000U}) {
    tables.push_back(jagged(boundaries, 1));
    tables.push_back(jagged(boundaries, 3));
  }
  return tables;
}

struct Bounds {
  std::uint32_t begin, end;
};
constexpr Bounds bounds[] = {{0, 256}, {0, 1}, {127, 129}, {1, 255}, {77, 603}, {300, 300}, {4096, 4223}, {65, 129}};

struct Draws {
  std::vector<double> observed;  // by count, from `low` on
  double mean, variance;         // of the counts
  double neighbours, steps;      // correlations
};

/// 10^7 counts: 100 steps of 100,000 trains.
Draws draw_many(double mean, std::uint32_t entity, std::int64_t low, std::int64_t high) {
  constexpr std::uint32_t first = 7777;
  constexpr std::uint32_t trains = 100000;
  const InversionTable table = InversionTable::poisson(mean);
  const kernels::InversionView view = table.view();
  const kernels::PoissonPass pass = pass_of(&view, entity);
  Draws result{std::vector<double>(static_cast<std::size_t>(high - low + 3)), 0.0, 0.0, 0.0, 0.0};
  double sum = 0.0, squares = 0.0, neighbours = 0.0, steps = 0.0;
  std::vector<std::int32_t> before;
  for (std::int64_t step = 0; step < 100; ++step) {
    std::vector<std::int32_t> now = counts_of(kernels::selected().poisson, pass, first, first + trains, step);
    for (std::uint32_t i = 0; i < trains; ++i) {
      result.observed[static_cast<std::size_t>(std::clamp<std::int64_t>(now[i], low - 1, high + 1) - low + 1)] += 1.0;
      const double d = now[i] - mean;
      sum += d;
      squares += d * d;
      if (i > 0) neighbours += d * (now[i - 1] - mean);
      if (step > 0) steps += d * (before[i] - mean);
    }
    before = std::move(now);
  }
  constexpr double n = 100.0 * trains;
  result.mean = mean + sum / n;
  result.variance = squares / n;
  result.neighbours = neighbours / n / mean;
  result.steps = steps / n / mean;
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(poisson_kernel)

BOOST_AUTO_TEST_CASE(every_set_gives_the_counts_of_the_definition) {
  for (const InversionTable& table : various_tables()) {
    const kernels::InversionView view = table.view();
    const kernels::PoissonPass pass = pass_of(&view, 5);
    for (const std::int64_t step : {std::int64_t{0}, std::int64_t{12345}, (std::int64_t{3} << 32) + 9}) {
      for (const auto [begin, end] : bounds) {
        std::vector<std::int32_t> expected;
        for (std::uint32_t i = begin; i < end; ++i) {
          expected.push_back(static_cast<std::int32_t>(table.value(number_of(i, step, 5))));
        }
        for (const Set& set : all_sets()) {
          BOOST_TEST((counts_of(set.poisson, pass, begin, end, step) == expected), set.isa);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(boundary_cells_are_met_and_refined) {
  // Half of the cells: a kernel that forgot to refine would be wrong for every other train.
  const InversionTable table = jagged(32768, 1);
  std::size_t refined = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const std::uint64_t number = number_of(i, 1, 5);
    refined += table.value(number) != table.value(number | 0xFFFFFFFFU) ? 1 : 0;
  }
  BOOST_TEST(refined > 100U);
  // Few enough boundaries for vectors, and enough trains that tens of them are at one.
  const InversionTable few = jagged(30, 1);
  const kernels::InversionView few_view = few.view();
  const kernels::PoissonPass pass = pass_of(&few_view, 5);
  for (const Set& set : all_sets()) {
    const std::vector<std::int32_t> counts = counts_of(set.poisson, pass, 0, 100000, 1);
    std::size_t at_boundary = 0;
    for (std::uint32_t i = 0; i < 100000; ++i) {
      const std::uint64_t number = number_of(i, 1, 5);
      BOOST_REQUIRE_EQUAL(counts[i], static_cast<std::int32_t>(few.value(number)));
      at_boundary += few.value(number & ~std::uint64_t{0xFFFFFFFFU}) != few.value(number | 0xFFFFFFFFU) ? 1 : 0;
    }
    BOOST_TEST(at_boundary > 20U);
  }
}

BOOST_AUTO_TEST_CASE(trains_with_rates_of_their_own) {
  std::vector<InversionTable> tables = various_tables();
  std::vector<kernels::InversionView> views;
  for (const InversionTable& table : tables) views.push_back(table.view());
  std::vector<std::uint32_t> table_of(1000);
  for (std::uint32_t j = 0; j < 1000; ++j) table_of[j] = j * 7 % static_cast<std::uint32_t>(tables.size());
  kernels::PoissonPass pass = pass_of(views.data(), 9);
  pass.table_of = table_of.data();
  pass.first_train = 333;
  for (const Set& set : all_sets()) {
    for (const auto [begin, end] : {Bounds{333, 1333}, Bounds{400, 401}, Bounds{511, 769}}) {
      const std::vector<std::int32_t> counts = counts_of(set.poisson, pass, begin, end, 77);
      for (std::uint32_t i = begin; i < end; ++i) {
        const std::uint32_t expected = tables[table_of[i - 333]].value(number_of(i, 77, 9));
        BOOST_REQUIRE_EQUAL(counts[i - begin], static_cast<std::int32_t>(expected));
      }
    }
  }
}

// Ten million counts a mean; each bound is what right code would cross for about one seed in a thousand.
BOOST_AUTO_TEST_CASE(counts_follow_the_poisson_distribution) {
  std::uint32_t entity = 100;
  for (const double mean : {1e-6, 1e-3, 0.05, 0.8, 2.3, 20.0, 300.0, 1e4}) {
    const double reach = 8.0 * std::sqrt(mean) + 8.0;
    const auto low = std::max<std::int64_t>(0, static_cast<std::int64_t>(mean - reach));
    const auto high = static_cast<std::int64_t>(mean + reach);
    const Draws draws = draw_many(mean, ++entity, low, high);
    std::vector<double> expected(draws.observed.size());
    for (std::int64_t k = low; k <= high; ++k) {
      const auto count = static_cast<double>(k);
      expected[static_cast<std::size_t>(k - low + 1)] =
          1e7 * std::exp(count * std::log(mean) - mean - std::lgamma(count + 1.0));
    }
    if (mean > 1e-5) BOOST_TEST(chi_square_excess(draws.observed, expected) < 1.0, "mean " << mean);
    BOOST_TEST(std::fabs(draws.mean - mean) < 3.3 * std::sqrt(mean / 1e7), "mean " << mean);
    // The variance of a squared distance is mean + 2 mean^2.
    BOOST_TEST(std::fabs(draws.variance - mean) < 3.3 * std::sqrt((mean + 2.0 * mean * mean) / 1e7), "mean " << mean);
    BOOST_TEST(std::fabs(draws.neighbours) < 3.3 / std::sqrt(1e7), "mean " << mean);
    BOOST_TEST(std::fabs(draws.steps) < 3.3 / std::sqrt(1e7), "mean " << mean);
  }
}

BOOST_AUTO_TEST_SUITE_END()
