#pragma once

// A projection without a network around it, for the tests of connectivity.

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <lapicque/distribution.hpp>
#include <lapicque/rule.hpp>

#include "connectivity/build_table.hpp"
#include "connectivity/projection_plan.hpp"

namespace lapicque::test {

using namespace detail;

using connectivity::SelectionMap;

struct FoundSynapse {
  std::uint32_t source;
  std::uint16_t delay;
  std::uint32_t target;
  double weight;
  auto operator<=>(const FoundSynapse&) const = default;
};

struct Sample {
  std::uint32_t n_sources;
  std::uint32_t n_targets;
  Rule rule;
  bool same = false;
  SelectionMap pre{0, n_sources};
  SelectionMap post{0, n_targets};
  Value weight = 1.0;
  Value delay = 1.5;
  std::uint64_t seed = 12345;
  std::uint32_t id = 3;
  double dt = 0.1;

  [[nodiscard]] ProjectionPlan plan() const {
    return {.id = id,
            .seed = seed,
            .dt = dt,
            .pre_population = 0,
            .post_population = same ? 0U : 1U,
            .pre = pre,
            .post = post,
            .n_sources = n_sources,
            .rule = rule,
            .weight = weight,
            .delay = delay,
            .receptor = 0};
  }
  [[nodiscard]] SynapseTable table(TargetRange range) const {
    const ProjectionPlan whole = plan();
    const TablePlan part{&whole, range, 0};
    return build_table({&part, 1});
  }
  [[nodiscard]] SynapseTable table() const { return table({0, n_targets}); }
};

/// The synapses of the `part`-th projection of a table, after a check that it is a well-formed one in the order
/// promised. Targets count as neurons.
inline std::vector<FoundSynapse> unpack(const SynapseTable& table, std::uint32_t n_sources, std::size_t part = 0) {
  BOOST_REQUIRE_EQUAL(table.row.size(), n_sources + 1);
  BOOST_REQUIRE_EQUAL(table.row[0].synapse, 0U);
  BOOST_REQUIRE_EQUAL(table.row.back().synapse, table.size());
  BOOST_REQUIRE_EQUAL(table.row.back().segment, table.segments.size());
  bool well_formed = true;
  const auto demand = [&](bool condition) { well_formed = well_formed && condition; };
  for (std::uint32_t source = 0; source < n_sources; ++source) {
    std::uint64_t end = table.row[source].synapse;
    for (std::uint32_t s = table.row[source].segment; s < table.row[source + 1].segment; ++s) {
      const Segment& segment = table.segments[s];
      demand(segment.count > 0 && segment.delay > 0);
      if (s > table.row[source].segment) {
        const Segment& before = table.segments[s - 1];
        demand(before.delay < segment.delay || (before.delay == segment.delay && before.count == 65535));
      }
      end += segment.count;
    }
    demand(end == table.row[source + 1].synapse);
  }
  std::vector<FoundSynapse> all;
  std::vector<FoundSynapse> synapses;
  std::size_t n = 0;
  for_each_synapse(
      table, [&](std::uint32_t source, std::uint16_t delay, const TablePart& its, std::uint32_t target, double weight) {
        demand(target < its.end - its.begin);
        const FoundSynapse place{source, delay, its.begin + target, weight};
        if (n++ > 0)
          demand(std::tie(all.back().source, all.back().delay, all.back().target) <=
                 std::tie(place.source, place.delay, place.target));
        all.assign(1, place);
        if (&its == &table.parts[part]) synapses.push_back({source, delay, its.first_neuron + target, weight});
      });
  demand(n == table.size());
  BOOST_REQUIRE(well_formed);
  return synapses;
}

inline std::vector<FoundSynapse> synapses(const Sample& sample) { return unpack(sample.table(), sample.n_sources); }

/// Synapses from tables of `parts` uneven ranges, brought into the order of one table.
inline std::vector<FoundSynapse> synapses_in_parts(const Sample& sample, std::uint32_t parts) {
  std::vector<FoundSynapse> all;
  std::uint32_t begin = 0;
  for (std::uint32_t part = 1; part <= parts; ++part) {
    const auto end = part == parts ? sample.n_targets : sample.n_targets * part * part / (parts * parts);
    const auto some = unpack(sample.table({begin, end}), sample.n_sources);
    all.insert(all.end(), some.begin(), some.end());
    begin = end;
  }
  std::ranges::stable_sort(all, [](const FoundSynapse& a, const FoundSynapse& b) {
    return std::tie(a.source, a.delay, a.target) < std::tie(b.source, b.delay, b.target);
  });
  return all;
}

inline std::vector<std::int64_t> out_degrees(const std::vector<FoundSynapse>& synapses, std::uint32_t n_sources) {
  std::vector<std::int64_t> degrees(n_sources);
  for (const FoundSynapse& synapse : synapses) ++degrees[synapse.source];
  return degrees;
}

inline std::vector<std::int64_t> in_degrees(const std::vector<FoundSynapse>& synapses, std::uint32_t n_targets) {
  std::vector<std::int64_t> degrees(n_targets);
  for (const FoundSynapse& synapse : synapses) ++degrees[synapse.target];
  return degrees;
}

inline bool has_autapses(const std::vector<FoundSynapse>& synapses) {
  return std::ranges::any_of(synapses, [](const FoundSynapse& s) { return s.source == s.target; });
}

inline bool has_multapses(const std::vector<FoundSynapse>& synapses) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const FoundSynapse& s : synapses) pairs.emplace_back(s.source, s.target);
  std::ranges::sort(pairs);
  return std::ranges::adjacent_find(pairs) != pairs.end();
}

/// How many standard deviations a chi-square value with `freedom` degrees is from what is expected
/// (Wilson & Hilferty 1931).
inline double chi_square_z(double chi_square, double freedom) {
  const double spread = 2.0 / (9.0 * freedom);
  return (std::cbrt(chi_square / freedom) - (1.0 - spread)) / std::sqrt(spread);
}

/// How many standard deviations the chi-square value of counts is from what is expected, where they have a common mean
/// and, each alone, the given variance.
inline double count_z(const std::vector<std::int64_t>& counts, double mean, double variance, double freedom) {
  double sum = 0.0;
  for (const std::int64_t count : counts) {
    sum += (static_cast<double>(count) - mean) * (static_cast<double>(count) - mean) / variance;
  }
  return chi_square_z(sum, freedom);
}

/// Every third place of a shuffled population: an order that no arithmetic gives.
inline SelectionMap scattered(std::uint32_t population) {
  std::vector<std::uint32_t> neurons;
  for (std::uint32_t i = 0; i < population; ++i) neurons.push_back((i * 7919U + 13U) % population);
  std::ranges::sort(neurons);
  neurons.erase(std::ranges::unique(neurons).begin(), neurons.end());
  std::ranges::sort(neurons, std::less{}, [](std::uint32_t i) { return i * 2654435761U; });
  neurons.resize(neurons.size() / 3);
  return SelectionMap{neurons};
}

inline SelectionMap strided(std::uint32_t start, std::uint32_t count, std::uint32_t stride) {
  std::vector<std::uint32_t> neurons(count);
  for (std::uint32_t i = 0; i < count; ++i) neurons[i] = start + i * stride;
  return SelectionMap{neurons};
}

}  // namespace lapicque::test
