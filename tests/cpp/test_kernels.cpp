#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "kernels/dispatch.hpp"
#include "random/stream.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

// More than one block, and a tail that fills no vector of any width.
constexpr std::size_t n = 603;

std::vector<double> draw(std::uint32_t number, double low, double high) {
  random::Stream stream{7, random::Purpose::initial_state, number, 0, 0};
  std::vector<double> values(n);
  for (double& value : values) value = low + (high - low) * stream.uniform();
  return values;
}

struct Result {
  std::vector<std::uint32_t> spikes;
  std::vector<std::uint64_t> bits;
};

template <class T>
std::vector<T> as(const std::vector<double>& values) {
  std::vector<T> converted;
  for (const double value : values) converted.push_back(static_cast<T>(value));
  return converted;
}

enum class Shape { fused, one, mixed };

/// What arrives at a receptor: sums of one type, and some of another.
struct Arrivals {
  explicit Arrivals(std::uint32_t number) {
    for (const double x : draw(number, 0, 6)) {
      ones.push_back(static_cast<std::uint16_t>(x));
      numbers.push_back(static_cast<std::int32_t>(1000.0 * (x - 3.0)));
      counts.push_back(static_cast<std::int32_t>(x));
      reals.push_back(x - 3.0);
    }
  }
  std::vector<kernels::ArrivalPass> passes(int which) {
    using Type = kernels::ArrivalPass::Type;
    const kernels::ArrivalPass one{ones.data(), 0, Type::uint16, 7.5};
    const kernels::ArrivalPass two{numbers.data(), 0, Type::int32, 0x1p-7};
    const kernels::ArrivalPass three{reals.data(), 0, Type::float64, 1.0};
    switch (which) {
      case 0: return {one};
      case 1: return {two};
      case 2: return {two, {counts.data(), 0, Type::int32, 30.0}};
      case 3: return {one, two, three};
      default: return {};
    }
  }
  std::vector<std::uint16_t> ones;
  std::vector<std::int32_t> numbers;
  std::vector<std::int32_t> counts;
  std::vector<double> reals;
};

/// Two hundred steps of neurons driven hard enough to fire often.
template <class Real>
Result run(const kernels::KernelSet& set, bool per_neuron, Shape shape, int which) {
  using Pass = kernels::ReceptorPass<Real>;
  using Tick = kernels::Tick;
  std::vector<Real> V_m = as<Real>(draw(1, -70, -50)), I = as<Real>(draw(2, 0, 900)), I2 = as<Real>(draw(3, 0, 300));
  std::vector<Real> rise = as<Real>(draw(4, 0, 100));
  const std::vector<Real> I_ext = as<Real>(draw(5, 300, 700)), decay = as<Real>(draw(7, 0.9, 0.99));
  const std::vector<Real> to_V = as<Real>(draw(8, 1e-4, 4e-4)), leak = as<Real>(draw(9, -0.02, -0.005));
  const std::vector<Real> rest = as<Real>(draw(10, -0.6, 0.3)), V_th = as<Real>(draw(11, -56, -54));
  const std::vector<Real> V_reset = as<Real>(draw(12, -71, -69));
  std::vector<Tick> free_from(n, 0), steps(n, 20);

  const auto of = [&](const std::vector<Real>& values) {
    return NeuronValues<Real>{values.data(), per_neuron ? ~std::size_t{0} : 0};
  };
  std::vector<Pass> passes;
  const Pass stage{.effect = kernels::ReceptorEffect::current, .x = I.data(), .decay = of(decay), .x_to_V = of(to_V)};
  passes.push_back(stage);
  if (shape != Shape::one) {
    Pass second = stage;
    second.x = I2.data();
    if (shape == Shape::mixed) {
      second.rise = rise.data();
      second.rise_decay = of(decay);
      second.rise_to_x = of(to_V);
      second.rise_to_V = of(to_V);
      second.rise_per_weight = of(decay);
    }
    passes.push_back(second);
  }
  if (shape == Shape::mixed) passes.push_back({});
  const kernels::MembraneKernel& kernel = set.of_model<lapicque::Lif>().exact;
  BOOST_REQUIRE_EQUAL(std::string{kernel.first_coefficients}, "leak, rest, current_to_V, V_th, V_reset");
  const kernels::MembranePass<Real> pass = {.state = {V_m.data()},
                                            .coefficient = {of(leak), of(rest), of(to_V), of(V_th), of(V_reset)},
                                            .I_ext = shape == Shape::mixed ? I_ext.data() : nullptr,
                                            .receptors = passes.data(),
                                            .n_receptors = passes.size(),
                                            .free_from = free_from.data(),
                                            .refractory_steps = steps.data(),
                                            .per_neuron = per_neuron};
  Result result;
  std::vector<std::uint32_t> fired(n + 1);
  for (int step = 0; step < 200; ++step) {
    std::vector<Arrivals> arrivals;
    std::vector<std::vector<kernels::ArrivalPass>> lists;
    for (std::uint32_t r = 0; r < passes.size(); ++r) arrivals.emplace_back(20 + r + 3 * static_cast<unsigned>(step));
    std::vector<kernels::ReceptorArrivals> all;
    for (std::size_t r = 0; r < passes.size(); ++r)
      lists.push_back(arrivals[r].passes((which + static_cast<int>(r)) % 5));
    for (const auto& list : lists) all.push_back({list.data(), list.size()});
    // Ranges as the shards of three threads have them.
    for (const auto& [begin, end] : {std::pair{0U, 192U}, {192U, 448U}, {448U, 603U}}) {
      const kernels::NeuronBlock block{begin, end - begin, step, all.data()};
      const std::uint32_t count = kernels::KernelSet::of<Real>(kernel)(pass, block, fired.data());
      result.spikes.insert(result.spikes.end(), fired.begin(), fired.begin() + count);
    }
    for (const auto* values : {&V_m, &I, &I2, &rise}) {
      for (const Real value : *values) result.bits.push_back(std::bit_cast<std::uint64_t>(static_cast<double>(value)));
    }
    for (std::size_t r = 0; r < passes.size(); ++r) {
      for (const kernels::ArrivalPass& used : lists[r]) {
        const auto empty = [](const auto* sums) { return std::all_of(sums, sums + n, [](auto x) { return x == 0; }); };
        using Type = kernels::ArrivalPass::Type;
        if (used.type == Type::uint16) BOOST_REQUIRE(empty(static_cast<const std::uint16_t*>(used.sums)));
        if (used.type == Type::int32) BOOST_REQUIRE(empty(static_cast<const std::int32_t*>(used.sums)));
        if (used.type == Type::float64) BOOST_REQUIRE(empty(static_cast<const double*>(used.sums)));
      }
    }
  }
  return result;
}

template <class Real>
void compare_sets() {
  for (const bool per_neuron : {false, true}) {
    for (const Shape shape : {Shape::one, Shape::fused, Shape::mixed}) {
      for (int which = 0; which < 5; ++which) {
        const Result plain = run<Real>(kernels::available().front(), per_neuron, shape, which);
        BOOST_TEST(plain.spikes.size() > 500U);
        for (const auto& set : kernels::available()) {
          const Result other = run<Real>(set, per_neuron, shape, which);
          BOOST_TEST((other.spikes == plain.spikes), set.isa);
          BOOST_TEST((other.bits == plain.bits), set.isa);
        }
      }
    }
  }
}

/// Arrays of all lengths up to n: all `ordinary` but for one value at any place.
template <class Real, class Scan>
void check_scan(const Scan& scan, Real ordinary, Real odd) {
  std::vector<Real> values(200, ordinary);
  for (std::size_t size = 0; size <= values.size(); size += 3) {
    BOOST_REQUIRE(scan(values.data(), size));
    for (std::size_t i = 0; i < size; ++i) {
      values[i] = odd;
      BOOST_REQUIRE(!scan(values.data(), size));
      values[i] = ordinary;
    }
  }
}

template <class Real>
void check_scans(const kernels::KernelSet& set) {
  using Limits = std::numeric_limits<Real>;
  for (const Real odd : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) {
    check_scan(set.all_finite<Real>(), Limits::max(), odd);
    check_scan(set.all_finite<Real>(), -Limits::max(), odd);
    check_scan(set.all_zero<Real>(), Real{0}, odd);
  }
  check_scan(set.all_zero<Real>(), -Real{0}, Limits::denorm_min());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kernels)

BOOST_AUTO_TEST_CASE(instruction_sets_give_the_same_bits_in_double_precision) { compare_sets<double>(); }

BOOST_AUTO_TEST_CASE(instruction_sets_give_the_same_bits_in_single_precision) { compare_sets<float>(); }

BOOST_AUTO_TEST_CASE(scans_find_what_is_not_finite_and_what_is_not_zero) {
  for (const auto& set : lapicque::detail::kernels::available()) {
    check_scans<double>(set);
    check_scans<float>(set);
  }
}

BOOST_AUTO_TEST_SUITE_END()
