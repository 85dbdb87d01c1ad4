#include "plasticity/plastic_weight.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

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

using Named = std::vector<std::pair<std::string, double>>;

/// Those that tables of decays are made of.
struct TimeConstants {
  Named operator()(const Stdp& s) const { return {{"tau_plus", s.tau_plus}, {"tau_minus", s.tau_minus}}; }
  Named operator()(const TripletStdp& s) const {
    return {{"tau_plus", s.tau_plus},
            {"tau_plus_triplet", s.tau_plus_triplet},
            {"tau_minus", s.tau_minus},
            {"tau_minus_triplet", s.tau_minus_triplet}};
  }
  Named operator()(const VogelsSprekeler& s) const { return {{"tau", s.tau}}; }
  template <class Other>
  Named operator()(const Other&) const {
    return {};
  }
};

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
  for (const auto& [name, tau] : std::visit(TimeConstants{}, synapse)) {
    if (tau / dt <= math::Decay::longest) continue;
    check::refuse(name, tau, "at most " + check::text(math::Decay::longest * dt) + " ms, ten million steps");
  }
}

}  // namespace lapicque::detail
