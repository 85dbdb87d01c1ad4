#include <algorithm>
#include <cmath>
#include <type_traits>

#include "math/elementary.hpp"
#include "plasticity/stdp_synapses.hpp"

namespace lapicque::detail {
namespace {

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

/// Calls f with the power function of an exponent.
template <class F>
std::unique_ptr<SynapseDynamics> with_power(double mu, F&& f) {
  if (mu == 0.0) return f(PowerZero{});
  if (mu == 1.0) return f(PowerOne{});
  return f(Power{mu});
}

Traces traces(const Stdp& s) { return {{s.tau_plus, 0.0, s.pairing}, {s.tau_minus, 0.0, s.pairing}}; }

}  // namespace

std::optional<TraceConstants> target_traces(const TracesOf<Stdp>& of) { return traces(of.synapse).target; }

std::unique_ptr<SynapseDynamics> make_dynamics(const DynamicsOf<Stdp>& of) {
  const Stdp& s = of.synapse;
  return with_power(s.mu_plus, [&](auto plus) {
    return with_power(s.mu_minus, [&](auto minus) { return make_stdp(of, traces(s), PairRule{s, plus, minus}); });
  });
}

}  // namespace lapicque::detail
