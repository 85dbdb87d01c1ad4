#include <algorithm>
#include <cmath>

#include "plasticity/stdp_synapses.hpp"

namespace lapicque::detail {
namespace {

struct InhibitoryRule {
  static constexpr bool has_slow = false;
  static constexpr bool cheap = true;
  VogelsSprekeler s;

  [[nodiscard]] double target_spike(double w, double trace, double /*slow*/) const {
    return std::min(w + s.eta * trace, std::abs(s.Wmax));
  }
  [[nodiscard]] double source_spike(double w, double trace, double /*slow*/) const {
    return std::max(std::min(w + s.eta * trace, std::abs(s.Wmax)) - s.eta * s.alpha, 0.0);
  }
};

Traces traces(const VogelsSprekeler& s) {
  return {{s.tau, 0.0, Pairing::all_to_all}, {s.tau, 0.0, Pairing::all_to_all}};
}

}  // namespace

std::optional<TraceConstants> target_traces(const TracesOf<VogelsSprekeler>& of) { return traces(of.synapse).target; }

std::unique_ptr<SynapseDynamics> make_dynamics(const DynamicsOf<VogelsSprekeler>& of) {
  return make_stdp(of, traces(of.synapse), InhibitoryRule{of.synapse});
}

}  // namespace lapicque::detail
