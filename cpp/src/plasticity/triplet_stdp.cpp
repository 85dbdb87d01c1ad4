#include <algorithm>
#include <cmath>

#include "plasticity/stdp_synapses.hpp"

namespace lapicque::detail {
namespace {

struct TripletRule {
  static constexpr bool has_slow = true;
  static constexpr bool cheap = true;
  TripletStdp s;

  [[nodiscard]] double target_spike(double w, double trace, double slow) const {
    return std::min(w + trace * (s.Aplus + s.Aplus_triplet * slow), std::abs(s.Wmax));
  }
  [[nodiscard]] double source_spike(double w, double trace, double slow) const {
    return std::max(w - trace * (s.Aminus + s.Aminus_triplet * slow), 0.0);
  }
};

Traces traces(const TripletStdp& s) {
  return {{s.tau_plus, s.tau_plus_triplet, s.pairing}, {s.tau_minus, s.tau_minus_triplet, s.pairing}};
}

}  // namespace

std::optional<TraceConstants> target_traces(const TracesOf<TripletStdp>& of) { return traces(of.synapse).target; }

std::unique_ptr<SynapseDynamics> make_dynamics(const DynamicsOf<TripletStdp>& of) {
  return make_stdp(of, traces(of.synapse), TripletRule{of.synapse});
}

}  // namespace lapicque::detail
