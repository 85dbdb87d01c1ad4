#pragma once

#include <cstdint>

#include <lapicque/rule.hpp>

namespace lapicque::detail::connectivity {

/// What others than its drawing need to know of a rule between n_pre sources and n_post targets.
struct RuleFacts {
  std::int64_t values;  // number of values that an array of weights or delays must have; -1: arrays are not allowed
  double synapses;      // number of synapses to expect
  double synapses_a_pair = 1.0;  // to expect, of a rule that is drawn source by source
  bool by_source = false;        // drawn source by source, so that no synapse is held twice while rows are made
};
[[nodiscard]] RuleFacts facts_of(const Rule& rule, std::int64_t n_pre, std::int64_t n_post);

[[nodiscard]] bool allows_autapses(const Rule& rule);

/// Throws std::invalid_argument unless the counts that `rule` asks for are not negative and find enough pairs.
/// `self_pairs` is the number of neurons that are among the sources and among the targets.
void check_counts(const Rule& rule, std::int64_t n_pre, std::int64_t n_post, std::int64_t self_pairs);

}  // namespace lapicque::detail::connectivity
