#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include <lapicque/synapse.hpp>

#include "math/elementary.hpp"
#include "plasticity/spike_history.hpp"

// Rules of plasticity as they work on magnitudes of weights, in [0, |Wmax|]: what a spike of the target does that finds
// a trace of the source, and the other way round. `slow` is the slow trace of the neuron that fires. A target spike
// that finds a trace of 0 changes nothing, not even the last bit; where that is cheap to compute, it is better than to
// ask whether there was a spike.

namespace lapicque::detail::stdp {

/// x^mu for x >= 0 with x^0 = 1.
struct PowerZero {
  double operator()(double) const { return 1.0; }
};
struct PowerOne {
  double operator()(double x) const { return x; }
};
struct Power {
  double mu;
  double operator()(double x) const { return x > 0.0 ? math::exp(mu * math::log(x)) : 0.0; }
};

template <class Plus, class Minus>
struct PairRule {
  static constexpr bool has_slow = false;
  static constexpr bool cheap = !std::is_same_v<Plus, Power>;
  Plus plus;
  Minus minus;
  double up;    // lambda Wmax
  double down;  // alpha lambda Wmax
  double bound;

  PairRule(const Stdp& s, Plus plus_power, Minus minus_power)
      : plus{plus_power},
        minus{minus_power},
        up{s.lambda * std::abs(s.Wmax)},
        down{s.alpha * s.lambda * std::abs(s.Wmax)},
        bound{std::abs(s.Wmax)} {}

  [[nodiscard]] double target_spike(double w, double trace, double /*slow*/) const {
    return std::min(w + up * plus(1.0 - w / bound) * trace, bound);
  }
  [[nodiscard]] double source_spike(double w, double trace, double /*slow*/) const {
    return std::max(w - down * minus(w / bound) * trace, 0.0);
  }
};

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

/// Traces of both sides.
struct Traces {
  TraceConstants source;
  TraceConstants target;
};
inline Traces traces(const Stdp& s) { return {{s.tau_plus, 0.0, s.pairing}, {s.tau_minus, 0.0, s.pairing}}; }
inline Traces traces(const TripletStdp& s) {
  return {{s.tau_plus, s.tau_plus_triplet, s.pairing}, {s.tau_minus, s.tau_minus_triplet, s.pairing}};
}
inline Traces traces(const VogelsSprekeler& s) {
  return {{s.tau, 0.0, Pairing::all_to_all}, {s.tau, 0.0, Pairing::all_to_all}};
}

}  // namespace lapicque::detail::stdp
