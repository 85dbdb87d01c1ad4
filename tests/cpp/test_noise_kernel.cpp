#define LAPICQUE_PLAIN_LANES
#define LAPICQUE_KERNEL_ISA plain
// The version without intrinsics, which no build for this machine may select.
#include "kernels/random/noise_kernel.cpp"
#undef LAPICQUE_KERNEL_ISA

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/dispatch.hpp"
#include "math/elementary.hpp"
#include "random/philox.hpp"
#include "random/stream.hpp"
#include "statistics.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;
using random::Purpose;

constexpr std::uint64_t seed = 0x0123456789ABCDEFU;
constexpr std::uint32_t entity = 5;

struct Set {
  const char* isa;
  kernels::NoiseKernel<double> of_doubles;
  kernels::NoiseKernel<float> of_floats;
};

std::vector<Set> all_sets() {
  std::vector<Set> sets = {{"plain", &kernels::plain::add_noise, &kernels::plain::add_noise}};
  for (const kernels::KernelSet& set : kernels::available()) {
    sets.push_back({set.isa, set.noise<double>(), set.noise<float>()});
  }
  return sets;
}

constexpr double zero = 0.0;
constexpr double one = 1.0;

/// Normal numbers as they are.
kernels::NoisePass standard_pass() {
  const random::Key key = random::key_of(seed);
  return {.mean = &zero,
          .kick = &one,
          .key = {key[0], key[1]},
          .tag = random::tag(Purpose::noise, entity),
          .tail_tag = random::tag(Purpose::noise_tail, entity)};
}

struct Draw {
  std::uint32_t word;
  std::uint32_t more;
};

/// The words of a neuron and step, as docs/random_numbers.md has it.
Draw words_of(std::uint32_t neuron, std::int64_t step) {
  const random::Key key = {0x89ABCDEFU, 0x01234567U};
  const auto low = static_cast<std::uint32_t>(step);
  const auto high = static_cast<std::uint32_t>(static_cast<std::uint64_t>(step) >> 32);
  const std::uint32_t k = neuron % 64;
  return {random::philox4x32({neuron / 64 * 16 + k % 16, low, high, 16U << 24 | entity}, key)[k / 16],
          random::philox4x32({neuron / 4, low, high, 17U << 24 | entity}, key)[neuron % 4]};
}

bool in_tail(std::uint32_t word) {
  const std::uint32_t middle = (word & 0x80000000U) != 0 ? ~word : word;
  return 0x7FFFFFFFU - middle < 1U << 20;
}

/// The normal number of two words, one at a time and with branches.
float normal_of(Draw draw) {
  const auto word = static_cast<std::int32_t>(draw.word);
  return in_tail(draw.word) ? kernels::tail_normal(word, draw.more) : kernels::central_normal(word);
}

/// The quantile function that it stands for, in double precision.
double exact_normal(Draw draw) {
  const std::uint32_t from_below = draw.word + 0x80000000U;
  const std::uint32_t end = std::min(from_below, ~from_below);
  const double p = in_tail(draw.word) ? (static_cast<double>(std::uint64_t{end} << 32 | draw.more) + 0.5) * 0x1p-64
                                      : (static_cast<double>(end) + 0.5) * 0x1p-32;
  const double z = math::normal_quantile(p);
  return from_below == end ? z : -z;
}

struct Bounds {
  std::uint32_t begin, end;
};
constexpr Bounds bounds[] = {{0, 256}, {0, 1}, {63, 65}, {1, 255}, {77, 603}, {300, 300}, {4096, 4159}, {33, 65}};
constexpr std::int64_t steps[] = {0, 12345, (std::int64_t{3} << 32) + 9, -1};

/// 10^7 numbers: 100 steps of 100,000 neurons.
std::vector<std::vector<double>> draw_many() {
  std::vector<std::vector<double>> all;
  for (std::int64_t step = 0; step < 100; ++step) {
    all.emplace_back(100000, 0.0);
    kernels::selected().noise<double>()(standard_pass(), 7777, 107777, step, all.back().data());
  }
  return all;
}

double mean_product(const std::vector<double>& a, std::size_t from, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = from; i < a.size(); ++i) sum += a[i] * b[i - from];
  return sum / static_cast<double>(a.size() - from);
}

double cumulative(double z) { return 0.5 * std::erfc(-z * std::sqrt(0.5)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(noise_kernel)

BOOST_AUTO_TEST_CASE(every_set_gives_the_numbers_of_the_definition) {
  for (const std::int64_t step : steps) {
    for (const auto [begin, end] : bounds) {
      for (const Set& set : all_sets()) {
        std::vector<double> numbers(end - begin + 1, 0.0);
        set.of_doubles(standard_pass(), begin, end, step, numbers.data());
        for (std::uint32_t i = begin; i < end; ++i) {
          BOOST_REQUIRE_EQUAL(numbers[i - begin], static_cast<double>(normal_of(words_of(i, step))));
        }
        BOOST_TEST(numbers.back() == 0.0);
      }
    }
  }
}

/// Coefficients of one value a neuron, a state, and what was there before, in both precisions.
template <class Real, class KernelOf>
void check_currents(KernelOf&& kernel_of, bool correlated) {
  constexpr std::uint32_t first = 70, n = 333;
  std::vector<double> mean, kick, decay;
  for (std::uint32_t j = 0; j < n; ++j) {
    mean.push_back(10.0 + 0.3 * j);
    kick.push_back(5.0 + 0.01 * j);
    decay.push_back(0.9 + 1e-4 * j);
  }
  for (const bool per_neuron : {false, true}) {
    for (const Set& set : all_sets()) {
      std::vector<double> state(n, 1.0), expected_state(n, 1.0);
      kernels::NoisePass pass = standard_pass();
      pass.mean = mean.data();
      pass.kick = kick.data();
      if (correlated) pass.decay = decay.data();
      if (correlated) pass.state = state.data();
      pass.per_neuron = per_neuron;
      pass.first_neuron = first;
      for (std::int64_t step = 0; step < 50; ++step) {
        std::vector<Real> I(n, Real{7});
        // Ranges as the blocks of two threads have them.
        for (const auto [begin, end] : {Bounds{70, 128}, Bounds{128, 403}}) {
          kernel_of(set)(pass, begin, end, step, I.data() + (begin - first));
        }
        for (std::uint32_t j = 0; j < n; ++j) {
          const std::uint32_t c = per_neuron ? j : 0;
          double noise = kick[c] * static_cast<double>(normal_of(words_of(first + j, step)));
          if (correlated) noise = expected_state[j] = decay[c] * expected_state[j] + noise;
          BOOST_REQUIRE_EQUAL(I[j], Real{7} + static_cast<Real>(mean[c] + noise));
        }
      }
      if (correlated) BOOST_TEST((state == expected_state), set.isa);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_set_adds_the_same_currents) {
  for (const bool correlated : {false, true}) {
    check_currents<double>([](const Set& set) { return set.of_doubles; }, correlated);
    check_currents<float>([](const Set& set) { return set.of_floats; }, correlated);
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_the_quantiles_of_the_words) {
  // Around every power of two from either end, the middle and the tails' ends; and words in between.
  std::vector<std::uint32_t> words;
  for (std::uint32_t power = 0; power < 32; ++power) {
    for (std::uint32_t d = 0; d < 40; ++d) {
      for (const std::uint32_t end : {1U << power, 0U - (1U << power), 0x80000000U - (1U << power)}) {
        words.insert(words.end(), {end + d, end - d, ~(end + d)});
      }
    }
  }
  for (std::uint32_t k = 0; k < 2'000'000; ++k) words.push_back(k * 2147U + 11U);
  double worst = 0.0;
  for (const std::uint32_t word : words) {
    const Draw draw{word, word * 0x9E3779B9U};
    const double exact = exact_normal(draw);
    // Symmetric about the middle.
    BOOST_REQUIRE_EQUAL(normal_of(draw), -normal_of({~word, draw.more}));
    worst = std::max(worst, std::fabs(static_cast<double>(normal_of(draw)) - exact) / std::fabs(exact));
  }
  BOOST_TEST_MESSAGE("largest relative error of a normal number: " << worst);
  BOOST_TEST(worst < 3.5e-7);
}

BOOST_AUTO_TEST_CASE(the_tails_are_reached_and_join_the_middle) {
  BOOST_TEST(normal_of({0x80000000U, 0}) < -9.0F);
  BOOST_TEST(normal_of({0x7FFFFFFFU, 0}) > 9.0F);
  // Where the tail begins the two ways of computing agree to rounding.
  const std::uint32_t last_central = 0x7FFFFFFFU - (1U << 20);
  BOOST_TEST(!in_tail(last_central));
  BOOST_TEST(in_tail(last_central + 1));
  const float inside = normal_of({last_central, 0});
  const float outside = normal_of({last_central + 1, 0xFFFFFFFFU});
  BOOST_TEST(std::fabs(outside - inside) < 1e-6F);
}

// Ten million numbers; each bound is what right code would cross for about one seed in a thousand.
BOOST_AUTO_TEST_CASE(numbers_follow_the_normal_distribution) {
  const std::vector<std::vector<double>> all = draw_many();
  constexpr double n = 1e7;
  double moments[6] = {};
  double farthest = 0.0;
  constexpr int cells = 1000;
  std::vector<double> equal(cells, 0.0), tails(20, 0.0);  // by probability, and by half standard deviations
  for (const std::vector<double>& step : all) {
    for (const double z : step) {
      double power = 1.0;
      for (double& moment : moments) moment += (power *= z) / n;
      ++equal[std::min(static_cast<std::size_t>(cumulative(z) * cells), std::size_t{cells - 1})];
      ++tails[std::min(static_cast<std::size_t>((std::min(std::max(z, -5.0), 4.999) + 5.0) * 2.0), std::size_t{19})];
      farthest = std::max(farthest, std::fabs(z));
    }
  }
  // Variances of the powers: 1, 2, 15, 96, 945, 10170.
  const double expected[6] = {0.0, 1.0, 0.0, 3.0, 0.0, 15.0};
  const double variance[6] = {1.0, 2.0, 15.0, 96.0, 945.0, 10170.0};
  for (int j = 0; j < 6; ++j) {
    BOOST_TEST(std::fabs(moments[j] - expected[j]) < 3.3 * std::sqrt(variance[j] / n), "moment " << j + 1);
  }
  BOOST_TEST(chi_square_excess(equal, std::vector<double>(cells, n / cells)) < 1.0);
  std::vector<double> by_half(20);
  for (int j = 0; j < 20; ++j) {
    const double low = j == 0 ? 0.0 : cumulative(0.5 * j - 5.0);
    const double high = j == 19 ? 1.0 : cumulative(0.5 * j - 4.5);
    by_half[static_cast<std::size_t>(j)] = n * (high - low);
  }
  BOOST_TEST(chi_square_excess(tails, by_half) < 1.0);
  // Of 10^7 numbers the farthest lies between these with a probability of 99.9 %.
  BOOST_TEST(farthest > 4.8);
  BOOST_TEST(farthest < 6.5);
  std::vector<double> million;
  for (std::size_t step = 0; step < 10; ++step) {
    million.insert(million.end(), all[step].begin(), all[step].end());
  }
  BOOST_TEST(kolmogorov_excess(million, cumulative) < 1.0);
}

BOOST_AUTO_TEST_CASE(neurons_and_steps_are_independent) {
  const std::vector<std::vector<double>> all = draw_many();
  constexpr double bound = 3.3 / 3162.0;  // of 10^7 products of variance 1
  for (const std::size_t lag : {1, 2, 4, 16, 32, 64, 128}) {
    double sum = 0.0, squares = 0.0;
    for (const std::vector<double>& step : all) {
      sum += mean_product(step, lag, step) / 100.0;
      std::vector<double> square(step.size());
      std::ranges::transform(step, square.begin(), [](double z) { return (z * z - 1.0) / std::sqrt(2.0); });
      squares += mean_product(square, lag, square) / 100.0;
    }
    BOOST_TEST(std::fabs(sum) < bound, "neurons " << lag << " apart");
    BOOST_TEST(std::fabs(squares) < bound, "squares of neurons " << lag << " apart");
  }
  for (const std::size_t lag : {1, 2, 3, 50}) {
    double sum = 0.0;
    for (std::size_t step = lag; step < 100; ++step) sum += mean_product(all[step], 0, all[step - lag]);
    const double count = static_cast<double>(100 - lag);
    BOOST_TEST(std::fabs(sum / count) < 3.3 / std::sqrt(count * 1e5), "steps " << lag << " apart");
  }
}

BOOST_AUTO_TEST_SUITE_END()
