#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

#include "engine/delivery.hpp"

namespace {

using namespace lapicque;

/// One source with a synapse of weight `weight` on target 0 for each delay given, in increasing order.
SynapseTable one_row(const std::vector<std::uint16_t>& delays, double weight) {
  SynapseTable table;
  table.row_synapse = {0, delays.size()};
  table.row_segment = {0, static_cast<std::uint32_t>(delays.size())};
  for (const std::uint16_t delay : delays) table.segments.push_back({delay, 1});
  table.targets.assign(delays.size(), 0);
  table.weights.low = weight;
  return table;
}

double take(double& accumulator) {
  const double value = accumulator;
  accumulator = 0.0;
  return value;
}

const std::vector<std::uint32_t> source_0 = {0};

}  // namespace

BOOST_AUTO_TEST_SUITE(delivery)

BOOST_AUTO_TEST_CASE(a_spike_arrives_after_each_delay_of_its_row) {
  Delivery delivery;
  double arriving = 0.0;
  delivery.add_table(0, {0, one_row({1, 4, 9}, 2.0), 0, &arriving});
  for (std::int64_t step = 0; step < 40; ++step) {
    delivery.deliver(step);
    const bool due =
        step == 5 + 1 || step == 5 + 4 || step == 5 + 9 || step == 20 + 1 || step == 20 + 4 || step == 20 + 9;
    BOOST_TEST(take(arriving) == (due ? 2.0 : 0.0));
    if (step == 5 || step == 20) delivery.schedule(0, source_0, step);
  }
}

BOOST_AUTO_TEST_CASE(a_source_that_fires_twice_in_a_step_counts_twice) {
  Delivery delivery;
  double arriving = 0.0;
  delivery.add_table(3, {0, one_row({2}, 1.5), 0, &arriving});
  delivery.deliver(0);
  delivery.schedule(3, std::vector<std::uint32_t>{0, 0}, 0);
  delivery.schedule(2, source_0, 0);  // a population without synapses
  delivery.deliver(1);
  BOOST_TEST(take(arriving) == 0.0);
  delivery.deliver(2);
  BOOST_TEST(take(arriving) == 3.0);
}

BOOST_AUTO_TEST_CASE(spikes_under_way_survive_a_projection_with_longer_delays) {
  Delivery delivery;
  double first = 0.0;
  double second = 0.0;
  delivery.add_table(0, {0, one_row({3, 7}, 1.0), 0, &first});
  for (std::int64_t step = 0; step <= 100; ++step) delivery.deliver(step);
  delivery.schedule(0, source_0, 100);
  delivery.add_table(0, {1, one_row({60000}, 5.0), 0, &second});
  delivery.deliver(101);
  delivery.schedule(0, source_0, 101);
  for (std::int64_t step = 102; step <= 101 + 60000; ++step) {
    delivery.deliver(step);
    const bool due = step == 103 || step == 104 || step == 107 || step == 108;
    BOOST_REQUIRE(take(first) == (due ? 1.0 : 0.0));
    BOOST_REQUIRE(take(second) == (step == 101 + 60000 ? 5.0 : 0.0));
  }
}

BOOST_AUTO_TEST_CASE(additions_keep_the_order_of_firing_then_projection) {
  // In floating point (1e16 + 1) - 1e16 is 0 but (1e16 - 1e16) + 1 is 1: the order shows in the sum.
  Delivery delivery;
  double arriving = 0.0;
  delivery.add_table(0, {0, one_row({5}, 1e16), 0, &arriving});
  delivery.add_table(1, {1, one_row({2}, 1.0), 0, &arriving});
  delivery.add_table(2, {2, one_row({1}, -1e16), 0, &arriving});
  for (std::int64_t step = 0; step < 5; ++step) {
    delivery.deliver(step);
    if (step == 0) delivery.schedule(0, source_0, step);
    if (step == 3) delivery.schedule(1, source_0, step);
    if (step == 4) delivery.schedule(2, source_0, step);
  }
  delivery.deliver(5);
  BOOST_TEST(arriving == (1e16 + 1.0) - 1e16);
}

BOOST_AUTO_TEST_CASE(clear_forgets_what_is_under_way) {
  Delivery delivery;
  double arriving = 0.0;
  delivery.add_table(0, {0, one_row({1}, 1.0), 0, &arriving});
  delivery.deliver(0);
  delivery.schedule(0, source_0, 0);
  delivery.clear();
  for (std::int64_t step = 0; step < 4; ++step) delivery.deliver(step);
  BOOST_TEST(arriving == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
