#pragma once

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Neuron of Izhikevich (2003), with numbers in mV, ms and pA (as if C_m were 1 pF):
///
///     dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I_syn(t) + I_ext(t) + I_e
///     dU_m/dt = a (b V_m - U_m)
///     V_m >= V_th: a spike, V_m = c, U_m increases by d
struct Izhikevich {
  Parameter a = 0.02;     // rate of recovery [1/ms]
  Parameter b = 0.2;      // sensitivity of recovery to V_m
  Parameter c = -65.0;    // potential after a spike [mV], below V_th
  Parameter d = 8.0;      // recovery after a spike
  Parameter V_th = 30.0;  // potential at which a spike is noted [mV]
  Parameter I_e = 0.0;    // constant current
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

}  // namespace lapicque
