#include <lapicque/rule.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

#include "check/check.hpp"
#include "connectivity/check_counts.hpp"

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
