#pragma once

#include <string>
#include <variant>
#include <vector>

#include <lapicque/parameter.hpp>

namespace lapicque {

// A receptor turns the weights that arrive in a step into membrane potential or current.
// `sign` fixes the sign of the weights it takes: +1, -1, or 0 for both.

/// A jump of the membrane potential; weights in mV.
struct Delta {
  int sign = 0;
};

/// I(t) = w exp(-t/tau); weights in pA (the jump).
struct ExpCurrent {
  Parameter tau = 2.0;  // time constant of decay [ms]
  int sign = 0;
};

/// I(t) = w (t/tau) exp(1 - t/tau); weights in pA (the peak, reached at t = tau).
struct AlphaCurrent {
  Parameter tau = 2.0;  // time from onset to peak [ms]
  int sign = 0;
};

/// I(t) = w (exp(-t/tau_decay) - exp(-t/tau_rise)) / peak; weights in pA (the peak).
/// tau_rise == tau_decay is AlphaCurrent.
struct BiExpCurrent {
  Parameter tau_rise = 0.5;   // time constant of rise [ms], at most tau_decay
  Parameter tau_decay = 2.0;  // time constant of decay [ms]
  int sign = 0;
};

using ReceptorKind = std::variant<Delta, ExpCurrent, AlphaCurrent, BiExpCurrent>;

/// Throws std::invalid_argument naming the parameter, its value and what is allowed.
void validate(const ReceptorKind& kind);

struct Receptor {
  std::string name;
  ReceptorKind kind;
};

using Receptors = std::vector<Receptor>;

}  // namespace lapicque
