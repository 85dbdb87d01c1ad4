#pragma once

#include <optional>

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Quadratic integrate-and-fire neuron (Ermentrout & Kopell 1986; Latham et al. 2000):
///
///     C_m dV_m/dt = g_L (V_m - E_L)(V_m - V_c)/(V_c - E_L) + I_syn(t) + I_ext(t) + I_e
///     V_m >= V_peak: a spike, V_m = V_reset for t_ref
///
/// Near rest it leaks like the leaky neuron; without input V_m runs away above V_c.
struct Qif {
  Parameter C_m = 250.0;      // membrane capacitance [pF]
  Parameter g_L = 25.0;       // leak conductance near rest [nS]
  Parameter E_L = -70.0;      // resting potential [mV]
  Parameter V_c = -55.0;      // critical potential [mV], above E_L
  Parameter V_peak = 0.0;     // potential at which a spike is noted [mV], above V_c
  Parameter V_reset = -70.0;  // potential after a spike [mV], below V_peak
  Parameter t_ref = 2.0;      // absolute refractory time [ms], a multiple of dt
  Parameter I_e = 0.0;        // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

}  // namespace lapicque
