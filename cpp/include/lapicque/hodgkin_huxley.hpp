#pragma once

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Neuron of Hodgkin & Huxley (1952), in absolute potentials:
///
///     C_m dV_m/dt = g_Na m^3 h (E_Na - V_m) + g_K n^4 (E_K - V_m) + g_L (E_L - V_m) + I_syn(t) + I_ext(t) + I_e
///     dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x        for Act_m, Inact_h, Act_n
///
/// A spike is the first step at or above 0 mV in which V_m falls; then none is noted for t_ref. By default V_m begins
/// at -65 mV and the channels in equilibrium with V_m.
struct HodgkinHuxley {
  Parameter C_m = 100.0;     // membrane capacitance [pF]
  Parameter g_Na = 12000.0;  // peak conductance of sodium [nS]
  Parameter g_K = 3600.0;    // peak conductance of potassium [nS]
  Parameter g_L = 30.0;      // leak conductance [nS]
  Parameter E_Na = 50.0;     // reversal potential of sodium [mV]
  Parameter E_K = -77.0;     // reversal potential of potassium [mV]
  Parameter E_L = -54.402;   // reversal potential of the leak [mV]
  Parameter t_ref = 2.0;     // time in which no second spike is noted [ms], a multiple of dt
  Parameter I_e = 0.0;       // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

}  // namespace lapicque
