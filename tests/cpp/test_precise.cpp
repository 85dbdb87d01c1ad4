#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "delivery/timed_arrivals.hpp"
#include "math/elementary.hpp"
#include "math/grid_time.hpp"
#include "math/propagator.hpp"
#include "neurons/event_driven_step.hpp"
#include "neurons/precise_neuron.hpp"
#include "neurons/precise_refractoriness.hpp"
#include "neurons/timed_events.hpp"
#include "random/stream.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

SynapticKinetics two_stages(double tau_rise, double tau_decay) {
  const double peak_time = math::chain_peak_time(tau_rise, tau_decay);
  return {2, tau_rise, tau_decay, 1.0 / math::chain(peak_time, tau_rise, tau_decay), peak_time};
}

/// A neuron with a receptor of every kind, and draws of its state.
struct Cell {
  explicit Cell(std::uint32_t number) : stream{11, random::Purpose::initial_state, number, 0, 0} {
    neuron.membrane = {.tau_m = between(2, 20), .C_m = 250, .V_inf = between(-75, -52), .V_th = -55, .V_reset = -70};
    kinetics[0] = {.stages = 1, .tau_decay = between(0.1, 5)};
    kinetics[1] = two_stages(0.3, between(0.3, 12));
    kinetics[2] = {};
    const double alpha = between(0.1, 8);
    kinetics[3] = two_stages(alpha, alpha);
    neuron.receptors = kinetics;
    neuron.currents.resize(kinetics.size());
    neuron.V_m = between(-66, -55.5);
    neuron.take(0, between(-1500, 1500));
    neuron.take(1, between(-1500, 1500));
    neuron.take(3, between(-2500, 2500));
    neuron.currents[1].I = between(-300, 300);
  }
  double between(double low, double high) { return low + (high - low) * stream.uniform(); }

  random::Stream stream;
  std::vector<SynapticKinetics> kinetics{4};
  PreciseNeuron neuron;
};

double above_at(const PreciseNeuron& neuron, double time) {
  PreciseNeuron later = neuron;
  later.advance(time);
  return later.above();
}

/// The first sample of many that is not below threshold.
std::optional<double> first_sample_above(const PreciseNeuron& neuron, double h, int samples) {
  for (int k = 0; k <= samples; ++k) {
    const double time = h * k / samples;
    if (above_at(neuron, time) >= 0.0) return time;
  }
  return std::nullopt;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(precise)

BOOST_AUTO_TEST_CASE(the_first_crossing_is_found) {
  constexpr int samples = 2000;
  int crossings = 0;
  int visits = 0;
  CrossingSearch search;
  for (std::uint32_t number = 0; number < 600; ++number) {
    const Cell cell{number};
    const double h = number % 2 == 0 ? 1.0 : 7.0;
    const std::optional<double> sampled = first_sample_above(cell.neuron, h, samples);
    const std::optional<double> found = search.first(cell.neuron, h);
    // What lies between two samples, the search alone sees.
    BOOST_TEST((found || !sampled), number);
    if (!found) continue;
    ++crossings;
    if (above_at(cell.neuron, h) < 0.0) ++visits;
    BOOST_TEST(std::fabs(above_at(cell.neuron, *found)) < 1e-12, number);
    if (sampled) {
      BOOST_TEST(*found <= *sampled, number);
      BOOST_TEST(*found >= *sampled - h / samples * (1.0 + 1e-12), number);
    }
  }
  BOOST_TEST(crossings > 100);
  BOOST_TEST(visits > 10);
}

BOOST_AUTO_TEST_CASE(the_pull_is_bounded) {
  for (std::uint32_t number = 0; number < 200; ++number) {
    const Cell cell{number};
    const double h = 3.0;
    const Bounds bounds = cell.neuron.pull(h);
    for (int k = 0; k <= 50; ++k) {
      PreciseNeuron later = cell.neuron;
      later.advance_currents(h * k / 50);
      double I = 0.0;
      for (const SynapticCurrent& current : later.currents) I += current.I;
      const double pull = later.membrane.V_inf + later.membrane.tau_m / later.membrane.C_m * I;
      BOOST_TEST(pull >= bounds.low - 1e-9);
      BOOST_TEST(pull <= bounds.high + 1e-9);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_tangent_is_no_crossing_and_a_hair_more_is_one) {
  Cell cell{1};
  cell.kinetics = {two_stages(1.0, 1.0)};
  cell.neuron.receptors = cell.kinetics;
  cell.neuron.currents.assign(1, {});
  cell.neuron.membrane = {.tau_m = 10, .C_m = 250, .V_inf = -70, .V_th = -55, .V_reset = -70};
  cell.neuron.V_m = -70;
  cell.neuron.take(0, 1000.0);
  // The maximum of V_m, by golden section.
  double low = 0.5;
  double high = 8.0;
  const double ratio = (std::sqrt(5.0) - 1.0) / 2.0;
  while (high - low > 1e-9) {
    const double a = high - ratio * (high - low);
    const double b = low + ratio * (high - low);
    (above_at(cell.neuron, a) < above_at(cell.neuron, b) ? low : high) =
        above_at(cell.neuron, a) < above_at(cell.neuron, b) ? a : b;
  }
  const double top = above_at(cell.neuron, low) + cell.neuron.membrane.V_th;
  CrossingSearch search;
  for (const double excess : {1e-3, 1e-6, 1e-9, 1e-12}) {
    cell.neuron.membrane.V_th = top + excess;
    BOOST_TEST(!search.first(cell.neuron, 20.0).has_value(), excess);
    cell.neuron.membrane.V_th = top - excess;
    const std::optional<double> found = search.first(cell.neuron, 20.0);
    BOOST_TEST_REQUIRE(found.has_value(), excess);
    BOOST_TEST(*found <= low);
    BOOST_TEST(*found == low, boost::test_tools::tolerance(2.0 * std::sqrt(excess)));
  }
}

BOOST_AUTO_TEST_CASE(a_neuron_at_threshold_has_crossed_and_nonsense_ends) {
  Cell cell{2};
  CrossingSearch search;
  cell.neuron.V_m = cell.neuron.membrane.V_th;
  BOOST_TEST(search.first(cell.neuron, 1.0).value() == 0.0);
  cell.neuron.V_m = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(!search.first(cell.neuron, 1.0).has_value());
  cell.neuron.V_m = -70.0;
  cell.neuron.currents[0].I = std::numeric_limits<double>::infinity();
  BOOST_TEST(!search.first(cell.neuron, 1.0).has_value());
}

BOOST_AUTO_TEST_CASE(a_potential_in_two_parts_loses_nothing) {
  Cell cell{3};
  cell.neuron.V_m = -70.0;
  constexpr int n = 1 << 20;
  for (int k = 0; k < n; ++k) cell.neuron.jump(0.1 / n);
  BOOST_TEST(std::fabs(((cell.neuron.V_m + 70.0) + cell.neuron.V_low) - 0.1) < 1e-16);
}

BOOST_AUTO_TEST_CASE(arrivals_are_taken_together_and_refractoriness_ends_within_a_step) {
  Cell cell{4};
  cell.kinetics = {SynapticKinetics{}};
  cell.neuron.receptors = cell.kinetics;
  cell.neuron.currents.assign(1, {});
  cell.neuron.membrane = {.tau_m = 10, .C_m = 250, .V_inf = -70, .V_th = -55, .V_reset = -70};
  cell.neuron.V_m = -70.0;
  CrossingSearch search;
  std::vector<double> spikes;
  EventDrivenStep own_step{cell.neuron, search, {}, {0, 0.25}, 5, 1.0, spikes};
  const auto jump_at = [&](double time, std::vector<double> weights) {
    own_step.go_to(time);
    for (const double weight : weights) own_step.arrive(0, weight);
    own_step.settle();
  };
  jump_at(0.125, {20.0, -10.0});
  BOOST_TEST(spikes.empty());
  jump_at(0.25, {20.0});
  jump_at(0.5, {20.0});  // just becoming free
  jump_at(0.625, {20.0});
  own_step.go_to(1.0);
  BOOST_TEST((spikes == std::vector<double>{0.25, 0.625}));
  BOOST_TEST(own_step.free_from().step == 5);
  BOOST_TEST(own_step.free_from().offset == 0.875);
  BOOST_TEST(cell.neuron.V_m == -70.0);
}

BOOST_AUTO_TEST_CASE(a_packet_is_taken_block_by_block) {
  SynapseTable table;
  table.kind = WeightKind::float64;
  table.parts = {{.projection = 0, .begin = 0, .end = 100, .first_neuron = 7, .unit = 1.0}};
  const std::uint16_t targets[] = {1, 1, 5, 60, 99};
  const double weights[] = {0.5, 1.5, -2.5, 3.5, 4.5};
  std::vector<std::byte> data(sizeof targets + sizeof weights);
  std::memcpy(data.data(), targets, sizeof targets);
  std::memcpy(data.data() + sizeof targets, weights, sizeof weights);
  const TimedArrivals::Packet packet{
      .offset = 0.5, .receptor = 0, .first_neuron = 7, .count = 5, .synapses = &table, .targets = data.data()};
  std::vector<std::uint32_t> neurons;
  std::vector<double> seen;
  std::uint32_t next = 0;
  for (const std::uint32_t end : {8U, 12U, 13U, 200U}) {
    next = packet.for_each_below(end, next, [&](std::uint32_t neuron, double weight) {
      BOOST_TEST(neuron < end);
      neurons.push_back(neuron);
      seen.push_back(weight);
    });
    neurons.push_back(0);
  }
  BOOST_TEST(next == 5U);
  BOOST_TEST((neurons == std::vector<std::uint32_t>{0, 8, 8, 0, 12, 0, 67, 106, 0}));
  BOOST_TEST((seen == std::vector<double>(std::begin(weights), std::end(weights))));
}

BOOST_AUTO_TEST_CASE(events_are_listed_by_neuron_and_time_of_those_that_are_chosen) {
  SynapseTable table;
  table.kind = WeightKind::constant;
  table.parts = {{.projection = 0, .begin = 0, .end = 100, .first_neuron = 0, .unit = 2.0}};
  const std::vector<std::uint16_t> late{0, 1, 2, 5, 6};
  const std::vector<std::uint16_t> early{1, 2, 6, 7};
  const auto packet_of = [&](double offset, std::uint32_t receptor, const std::vector<std::uint16_t>& targets) {
    return TimedArrivals::Packet{.offset = offset,
                                 .receptor = receptor,
                                 .first_neuron = 0,
                                 .count = static_cast<std::uint32_t>(targets.size()),
                                 .synapses = &table,
                                 .targets = reinterpret_cast<const std::byte*>(targets.data())};
  };
  TimedArrivals arrivals;
  arrivals.add(packet_of(0.75, 0, late));
  arrivals.add(packet_of(0.25, 1, early));
  TimedEvents events;
  const auto receptors_of = [&events](std::size_t rank) {
    std::vector<std::uint32_t> receptors;
    for (const TimedEvents::Event& event : events.of(rank)) {
      BOOST_TEST(event.offset == (event.receptor == 0 ? 0.75 : 0.25));
      BOOST_TEST(event.weight == 2.0);
      receptors.push_back(event.receptor);
    }
    return receptors;
  };
  using Receptors = std::vector<std::uint32_t>;
  const auto count_below = [&](std::uint32_t end) {
    return events.sum([&](std::size_t k, std::uint32_t first) {
      return events.packets()[k].for_each_below(end, first, [](std::uint32_t, double) {});
    });
  };

  events.begin(nullptr);
  BOOST_TEST(events.none());
  events.list(0, 4, std::vector<std::uint32_t>{0});
  BOOST_TEST(events.of(0).empty());

  events.begin(&arrivals);
  BOOST_TEST(count_below(4));
  events.list(0, 4, std::vector<std::uint32_t>{3, 1});  // not 0 and 2
  BOOST_TEST((receptors_of(0) == Receptors{}));
  BOOST_TEST((receptors_of(1) == Receptors{1, 0}));
  events.list(4, 4, std::vector<std::uint32_t>{1, 2, 3});  // nothing has been added up
  BOOST_TEST((receptors_of(0) == Receptors{0}));
  BOOST_TEST((receptors_of(1) == Receptors{1, 0}));
  BOOST_TEST((receptors_of(2) == Receptors{1}));

  events.begin(&arrivals);
  BOOST_TEST(count_below(4));
  events.list(0, 4, {});
  BOOST_TEST(count_below(5) == false);
  events.list(4, 1, {});
  BOOST_TEST(count_below(8));
  events.list(5, 3, std::vector<std::uint32_t>{0, 1});
  BOOST_TEST((receptors_of(0) == Receptors{0}));
  BOOST_TEST((receptors_of(1) == Receptors{1, 0}));
}

BOOST_AUTO_TEST_CASE(refractory_times_end_within_steps_and_follow_the_clock) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  PreciseRefractoriness refractoriness{2, Parameter{1.75}, 0.5};
  const FreeFrom free = refractoriness.t_ref(1).after(10, 0.375, 0.5);
  BOOST_TEST(free.step == 14);
  BOOST_TEST(free.offset == 0.125);
  BOOST_TEST(free.time(13) == infinity);
  BOOST_TEST(free.time(14) == 0.125);
  BOOST_TEST(free.time(15) == -infinity);
  BOOST_TEST(refractoriness.most_spikes_a_step() == 1.0);
  BOOST_TEST((PreciseRefractoriness{1, Parameter{0.1}, 0.5}.most_spikes_a_step() == 6.0));
  BOOST_TEST((PreciseRefractoriness{1, Parameter{0.0}, 0.5}.most_spikes_a_step() == 5000.0));
  BOOST_CHECK_THROW((PreciseRefractoriness{1, Parameter{1e9}, 0.5}), std::invalid_argument);

  // The origin of the ticks moves: one has been free for long, the other is held for some steps.
  constexpr std::int64_t late = std::int64_t{1} << 29;
  refractoriness.set(0, free);
  refractoriness.set(1, {static_cast<kernels::Tick>(late + 3), 0.25});
  refractoriness.follow(late);
  BOOST_TEST(refractoriness.now(late) == 0);
  BOOST_TEST(refractoriness.of(0).time(refractoriness.now(late)) == 0.0);
  BOOST_TEST(refractoriness.of(1).step == 3);
  BOOST_TEST(refractoriness.of(1).offset == 0.25);
}

BOOST_AUTO_TEST_CASE(times_are_cut_at_the_grid) {
  BOOST_TEST(cut_time(2.0, 0.1).steps == 20);
  BOOST_TEST(cut_time(2.0, 0.1).rest == 0.0);
  BOOST_TEST(cut_time(10.1, 0.1).steps == 101);
  BOOST_TEST(cut_time(10.1, 0.1).rest == 0.0);
  BOOST_TEST(cut_time(1.75, 0.5).steps == 3);
  BOOST_TEST(cut_time(1.75, 0.5).rest == 0.25);
  BOOST_TEST(cut_time(1.25, 0.5).steps == 2);
  BOOST_TEST(cut_time(0.0, 0.5).steps == 0);
  double before = 0.0;
  for (std::int64_t step = 0; step < 5000; ++step) {
    for (const double offset : {1e-300, 1e-17, 0.03, 0.05, 0.1 - 1e-17, 0.1}) {
      const double time = time_of(step, offset, 0.1);
      BOOST_TEST(time >= before);
      before = time;
    }
    BOOST_TEST(before == static_cast<double>(step + 1) * 0.1);
  }
}

BOOST_AUTO_TEST_CASE(the_public_interface) {
  Network net{{.dt = 1.0, .threads = 1}};
  Lif model;
  model.I_e = 1000.0;
  model.spike_timing = SpikeTiming::precise;
  const Population cells = net.add_population(3, model);
  const Population source = net.add_spike_source({{0.3}}, "source", SpikeTiming::precise);
  const SpikeRecorder spikes = net.record_spikes(cells);
  const SpikeRecorder sources = net.record_spikes(source);
  net.run(6.0);
  const double expected = -10.0 * math::log1p(-15.0 / 40.0);
  BOOST_TEST_REQUIRE(spikes.size() == 3U);
  for (const double t : spikes.spikes().t) BOOST_TEST(std::fabs(t - expected) < 1e-13);
  BOOST_TEST((sources.spikes().t == std::vector<double>{0.3}));
  BOOST_CHECK_THROW(net.add_spike_source({{9.3}}), std::invalid_argument);
  BOOST_TEST((spike_timing("precise") == SpikeTiming::precise));
  BOOST_TEST(to_string(SpikeTiming::grid) == "grid");
  BOOST_CHECK_THROW(static_cast<void>(spike_timing("Precise")), std::invalid_argument);
  Network single{{.precision = Precision::single}};
  BOOST_CHECK_THROW(single.add_population(1, model), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
