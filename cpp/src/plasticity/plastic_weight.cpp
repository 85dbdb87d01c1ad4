#include "plasticity/plastic_weight.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <type_traits>

#include <lapicque/describe.hpp>

#include "check/check.hpp"
#include "math/decay.hpp"

namespace lapicque::detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Bound {
  template <class S>
  double operator()(const S& synapse) const {
    if constexpr (requires { synapse.Wmax; }) {
      return synapse.Wmax;
    } else {
      return infinity;
    }
  }
};

/// Tables of decays are made of the time constants of traces.
template <class S>
void check_decays(const S& synapse, double dt) {
  for_each_field<S>([&](const auto& field) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(synapse.*field.member)>, double>) {
      const double tau = synapse.*field.member;
      if (std::string_view{field.unit} != "ms" || tau / dt <= math::Decay::longest) return;
      check::refuse(field.name, tau, "at most " + check::text(math::Decay::longest * dt) + " ms, ten million steps");
    }
  });
}

}  // namespace

Support weight_bounds(const Synapse& synapse) {
  if (!changes_weights(synapse)) return {-infinity, infinity};
  const double Wmax = std::visit(Bound{}, synapse);
  return {std::min(0.0, Wmax), std::max(0.0, Wmax)};
}

void check_plastic_weight(const std::string& name, const Support& weights, const Synapse& synapse) {
  const Support bounds = weight_bounds(synapse);
  for (const double weight : {weights.low, weights.high}) {
    if (weight >= bounds.low && weight <= bounds.high) continue;
    check::refuse(name, weight, "between 0 and Wmax (" + check::text(std::visit(Bound{}, synapse)) + ")");
  }
}

void check_time_constants(const Synapse& synapse, double dt) {
  if (changes_weights(synapse)) std::visit([dt](const auto& kind) { check_decays(kind, dt); }, synapse);
}

}  // namespace lapicque::detail
