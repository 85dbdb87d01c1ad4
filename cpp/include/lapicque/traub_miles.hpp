#pragma once

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Pyramidal neuron of Traub & Miles (1991) as reduced by Brette et al. (2007): the equations of HodgkinHuxley with
/// rates that depend on V_m - V_T.
///
/// A spike is the first step at or above V_T + 30 mV in which V_m falls; then none is noted for t_ref. By default V_m
/// begins at E_L and the channels in equilibrium with V_m.
struct TraubMiles {
  Parameter C_m = 200.0;     // membrane capacitance [pF]
  Parameter g_Na = 20000.0;  // peak conductance of sodium [nS]
  Parameter g_K = 6000.0;    // peak conductance of potassium [nS]
  Parameter g_L = 10.0;      // leak conductance [nS]
  Parameter E_Na = 50.0;     // reversal potential of sodium [mV]
  Parameter E_K = -90.0;     // reversal potential of potassium [mV]
  Parameter E_L = -60.0;     // reversal potential of the leak [mV]
  Parameter V_T = -63.0;     // potential that the rates count from [mV]
  Parameter t_ref = 2.0;     // time in which no second spike is noted [ms], a multiple of dt
  Parameter I_e = 0.0;       // constant current [pA]
  Receptors receptors = {{"exc", ExpConductance{0.0, 5.0}}, {"inh", ExpConductance{-80.0, 10.0}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

}  // namespace lapicque
