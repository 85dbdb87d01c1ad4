#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/export.hpp>

namespace lapicque {

// Who is connected to whom. Indices count within the selections given to Network::connect.
// An autapse connects a neuron with itself; multapses are several synapses of the same pair.

/// Every source with every target.
struct AllToAll {
  bool autapses = true;  // whether a neuron may connect with itself
};

template <>
struct Description<AllToAll> {
  static constexpr const char* name = "AllToAll";
  static constexpr auto fields =
      std::tuple{Field{"autapses", &AllToAll::autapses, "1", Bound::any, "whether a neuron may connect with itself"}};
};

/// Source i with target i; both selections have the same size.
struct OneToOne {};

template <>
struct Description<OneToOne> {
  static constexpr const char* name = "OneToOne";
  static constexpr auto fields = std::tuple<>{};
};

/// Every pair independently with probability p in [0, 1].
struct FixedProbability {
  double p = 0.1;        // probability of each pair, 0 to 1
  bool autapses = true;  // whether a neuron may connect with itself
};

template <>
struct Description<FixedProbability> {
  static constexpr const char* name = "FixedProbability";
  static constexpr auto fields = std::tuple{
      Field{"p", &FixedProbability::p, "1", Bound::any, "probability of each pair", "0 to 1"},
      Field{"autapses", &FixedProbability::autapses, "1", Bound::any, "whether a neuron may connect with itself"}};
};

/// k sources for every target.
struct FixedIndegree {
  std::int64_t k = 1;     // sources of a target
  bool autapses = true;   // whether a neuron may connect with itself
  bool multapses = true;  // whether a pair may have several synapses
};

template <>
struct Description<FixedIndegree> {
  static constexpr const char* name = "FixedIndegree";
  static constexpr auto fields = std::tuple{
      Field{"k", &FixedIndegree::k, "1", Bound::any, "sources of a target"},
      Field{"autapses", &FixedIndegree::autapses, "1", Bound::any, "whether a neuron may connect with itself"},
      Field{"multapses", &FixedIndegree::multapses, "1", Bound::any, "whether a pair may have several synapses"}};
};

/// k targets for every source.
struct FixedOutdegree {
  std::int64_t k = 1;     // targets of a source
  bool autapses = true;   // whether a neuron may connect with itself
  bool multapses = true;  // whether a pair may have several synapses
};

template <>
struct Description<FixedOutdegree> {
  static constexpr const char* name = "FixedOutdegree";
  static constexpr auto fields = std::tuple{
      Field{"k", &FixedOutdegree::k, "1", Bound::any, "targets of a source"},
      Field{"autapses", &FixedOutdegree::autapses, "1", Bound::any, "whether a neuron may connect with itself"},
      Field{"multapses", &FixedOutdegree::multapses, "1", Bound::any, "whether a pair may have several synapses"}};
};

/// n synapses, both ends drawn uniformly.
struct FixedTotal {
  std::int64_t n = 1;     // synapses in all
  bool autapses = true;   // whether a neuron may connect with itself
  bool multapses = true;  // whether a pair may have several synapses
};

template <>
struct Description<FixedTotal> {
  static constexpr const char* name = "FixedTotal";
  static constexpr auto fields = std::tuple{
      Field{"n", &FixedTotal::n, "1", Bound::any, "synapses in all"},
      Field{"autapses", &FixedTotal::autapses, "1", Bound::any, "whether a neuron may connect with itself"},
      Field{"multapses", &FixedTotal::multapses, "1", Bound::any, "whether a pair may have several synapses"}};
};

/// Synapse j connects pre[j] with post[j].
struct Pairs {
  std::vector<std::int64_t> pre;   // indices of the sources, one a synapse
  std::vector<std::int64_t> post;  // indices of the targets, one a synapse
};

template <>
struct Description<Pairs> {
  static constexpr const char* name = "Pairs";
  static constexpr auto fields =
      std::tuple{Field{"pre", &Pairs::pre, "1", Bound::any, "indices of the sources", "one a synapse"},
                 Field{"post", &Pairs::post, "1", Bound::any, "indices of the targets", "one a synapse"}};
};

/// Weights in matrix form, stored entries only: synapse j connects pre[j] with post[j] by weight[j].
struct LAPICQUE_API Matrix {
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
LAPICQUE_API void validate(const Rule& rule, std::int64_t n_pre, std::int64_t n_post, bool same);

}  // namespace lapicque
