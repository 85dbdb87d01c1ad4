#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <lapicque/network.hpp>

#include "connectivity/rows/row_writer.hpp"
#include "delivery/bundles.hpp"
#include "delivery/delivery.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

struct RowSynapse {
  std::uint16_t delay;
  std::uint16_t target = 0;
  double number = 1.0;  // of given weights
};

void add_table(Delivery& delivery, TargetTable table) {
  delivery.make_room(table, 1);
  delivery.add_table(std::move(table));
}

void fire(Delivery& delivery, std::uint32_t population, std::span<const std::uint32_t> sources, std::int64_t step) {
  delivery.add_fired(population, sources);
  delivery.schedule(step);
}

/// A table of one source.
SynapseTable one_row(const std::vector<RowSynapse>& synapses, WeightKind kind = WeightKind::constant,
                     std::int64_t base = 0) {
  SynapseTable table;
  table.kind = kind;
  table.base = base;
  connectivity::RowWriter writer{table, 1, 1};
  connectivity::Row row;
  for (const RowSynapse& synapse : synapses) {
    row.targets.push_back(synapse.target);
    row.values.delay.push_back(synapse.delay);
    if (kind == WeightKind::grid) row.values.grid.push_back(static_cast<std::uint16_t>(synapse.number));
    if (!whole_numbers(kind)) row.values.number.push_back(synapse.number);
  }
  writer.append(row);
  return table;
}

/// Accumulators of ten neurons with one accumulator of whole and one of real numbers.
struct Sums {
  explicit Sums(double load = 100.0, bool ones = true) {
    static_cast<void>(accumulators.find_or_make(0, 0, WeightKind::grid, 1.0, {0, 10}));
    static_cast<void>(accumulators.find_or_make(0, 0, WeightKind::float64, 1.0, {0, 10}));
    accumulators.add_loads(0, std::vector<double>(10, load));
    if (!ones) accumulators.use_other_numbers();
    accumulators.allocate();
  }
  /// Reads a sum and empties it.
  double take(bool whole, std::size_t index = 0) {
    switch (accumulators.type(whole)) {
      case Accumulators::Type::uint16: return take_as<std::uint16_t>(whole, index);
      case Accumulators::Type::int32: return take_as<std::int32_t>(whole, index);
      default: return take_as<double>(whole, index);
    }
  }
  template <class T>
  double take_as(bool whole, std::size_t index) {
    T& sum = *static_cast<T*>(accumulators.sums(whole, index));
    return static_cast<double>(std::exchange(sum, T{0}));
  }
  Accumulators accumulators;
};

const std::vector<std::uint32_t> source_0 = {0};

}  // namespace

BOOST_AUTO_TEST_SUITE(delivery)

BOOST_AUTO_TEST_CASE(a_spike_arrives_after_each_delay_of_its_row) {
  Delivery delivery;
  Sums sums;
  add_table(delivery, {0, 0, one_row({{1}, {4}, {9}})});
  for (std::int64_t step = 0; step < 40; ++step) {
    delivery.deliver(step, sums.accumulators);
    const bool due =
        step == 5 + 1 || step == 5 + 4 || step == 5 + 9 || step == 20 + 1 || step == 20 + 4 || step == 20 + 9;
    BOOST_TEST(sums.take(true) == (due ? 1.0 : 0.0));
    if (step == 5 || step == 20) fire(delivery, 0, source_0, step);
  }
}

BOOST_AUTO_TEST_CASE(a_source_that_fires_twice_in_a_step_counts_twice) {
  Delivery delivery;
  Sums sums;
  add_table(delivery, {3, 0, one_row({{2, 7}})});
  delivery.deliver(0, sums.accumulators);
  fire(delivery, 3, std::vector<std::uint32_t>{0, 0}, 0);
  fire(delivery, 2, source_0, 0);  // a population without synapses
  delivery.deliver(1, sums.accumulators);
  BOOST_TEST(sums.take(true, 7) == 0.0);
  delivery.deliver(2, sums.accumulators);
  BOOST_TEST(sums.take(true, 7) == 2.0);
}

BOOST_AUTO_TEST_CASE(numbers_of_every_kind_are_added_in_every_type_of_sum) {
  for (const double load : {100.0, 1e6, 1e10}) {
    for (const WeightKind kind :
         {WeightKind::constant, WeightKind::grid, WeightKind::int16, WeightKind::float32, WeightKind::float64}) {
      Delivery delivery;
      Sums sums{load, kind == WeightKind::constant};
      const bool whole = whole_numbers(kind);
      const std::int64_t base = kind == WeightKind::grid ? -1000 : 0;
      const double number = kind == WeightKind::constant ? 1.0 : 7.0;
      // The table begins at the third sum; target 4 is hit twice.
      add_table(delivery, {0, 3, one_row({{1, 4, 7.0}, {1, 4, 7.0}, {1, 6, 7.0}, {2, 5, 7.0}}, kind, base)});
      fire(delivery, 0, source_0, 0);
      delivery.deliver(1, sums.accumulators);
      const double once = number + static_cast<double>(base);
      for (std::size_t i = 0; i < 10; ++i) {
        BOOST_TEST(sums.take(whole, i) == (i == 7 ? 2.0 * once : i == 9 ? once : 0.0));
        BOOST_TEST(sums.take(!whole, i) == 0.0);
      }
      delivery.deliver(2, sums.accumulators);
      BOOST_TEST(sums.take(whole, 8) == once);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_multiplier_scales_what_is_added) {
  for (const double load : {1e6, 1e10}) {
    Delivery delivery;
    Sums sums{load, false};
    SynapseTable table = one_row({{1, 2, 7.0}, {1, 3, 65535.0}}, WeightKind::grid);
    table.multiplier = -256;
    add_table(delivery, {0, 0, std::move(table)});
    fire(delivery, 0, source_0, 0);
    delivery.deliver(1, sums.accumulators);
    BOOST_TEST(sums.take(true, 2) == -256.0 * 7.0);
    BOOST_TEST(sums.take(true, 3) == -256.0 * 65535.0);
  }
}

BOOST_AUTO_TEST_CASE(negative_drawn_weights_join_a_channel_of_positive_ones) {
  Accumulators accumulators;
  const auto use = [&](WeightKind kind, double unit, std::uint32_t receptor = 0) {
    const AccumulatorUse found = accumulators.find_or_make(0, receptor, kind, unit, {0, 10});
    return std::pair{found.accumulator, found.multiplier};
  };
  const auto expected = [](std::size_t accumulator, std::int32_t multiplier) {
    return std::pair{accumulator, multiplier};
  };
  BOOST_CHECK(use(WeightKind::grid, 0.5) == expected(0, 1));
  BOOST_CHECK(use(WeightKind::grid, -0.5) == expected(0, -1));
  BOOST_CHECK(use(WeightKind::grid, -128.0) == expected(0, -256));
  BOOST_CHECK(use(WeightKind::grid, -256.0) == expected(1, 1));  // too many units
  BOOST_CHECK(use(WeightKind::grid, -0.25) == expected(2, 1));   // less than one
  BOOST_CHECK(use(WeightKind::grid, 1.0) == expected(3, 1));     // the same sign
  BOOST_CHECK(use(WeightKind::grid, 0.25) == expected(4, 1));    // positive joins nothing
  BOOST_CHECK(use(WeightKind::constant, -0.5) == expected(5, 1));
  BOOST_CHECK(use(WeightKind::constant, 0.5) == expected(0, 1));  // an equal unit
  BOOST_CHECK(use(WeightKind::grid, -0.5, 1) == expected(6, 1));
}

BOOST_AUTO_TEST_CASE(what_is_noted_may_be_added_ahead_of_the_rest) {
  Delivery delivery;
  Sums sums;
  const auto row = [](std::uint16_t delay, double number) {
    return one_row({{delay, 0, number}}, WeightKind::float64);
  };
  add_table(delivery, {0, 0, row(2, 1.0)});
  add_table(delivery, {1, 0, row(1, 1e16)});
  add_table(delivery, {2, 0, row(1, -1e16)});
  fire(delivery, 0, source_0, 0);
  delivery.deliver(1, sums.accumulators);
  delivery.deliver_noted(2, sums.accumulators);
  delivery.deliver_noted(2, sums.accumulators);
  fire(delivery, 1, source_0, 1);
  fire(delivery, 2, source_0, 1);
  delivery.deliver(2, sums.accumulators);
  BOOST_TEST(sums.take(false) == (1.0 + 1e16) - 1e16);
  delivery.deliver(3, sums.accumulators);
  BOOST_TEST(sums.take(false) == 0.0);
}

BOOST_AUTO_TEST_CASE(sums_take_the_narrowest_type_that_cannot_overflow) {
  using Type = Accumulators::Type;
  BOOST_CHECK((Sums{65535.0}.accumulators.type(true) == Type::uint16));
  BOOST_CHECK((Sums{65536.0}.accumulators.type(true) == Type::int32));
  BOOST_CHECK((Sums{100.0, false}.accumulators.type(true) == Type::int32));
  BOOST_CHECK((Sums{2147483647.0}.accumulators.type(true) == Type::int32));
  BOOST_CHECK((Sums{2147483648.0}.accumulators.type(true) == Type::float64));
  BOOST_CHECK((Sums{}.accumulators.type(false) == Type::float64));
}

BOOST_AUTO_TEST_CASE(spikes_under_way_survive_a_table_with_longer_delays) {
  Delivery delivery;
  Sums sums;
  add_table(delivery, {0, 0, one_row({{3}, {7}})});
  for (std::int64_t step = 0; step <= 100; ++step) delivery.deliver(step, sums.accumulators);
  fire(delivery, 0, source_0, 100);
  add_table(delivery, {0, 0, one_row({{60000, 1}})});
  delivery.deliver(101, sums.accumulators);
  fire(delivery, 0, source_0, 101);
  for (std::int64_t step = 102; step <= 101 + 60000; ++step) {
    delivery.deliver(step, sums.accumulators);
    const bool due = step == 103 || step == 104 || step == 107 || step == 108;
    BOOST_REQUIRE(sums.take(true, 0) == (due ? 1.0 : 0.0));
    BOOST_REQUIRE(sums.take(true, 1) == (step == 101 + 60000 ? 1.0 : 0.0));
  }
}

BOOST_AUTO_TEST_CASE(real_numbers_keep_the_order_of_firing_then_table) {
  // In floating point (1e16 + 1) - 1e16 is 0 but (1e16 - 1e16) + 1 is 1: the order shows in the sum.
  Delivery delivery;
  Sums sums;
  const auto row = [](std::uint16_t delay, double number) {
    return one_row({{delay, 0, number}}, WeightKind::float64);
  };
  add_table(delivery, {0, 0, row(5, 1e16)});
  add_table(delivery, {1, 0, row(2, 1.0)});
  add_table(delivery, {2, 0, row(1, -1e16)});
  for (std::int64_t step = 0; step < 5; ++step) {
    delivery.deliver(step, sums.accumulators);
    if (step == 0) fire(delivery, 0, source_0, step);
    if (step == 3) fire(delivery, 1, source_0, step);
    if (step == 4) fire(delivery, 2, source_0, step);
  }
  delivery.deliver(5, sums.accumulators);
  BOOST_TEST(sums.take(false) == (1e16 + 1.0) - 1e16);
}

BOOST_AUTO_TEST_CASE(clear_forgets_what_is_under_way) {
  Delivery delivery;
  Sums sums;
  add_table(delivery, {0, 0, one_row({{1}})});
  delivery.deliver(0, sums.accumulators);
  fire(delivery, 0, source_0, 0);
  delivery.clear();
  for (std::int64_t step = 0; step < 4; ++step) delivery.deliver(step, sums.accumulators);
  BOOST_TEST(sums.take(true) == 0.0);
}

BOOST_AUTO_TEST_CASE(bundles_share_tables_where_the_arithmetic_is_the_same) {
  constexpr std::uint32_t sizes[] = {40000, 30000};
  constexpr std::uint32_t a = 0;
  constexpr std::uint32_t b = 1;
  const auto plan = [&](std::uint32_t id, std::uint32_t pre, std::uint32_t post, std::uint32_t receptor,
                        const Value& weight) {
    return ProjectionPlan{.id = id,
                          .seed = 1,
                          .dt = 0.1,
                          .pre_population = pre,
                          .post_population = post,
                          .pre = {0, sizes[pre]},
                          .post = {0, sizes[post]},
                          .n_sources = sizes[pre],
                          .rule = FixedTotal{10},
                          .weight = weight,
                          .delay = 1.5,
                          .receptor = receptor};
  };
  const Value drawn = Distribution{Normal{10.0, 1.0, 0.0}};
  const std::vector<ProjectionPlan> plans{plan(0, a, a, 0, drawn), plan(1, a, b, 0, drawn), plan(2, a, b, 0, drawn),
                                          plan(3, a, b, 0, 2.0),   plan(4, a, a, 1, 3.0),   plan(5, b, a, 0, drawn)};
  const std::vector<Range> ranges{{0, 40000}, {0, 30000}};
  Accumulators accumulators;
  const std::vector<Bundle> bundles = make_bundles(plans, ranges, accumulators);
  std::vector<std::vector<std::uint32_t>> ids;
  for (const Bundle& bundle : bundles) {
    std::vector<std::uint32_t>& these = ids.emplace_back();
    for (const Bundle::Part& part : bundle.parts) these.push_back(part.plan->id);
  }
  // A second projection onto an accumulator gets tables of its own, so that synapses can be told apart.
  const std::vector<std::vector<std::uint32_t>> expected{{0, 1}, {2}, {3, 4}, {5}};
  BOOST_CHECK(ids == expected);
  BOOST_CHECK_EQUAL(accumulators.all().size(), 4U);

  // 70000 targets do not fit 16 bits: the second accumulator is cut.
  const std::vector<BundleTable> tables = cut(bundles[0], accumulators);
  BOOST_REQUIRE_EQUAL(tables.size(), 2U);
  BOOST_CHECK_EQUAL(tables[0].parts.size(), 2U);
  BOOST_CHECK_EQUAL(tables[0].parts[1].first_target, 40000U);
  BOOST_CHECK_EQUAL(tables[0].parts[1].range.end, 25536U);
  BOOST_CHECK_EQUAL(tables[1].first_sum, 65536U);
  BOOST_CHECK_EQUAL(tables[1].parts[0].range.begin, 25536U);
  BOOST_CHECK_EQUAL(tables[1].parts[0].range.end, 30000U);
}

BOOST_AUTO_TEST_SUITE_END()
