#pragma once

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Exponential integrate-and-fire neuron (Fourcaud-Trocme et al. 2003):
///
///     C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) + I_syn(t) + I_ext(t) + I_e
///     V_m >= V_peak: a spike, V_m = V_reset for t_ref
///
/// With Delta_T = 0 it is the leaky neuron, and V_th takes the place of V_peak.
struct Eif {
  Parameter C_m = 281.0;      // membrane capacitance [pF]
  Parameter g_L = 30.0;       // leak conductance [nS]
  Parameter E_L = -70.6;      // resting potential [mV]
  Parameter V_th = -50.4;     // where the upstroke begins [mV]
  Parameter Delta_T = 2.0;    // steepness of the upstroke [mV]
  Parameter V_peak = 0.0;     // potential at which a spike is noted [mV], at least V_th
  Parameter V_reset = -60.0;  // potential after a spike [mV], below V_peak
  Parameter t_ref = 0.0;      // absolute refractory time [ms], a multiple of dt
  Parameter I_e = 0.0;        // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

}  // namespace lapicque
