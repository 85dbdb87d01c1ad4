#include "connectivity/check_counts.hpp"

#include <string>

#include "check/check.hpp"

namespace lapicque::detail::connectivity {

namespace {

/// `available` is the number of pairs to choose from; with multapses it only matters whether there are any.
void check_count(const std::string& name, std::int64_t count, std::int64_t available, bool multapses,
                 const std::string& pairs) {
  if (count < 0) check::refuse(name, std::to_string(count), "at least 0");
  if (count > 0 && available == 0) check::refuse(name, std::to_string(count), "0 where there are no " + pairs);
  if (!multapses && count > available) {
    check::refuse(name, std::to_string(count),
                  "at most " + std::to_string(available) + ", the number of " + pairs + ", without multapses");
  }
}

struct CheckCounts {
  std::int64_t n_pre;
  std::int64_t n_post;
  std::int64_t self_pairs;

  void operator()(const FixedIndegree& rule) const {
    const bool lost = !rule.autapses && self_pairs > 0;
    check_count("FixedIndegree.k", rule.k, n_post == 0 || n_pre == 0 ? 0 : n_pre - (lost ? 1 : 0), rule.multapses,
                lost ? "sources for each target without autapses" : "sources for each target");
  }
  void operator()(const FixedOutdegree& rule) const {
    const bool lost = !rule.autapses && self_pairs > 0;
    check_count("FixedOutdegree.k", rule.k, n_pre == 0 || n_post == 0 ? 0 : n_post - (lost ? 1 : 0), rule.multapses,
                lost ? "targets for each source without autapses" : "targets for each source");
  }
  void operator()(const FixedTotal& rule) const {
    const bool lost = !rule.autapses && self_pairs > 0;
    check_count("FixedTotal.n", rule.n, n_pre * n_post - (lost ? self_pairs : 0), rule.multapses,
                lost ? "pairs without autapses" : "pairs");
  }
  // Pairs that are given, or not counted.
  void operator()(const AllToAll&) const {}
  void operator()(const OneToOne&) const {}
  void operator()(const FixedProbability&) const {}
  void operator()(const Pairs&) const {}
  void operator()(const Matrix&) const {}
};

}  // namespace

void check_counts(const Rule& rule, std::int64_t n_pre, std::int64_t n_post, std::int64_t self_pairs) {
  std::visit(CheckCounts{n_pre, n_post, self_pairs}, rule);
}

}  // namespace lapicque::detail::connectivity
