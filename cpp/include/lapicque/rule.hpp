#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace lapicque {

// Who is connected to whom. Indices count within the selections given to Network::connect.
// An autapse connects a neuron with itself; multapses are several synapses of the same pair.

/// Every source with every target.
struct AllToAll {
  bool autapses = true;
};

/// Source i with target i; both selections have the same size.
struct OneToOne {};

/// Every pair independently with probability p in [0, 1].
struct FixedProbability {
  double p = 0.1;
  bool autapses = true;
};

/// k sources for every target.
struct FixedIndegree {
  std::int64_t k = 1;
  bool autapses = true;
  bool multapses = true;
};

/// k targets for every source.
struct FixedOutdegree {
  std::int64_t k = 1;
  bool autapses = true;
  bool multapses = true;
};

/// n synapses, both ends drawn uniformly.
struct FixedTotal {
  std::int64_t n = 1;
  bool autapses = true;
  bool multapses = true;
};

/// Synapse j connects pre[j] with post[j].
struct Pairs {
  std::vector<std::int64_t> pre;
  std::vector<std::int64_t> post;
};

/// Weights in matrix form, stored entries only: synapse j connects pre[j] with post[j] by weight[j].
struct Matrix {
  std::int64_t n_pre = 0;
  std::int64_t n_post = 0;
  std::vector<std::int64_t> pre;
  std::vector<std::int64_t> post;
  std::vector<double> weight;

  /// The nonzero entries of a dense (n_pre, n_post) matrix in row-major order.
  [[nodiscard]] static Matrix from_dense(std::span<const double> values, std::int64_t n_pre, std::int64_t n_post);
};

using Rule =
    std::variant<AllToAll, OneToOne, FixedProbability, FixedIndegree, FixedOutdegree, FixedTotal, Pairs, Matrix>;

/// Throws std::invalid_argument unless `rule` can connect n_pre sources with n_post targets.
/// `same` tells that both are the same selection of one population.
void validate(const Rule& rule, std::int64_t n_pre, std::int64_t n_post, bool same);

}  // namespace lapicque
