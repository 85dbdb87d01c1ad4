#pragma once

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Adaptive exponential integrate-and-fire neuron (Brette & Gerstner 2005):
///
///     C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) - w + I_syn(t) + I_ext(t) + I_e
///     tau_w dw/dt = a (V_m - E_L) - w
///     V_m >= V_peak: a spike, V_m = V_reset for t_ref, w increases by b
///
/// With Delta_T = 0 there is no upstroke, and V_th takes the place of V_peak.
struct AdEx {
  Parameter C_m = 281.0;      // membrane capacitance [pF]
  Parameter g_L = 30.0;       // leak conductance [nS]
  Parameter E_L = -70.6;      // resting potential [mV]
  Parameter V_th = -50.4;     // where the upstroke begins [mV]
  Parameter Delta_T = 2.0;    // steepness of the upstroke [mV]
  Parameter V_peak = 0.0;     // potential at which a spike is noted [mV], at least V_th
  Parameter V_reset = -60.0;  // potential after a spike [mV], below V_peak
  Parameter t_ref = 0.0;      // absolute refractory time [ms], a multiple of dt
  Parameter a = 4.0;          // adaptation by the potential [nS]
  Parameter b = 80.5;         // adaptation by a spike [pA]
  Parameter tau_w = 144.0;    // time constant of adaptation [ms]
  Parameter I_e = 0.0;        // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

}  // namespace lapicque
