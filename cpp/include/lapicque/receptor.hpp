#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include <lapicque/parameter.hpp>

namespace lapicque {

// A receptor turns the weights that arrive in a step into membrane potential, current or conductance.
// `sign` fixes the sign of the weights it takes: +1, -1, or 0 for both; conductances take positive ones.

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

/// I(t) = g(t) (E_rev - V_m), g(t) = w exp(-t/tau); weights in nS (the jump).
struct ExpConductance {
  Parameter E_rev = 0.0;  // reversal potential [mV]
  Parameter tau = 2.0;    // time constant of decay [ms]
  static constexpr int sign = 1;
};

/// The same with g(t) = w (t/tau) exp(1 - t/tau); weights in nS (the peak).
struct AlphaConductance {
  Parameter E_rev = 0.0;  // reversal potential [mV]
  Parameter tau = 2.0;    // time from onset to peak [ms]
  static constexpr int sign = 1;
};

/// The same with g(t) = w (exp(-t/tau_decay) - exp(-t/tau_rise)) / peak; weights in nS (the peak).
struct BiExpConductance {
  Parameter E_rev = 0.0;      // reversal potential [mV]
  Parameter tau_rise = 0.5;   // time constant of rise [ms], at most tau_decay
  Parameter tau_decay = 2.0;  // time constant of decay [ms]
  static constexpr int sign = 1;
};

/// NMDA receptors that a model can have.
inline constexpr std::size_t most_nmda = 8;

/// A BiExpConductance behind a magnesium block (Jahr & Stevens 1990):
/// I(t) = g(t) (E_rev - V_m) / (1 + Mg/3.57 exp(-0.062 V_m)); weights in nS (the peak without block).
struct NMDA {
  Parameter E_rev = 0.0;        // reversal potential [mV]
  Parameter tau_rise = 2.0;     // time constant of rise [ms], at most tau_decay
  Parameter tau_decay = 100.0;  // time constant of decay [ms]
  Parameter Mg = 1.0;           // concentration of magnesium [mM]
  static constexpr int sign = 1;
};

using ReceptorKind = std::variant<Delta, ExpCurrent, AlphaCurrent, BiExpCurrent, ExpConductance, AlphaConductance,
                                  BiExpConductance, NMDA>;

/// Throws std::invalid_argument naming the parameter, its value and what is allowed.
void validate(const ReceptorKind& kind);

struct Receptor {
  std::string name;
  ReceptorKind kind;
};

using Receptors = std::vector<Receptor>;

}  // namespace lapicque
