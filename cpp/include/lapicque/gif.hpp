#pragma once

#include <vector>

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Generalised integrate-and-fire neuron (Mensi et al. 2012; Pozzorini et al. 2015): a leaky membrane with a
/// spike-triggered current, a moving threshold and escape noise.
///
///     C_m dV_m/dt = -g_L (V_m - E_L) - I_stc(t) + I_syn(t) + I_ext(t) + I_e
///     I_stc = sum of elements that decay with tau_stc and increase by q_stc with each spike
///     E_sfa = V_T_star + sum of elements that decay with tau_sfa and increase by q_sfa with each spike
///     a spike in a step with probability 1 - exp(-lambda dt), lambda = lambda_0 exp((V_m - E_sfa)/Delta_V) at its end
///
/// After a spike V_m = V_reset for t_ref, in which no spike is drawn. Random numbers depend on seed, population, neuron
/// and step alone. With current receptors solved by the exact propagator, as Lif; with conductances integrated by a
/// formula of sixth order, with NMDA by Runge-Kutta of fourth order.
struct Gif {
  Parameter C_m = 80.0;              // membrane capacitance [pF]
  Parameter g_L = 4.0;               // leak conductance [nS]
  Parameter E_L = -70.0;             // resting potential [mV]
  Parameter V_reset = -55.0;         // potential after a spike [mV]
  Parameter V_T_star = -35.0;        // threshold at rest [mV]
  Parameter Delta_V = 0.5;           // width of the threshold [mV]
  Parameter lambda_0 = 1.0;          // rate of firing at the threshold [1/s]
  Parameter t_ref = 4.0;             // absolute refractory time [ms], a multiple of dt
  Parameter I_e = 0.0;               // constant current [pA]
  std::vector<double> tau_stc = {};  // time constants of the spike-triggered current [ms]
  std::vector<double> q_stc = {};    // its increase by a spike [pA]
  std::vector<double> tau_sfa = {};  // time constants of the moving threshold [ms]
  std::vector<double> q_sfa = {};    // its increase by a spike [mV]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

}  // namespace lapicque
