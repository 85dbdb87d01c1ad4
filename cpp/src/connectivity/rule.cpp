#include <lapicque/rule.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

#include "check/check.hpp"
#include "connectivity/rule_facts.hpp"

namespace lapicque {

using namespace detail;

namespace {

void check_indices(const std::string& name, const std::vector<std::int64_t>& indices, std::int64_t size) {
  for (std::size_t j = 0; j < indices.size(); ++j) {
    if (indices[j] >= 0 && indices[j] < size) continue;
    const std::string allowed =
        size > 0 ? "0 to " + std::to_string(size - 1) : std::string{"absent, for the selection is empty"};
    throw std::out_of_range(name + "[" + std::to_string(j) + "] must be " + allowed + ", got " +
                            std::to_string(indices[j]));
  }
}

void check_length(const std::string& name, std::size_t length, const std::string& other, std::size_t expected) {
  if (length == expected) return;
  check::refuse("size of " + name, std::to_string(length), std::to_string(expected) + ", the size of " + other);
}

std::string shape(std::int64_t n_pre, std::int64_t n_post) {
  return "(" + std::to_string(n_pre) + ", " + std::to_string(n_post) + ")";
}

struct Validate {
  std::int64_t n_pre;
  std::int64_t n_post;

  void operator()(const OneToOne&) const {
    if (n_pre == n_post) return;
    check::refuse("size of post", std::to_string(n_post), std::to_string(n_pre) + ", the size of pre, for OneToOne");
  }
  void operator()(const FixedProbability& rule) const {
    if (!(rule.p >= 0.0 && rule.p <= 1.0)) check::refuse("FixedProbability.p", rule.p, "in [0, 1]");
  }
  void operator()(const Pairs& rule) const {
    check_length("Pairs.post", rule.post.size(), "Pairs.pre", rule.pre.size());
    check_indices("Pairs.pre", rule.pre, n_pre);
    check_indices("Pairs.post", rule.post, n_post);
  }
  void operator()(const Matrix& rule) const {
    if (rule.n_pre != n_pre || rule.n_post != n_post) {
      check::refuse("shape of Matrix", shape(rule.n_pre, rule.n_post),
                    shape(n_pre, n_post) + ", the sizes of pre and post");
    }
    check_length("Matrix.post", rule.post.size(), "Matrix.pre", rule.pre.size());
    check_length("Matrix.weight", rule.weight.size(), "Matrix.pre", rule.pre.size());
    check_indices("Matrix.pre", rule.pre, n_pre);
    check_indices("Matrix.post", rule.post, n_post);
    for (std::size_t j = 0; j < rule.weight.size(); ++j) {
      check::finite("Matrix.weight[" + std::to_string(j) + "]", rule.weight[j]);
    }
  }
  // Rules of which only the counts are to be checked.
  void operator()(const AllToAll&) const {}
  void operator()(const FixedIndegree&) const {}
  void operator()(const FixedOutdegree&) const {}
  void operator()(const FixedTotal&) const {}
};

}  // namespace

Matrix Matrix::from_dense(std::span<const double> values, std::int64_t n_pre, std::int64_t n_post) {
  if (n_pre < 0) check::refuse("n_pre", std::to_string(n_pre), "at least 0");
  if (n_post < 0) check::refuse("n_post", std::to_string(n_post), "at least 0");
  const auto size = static_cast<std::int64_t>(values.size());
  const bool fits = n_post == 0 || n_pre == 0 ? size == 0 : size % n_post == 0 && size / n_post == n_pre;
  if (!fits) {
    check::refuse("size of values", std::to_string(size), "n_pre*n_post for the shape " + shape(n_pre, n_post));
  }
  Matrix matrix{.n_pre = n_pre, .n_post = n_post, .pre = {}, .post = {}, .weight = {}};
  for (std::int64_t i = 0; i < size; ++i) {
    const double value = values[static_cast<std::size_t>(i)];
    if (!std::isfinite(value)) {
      check::refuse("values[" + std::to_string(i / n_post) + ", " + std::to_string(i % n_post) + "]", value, "finite");
    }
    if (value == 0.0) continue;
    matrix.pre.push_back(i / n_post);
    matrix.post.push_back(i % n_post);
    matrix.weight.push_back(value);
  }
  return matrix;
}

void validate(const Rule& rule, std::int64_t n_pre, std::int64_t n_post, bool same) {
  std::visit(Validate{n_pre, n_post}, rule);
  connectivity::check_counts(rule, n_pre, n_post, same ? n_pre : 0);
}

}  // namespace lapicque

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

struct Facts {
  std::int64_t n_pre;
  std::int64_t n_post;
  double sources = static_cast<double>(n_pre);
  double targets = static_cast<double>(n_post);
  double pairs = targets * sources;

  RuleFacts operator()(const AllToAll&) const { return {n_pre * n_post, sources * targets, 1.0, true}; }
  RuleFacts operator()(const OneToOne&) const { return {n_pre, sources}; }
  RuleFacts operator()(const FixedProbability& rule) const { return {-1, rule.p * sources * targets, rule.p, true}; }
  RuleFacts operator()(const FixedIndegree& rule) const { return {-1, static_cast<double>(rule.k) * targets}; }
  RuleFacts operator()(const FixedOutdegree& rule) const {
    const auto k = static_cast<double>(rule.k);
    return {-1, k * sources, k / targets, true};
  }
  RuleFacts operator()(const FixedTotal& rule) const {
    const auto n = static_cast<double>(rule.n);
    return {-1, n, n / pairs, true};
  }
  RuleFacts operator()(const Pairs& rule) const { return listed(rule.pre.size()); }
  RuleFacts operator()(const Matrix& rule) const { return listed(rule.pre.size()); }

  static RuleFacts listed(std::size_t synapses) {
    return {static_cast<std::int64_t>(synapses), static_cast<double>(synapses)};
  }
};

}  // namespace

RuleFacts facts_of(const Rule& rule, std::int64_t n_pre, std::int64_t n_post) {
  return std::visit(Facts{n_pre, n_post}, rule);
}

bool allows_autapses(const Rule& rule) {
  return std::visit(
      [](const auto& kind) {
        if constexpr (requires { kind.autapses; }) {
          return kind.autapses;
        } else {
          return true;  // the pairs are given
        }
      },
      rule);
}

void check_counts(const Rule& rule, std::int64_t n_pre, std::int64_t n_post, std::int64_t self_pairs) {
  std::visit(CheckCounts{n_pre, n_post, self_pairs}, rule);
}

}  // namespace lapicque::detail::connectivity
