#define LAPICQUE_PLAIN_LANES
#define LAPICQUE_KERNEL_ISA plain
// The version without intrinsics, which no build for this machine may select.
#include "kernels/random/words_kernel.cpp"
#undef LAPICQUE_KERNEL_ISA

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "bits.hpp"
#include "kernels/dispatch.hpp"
#include "random/discrete.hpp"
#include "random/philox.hpp"
#include "random/pmf.hpp"
#include "random/stream.hpp"
#include "statistics.hpp"

namespace lq = lapicque;
using lq::detail::random::Counter;
using lq::detail::random::Key;
using lq::detail::random::Purpose;
using lq::detail::random::Stream;

namespace {

Stream stream_of(std::uint64_t seed) { return {seed, Purpose::connectivity, 3, 0, 0}; }

/// Draws counts and compares the cells low ... high (and those beyond) with n times the probabilities.
double excess(const std::function<std::int64_t()>& sample, int samples, std::int64_t low, std::int64_t high,
              const std::function<double(double)>& log_probability) {
  std::vector<double> observed(static_cast<std::size_t>(high - low + 3));
  std::vector<double> expected(observed.size());
  for (int i = 0; i < samples; ++i) {
    observed[static_cast<std::size_t>(std::clamp(sample(), low - 1, high + 1) - low + 1)] += 1.0;
  }
  for (std::int64_t k = low; k <= high; ++k) {
    expected[static_cast<std::size_t>(k - low + 1)] = samples * std::exp(log_probability(static_cast<double>(k)));
  }
  return chi_square_excess(observed, expected);
}

double log_choose(double n, double k) { return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0); }

double binomial_excess(std::int64_t n, double p, int samples, std::uint64_t seed) {
  const auto trials = static_cast<double>(n);
  const double std = std::sqrt(trials * p * (1.0 - p));
  const auto low = std::max<std::int64_t>(0, static_cast<std::int64_t>(trials * p - 8.0 * std - 8.0));
  const auto high = std::min(n, static_cast<std::int64_t>(trials * p + 8.0 * std + 8.0));
  Stream stream = stream_of(seed);
  return excess([&] { return lq::detail::random::binomial(n, p, stream); }, samples, low, high,
                [&](double k) { return log_choose(trials, k) + k * std::log(p) + (trials - k) * std::log1p(-p); });
}

double hypergeometric_excess(std::int64_t total, std::int64_t marked, std::int64_t draws, int samples,
                             std::uint64_t seed) {
  const auto n = static_cast<double>(draws);
  const auto good = static_cast<double>(marked);
  const auto bad = static_cast<double>(total - marked);
  Stream stream = stream_of(seed);
  return excess([&] { return lq::detail::random::hypergeometric(total, marked, draws, stream); }, samples,
                std::max<std::int64_t>(0, draws + marked - total), std::min(draws, marked),
                [&](double k) { return log_choose(good, k) + log_choose(bad, n - k) - log_choose(good + bad, n); });
}

/// Mean and variance within five standard errors of those of a count with nearly normal distribution.
void check_moments(const std::function<std::int64_t()>& sample, int samples, double mean, double variance) {
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < samples; ++i) {
    const double distance = static_cast<double>(sample()) - mean;
    sum += distance;
    squares += distance * distance;
  }
  BOOST_TEST(std::fabs(sum / samples) < 5.0 * std::sqrt(variance / samples));
  BOOST_TEST(std::fabs(squares / samples / variance - 1.0) < 5.0 * std::sqrt(2.0 / samples));
}

}  // namespace

// The namespace keeps the suite apart from POSIX's ::random().
namespace tests {

BOOST_AUTO_TEST_SUITE(random)

// kat_vectors of Random123 (Salmon et al. 2011).
BOOST_AUTO_TEST_CASE(philox_gives_the_published_vectors) {
  constexpr std::uint32_t ones = 0xFFFFFFFFU;
  static_assert(lq::detail::random::philox4x32({0, 0, 0, 0}, {0, 0}) ==
                Counter{0x6627E8D5U, 0xE169C58DU, 0xBC57AC4CU, 0x9B00DBD8U});
  BOOST_TEST((lq::detail::random::philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
              Counter{0x408F276DU, 0x41C83B0EU, 0xA20BC7C6U, 0x6D5451FDU}));
  BOOST_TEST((lq::detail::random::philox4x32({0x243F6A88U, 0x85A308D3U, 0x13198A2EU, 0x03707344U},
                                             {0xA4093822U, 0x299F31D0U}) ==
              Counter{0xD16CFE09U, 0x94FDCCEBU, 0x5001E420U, 0x24126EA1U}));
}

BOOST_AUTO_TEST_CASE(a_stream_is_the_words_of_its_counters) {
  const std::uint64_t seed = 0x0123456789ABCDEFU;
  Stream stream{seed, Purpose::weight, 0xABCDEF, 7, 9};
  const Key key = {0x89ABCDEFU, 0x01234567U};
  // Enough for single blocks and for several refills of many.
  for (std::uint32_t block = 0; block < 60; ++block) {
    for (const std::uint32_t word : lq::detail::random::philox4x32({block, 7, 9, 0x05ABCDEFU}, key)) {
      BOOST_TEST(stream.next32() == word);
    }
  }
  Stream words{seed, Purpose::weight, 0xABCDEF, 7, 9};
  Stream pairs{seed, Purpose::weight, 0xABCDEF, 7, 9};
  for (int i = 0; i < 5; ++i) {
    const std::uint64_t low = words.next32();
    const std::uint64_t high = words.next32();
    BOOST_TEST(pairs.next64() == (high << 32 | low));
  }
}

BOOST_AUTO_TEST_CASE(words_of_any_part_of_a_stream) {
  const std::uint64_t seed = 0x0123456789ABCDEFU;
  Stream stream{seed, Purpose::weight, 3, 7, 9};
  std::vector<std::uint32_t> all(400);
  for (std::uint32_t& word : all) word = stream.next32();
  for (const std::size_t first : {std::size_t{0}, std::size_t{4}, std::size_t{52}}) {
    for (const std::size_t n : {0, 1, 3, 4, 7, 16, 32, 33, 130, 255, 348}) {
      std::vector<std::uint32_t> words(n + 1, 99U);
      lq::detail::random::fill_words(seed, Purpose::weight, 3, 7, 9, first, {words.data(), n});
      BOOST_TEST(std::equal(words.begin(), words.end() - 1, all.begin() + static_cast<std::ptrdiff_t>(first)));
      BOOST_TEST(words.back() == 99U);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_instruction_set_gives_the_same_words) {
  const lq::detail::kernels::WordsPass pass = {{0x89ABCDEFU, 0x01234567U}, 0xFFFFFFFFU, 0x80000001U, 0x05ABCDEFU};
  std::vector<lq::detail::kernels::WordsKernel> kernels = {&lq::detail::kernels::plain::philox_words};
  for (const lq::detail::kernels::KernelSet& set : lq::detail::kernels::available()) kernels.push_back(set.words);
  for (const lq::detail::kernels::WordsKernel kernel : kernels) {
    // Up to the last counter.
    for (const std::uint32_t first : {0U, 5U, 0xFFFFFFFFU - 40U}) {
      for (const std::size_t blocks : {0, 1, 2, 3, 7, 8, 9, 16, 41}) {
        std::vector<std::uint32_t> words(4 * blocks + 1, 99U);
        kernel(pass, first, blocks, words.data());
        for (std::size_t i = 0; i < 4 * blocks; ++i) {
          const auto n = static_cast<std::uint32_t>(first + i / 4);
          const Counter block =
              lq::detail::random::philox4x32({n, pass.a, pass.b, pass.tag}, {pass.key[0], pass.key[1]});
          BOOST_REQUIRE_EQUAL(words[i], block[i % 4]);
        }
        BOOST_TEST(words.back() == 99U);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(uniform_numbers_are_uniform_on_the_open_interval) {
  Stream stream = stream_of(1);
  std::vector<double> values(100000);
  for (double& value : values) {
    value = stream.uniform();
    BOOST_REQUIRE(value > 0.0);
    BOOST_REQUIRE(value < 1.0);
    // An odd multiple of 2^-53: neither end can be reached.
    BOOST_REQUIRE(std::fmod(value * 0x1p53, 2.0) == 1.0);
  }
  BOOST_TEST(kolmogorov_excess(values, [](double x) { return x; }) < 1.0);
}

BOOST_AUTO_TEST_CASE(below_has_no_bias) {
  Stream stream = stream_of(2);
  for (int i = 0; i < 10; ++i) BOOST_TEST(stream.below(1) == 0U);
  for (const std::uint32_t n : {2U, 3U, 7U, 1000U, 0xFFFFFFFFU}) {
    const std::uint32_t cells = std::min(n, 12U);
    std::vector<double> observed(cells);
    std::vector<double> expected(cells);
    for (int i = 0; i < 60000; ++i) {
      const std::uint32_t value = stream.below(n);
      BOOST_REQUIRE(value < n);
      observed[std::uint64_t{value} * cells / n] += 1.0;
    }
    for (std::uint64_t cell = 0; cell < cells; ++cell) {
      const std::uint64_t begin = (cell * n + cells - 1) / cells;
      const std::uint64_t end = ((cell + 1) * n + cells - 1) / cells;
      expected[cell] = 60000.0 * static_cast<double>(end - begin) / n;
    }
    BOOST_TEST(chi_square_excess(observed, expected) < 1.0, "n = " << n);
  }
}

BOOST_AUTO_TEST_CASE(below_redraws_the_surplus) {
  Stream stream = stream_of(3);
  // 2^32 words on 3 * 2^30 values: without redrawing, the multiples of 3 would come twice as often as the others.
  std::vector<double> observed(3);
  for (int i = 0; i < 60000; ++i) observed[stream.below(3U << 30) % 3] += 1.0;
  BOOST_TEST(chi_square_excess(observed, {20000.0, 20000.0, 20000.0}) < 1.0);
}

BOOST_AUTO_TEST_CASE(probabilities_agree_with_mpmath) {
  struct PoissonRow {
    double k, mean, expected;
  };
  const std::vector<PoissonRow> poisson = {
      {0.0, 1e-06, 0.9999990000004999998333786},
      {0.0, 0.8, 0.4493289641172215714758879},
      {1.0, 0.8, 0.3594631712937772771349248},
      {5.0, 5.0, 0.1754673697678507056415638},
      {5.0, 5.9, 0.1632079722255965259147179},
      {6.0, 5.9, 0.1604878393551699268133259},
      {300.0, 300.0, 0.02302654614918735191042077},
      {330.0, 300.0, 0.005137972559336133360188753},
      {10000.0, 10000.0, 0.003989389558962825648671827},
      {1000000.0, 1000000.0, 0.000398942247156244029704544},
      {999999.0, 1000000.0, 0.000398942247156244029704544},
  };
  for (const PoissonRow& r : poisson) {
    BOOST_TEST(std::fabs(lq::detail::random::poisson_pmf(r.k, r.mean) / r.expected - 1.0) < 2e-15, "k = " << r.k);
  }
  struct BinomialRow {
    double k, n, p, expected;
  };
  const std::vector<BinomialRow> binomial = {
      {0.0, 1.0, 0.5, 0.5},
      {3.0, 10.0, 0.25, 0.25028228759765625},
      {2.0, 10.0, 0.25, 0.28156757354736328125},
      {10.0, 10.0, 0.75, 0.05631351470947265625},
      {0.0, 10.0, 0.25, 0.05631351470947265625},
      {50.0, 100.0, 0.5, 0.07958923738717876149812705},
      {20.0, 1000.0, 0.02, 0.08973706929554051914260819},
      {10.0, 10000000000.0, 9.313225746154785e-10, 0.1220550401356572588766342},
      {0.0, 10000000000.0, 5.820766091346741e-11, 0.5587368828846280011703305},
      {5000000000.0, 10000000000.0, 0.5, 7.978845607829182418600698e-6},
      {2500000000.0, 10000000000.0, 0.25, 9.213177318902914710551245e-6},
  };
  for (const BinomialRow& r : binomial) {
    BOOST_TEST(std::fabs(lq::detail::random::binomial_pmf(r.k, r.n, r.p, 1.0 - r.p) / r.expected - 1.0) < 2e-15,
               "k = " << r.k << ", n = " << r.n);
  }
}

BOOST_AUTO_TEST_CASE(binomial_counts_follow_their_distribution) {
  BOOST_TEST(binomial_excess(1, 0.5, 100000, 11) < 1.0);
  BOOST_TEST(binomial_excess(10, 0.3, 100000, 12) < 1.0);
  BOOST_TEST(binomial_excess(50, 0.5, 100000, 13) < 1.0);
  BOOST_TEST(binomial_excess(1000, 0.001, 100000, 14) < 1.0);
  BOOST_TEST(binomial_excess(1000, 0.999, 100000, 15) < 1.0);
  BOOST_TEST(binomial_excess(4000, 0.02, 100000, 16) < 1.0);
  BOOST_TEST(binomial_excess(1000000, 0.1, 20000, 17) < 1.0);
}

BOOST_AUTO_TEST_CASE(binomial_counts_of_very_many_trials_have_the_right_moments) {
  const std::int64_t n = 10000000000;
  for (const double p : {1e-9, 0.1, 0.5, 0.75}) {
    Stream stream = stream_of(18);
    check_moments([&] { return lq::detail::random::binomial(n, p, stream); }, p < 1e-3 ? 20000 : 400, 1e10 * p,
                  1e10 * p * (1.0 - p));
  }
}

BOOST_AUTO_TEST_CASE(binomial_counts_at_the_ends) {
  Stream stream = stream_of(19);
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(lq::detail::random::binomial(0, 0.3, stream) == 0);
    BOOST_TEST(lq::detail::random::binomial(10, 0.0, stream) == 0);
    BOOST_TEST(lq::detail::random::binomial(10, 1.0, stream) == 10);
    BOOST_TEST(lq::detail::random::binomial(10000000000, 0.0, stream) == 0);
    BOOST_TEST(lq::detail::random::binomial(10000000000, 1.0, stream) == 10000000000);
    BOOST_TEST(lq::detail::random::binomial(10000000000, 1e-300, stream) == 0);
  }
}

BOOST_AUTO_TEST_CASE(hypergeometric_counts_follow_their_distribution) {
  BOOST_TEST(hypergeometric_excess(5, 4, 3, 100000, 21) < 1.0);
  BOOST_TEST(hypergeometric_excess(20, 7, 12, 100000, 22) < 1.0);
  BOOST_TEST(hypergeometric_excess(1000, 500, 100, 100000, 23) < 1.0);
  BOOST_TEST(hypergeometric_excess(1000, 990, 900, 100000, 24) < 1.0);
  BOOST_TEST(hypergeometric_excess(1000000, 10, 500000, 100000, 25) < 1.0);
  BOOST_TEST(hypergeometric_excess(77169, 20683, 77000, 100000, 26) < 1.0);
}

BOOST_AUTO_TEST_CASE(hypergeometric_counts_of_very_many_items_have_the_right_moments) {
  const std::int64_t total = 10000000000;
  for (const std::int64_t marked : {std::int64_t{100000000}, std::int64_t{4000000000}, std::int64_t{9999000000}}) {
    const double share = static_cast<double>(marked) / 1e10;
    Stream stream = stream_of(27);
    check_moments([&] { return lq::detail::random::hypergeometric(total, marked, 1000000000, stream); }, 1000,
                  1e9 * share, 1e9 * share * (1.0 - share) * 0.9);
  }
}

BOOST_AUTO_TEST_CASE(hypergeometric_counts_at_the_ends) {
  Stream stream = stream_of(28);
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(lq::detail::random::hypergeometric(0, 0, 0, stream) == 0);
    BOOST_TEST(lq::detail::random::hypergeometric(10, 0, 5, stream) == 0);
    BOOST_TEST(lq::detail::random::hypergeometric(10, 10, 5, stream) == 5);
    BOOST_TEST(lq::detail::random::hypergeometric(10, 4, 0, stream) == 0);
    BOOST_TEST(lq::detail::random::hypergeometric(10, 4, 10, stream) == 4);
    const std::int64_t forced = lq::detail::random::hypergeometric(10, 8, 9, stream);
    BOOST_TEST((forced == 7 || forced == 8));
  }
}

// A machine on which one of these differs does not give our networks.
BOOST_AUTO_TEST_CASE(bits_are_those_of_every_other_machine) {
  Checksum uniform;
  Checksum counts;
  Stream stream = stream_of(41);
  for (int i = 1; i <= 2000; ++i) {
    uniform.add(stream.uniform());
    counts.add(std::uint64_t{stream.below(static_cast<std::uint32_t>(i))});
    counts.add(static_cast<std::uint64_t>(lq::detail::random::binomial(i, 0.3, stream)));
    counts.add(static_cast<std::uint64_t>(lq::detail::random::binomial(1000000000LL * i, 1e-7, stream)));
    counts.add(static_cast<std::uint64_t>(lq::detail::random::hypergeometric(10000 + i, 3000, 2 * i, stream)));
  }
  BOOST_TEST(uniform.value() == 0x24FC1469304B8012U);
  BOOST_TEST(counts.value() == 0x1CEBA5D52DC7FD6FU);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tests
