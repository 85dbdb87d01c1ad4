#pragma once

#include <cstddef>
#include <optional>

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>
#include <lapicque/spike_timing.hpp>

namespace lapicque {

/// Leaky integrate-and-fire neuron (Lapicque 1907) with any number of receptors:
///
///     C_m dV_m/dt = -g_L (V_m - E_L) + I_syn(t) + I_ext(t) + I_e
///     V_m >= V_th: a spike, V_m = V_reset for t_ref
///
/// With receptors of currents solved by the exact propagator of the linear system (Rotter & Diesmann 1999); with
/// conductances by a formula of sixth order, with NMDA by the Runge-Kutta method of fourth order. With
/// SpikeTiming::precise spikes are where V_m reaches V_th, off the grid; needs receptors of currents and a network of
/// double precision.
struct Lif {
  Parameter C_m = 250.0;                // membrane capacitance [pF]
  std::optional<Parameter> tau_m = {};  // membrane time constant [ms]; 10 unless g_L is given
  std::optional<Parameter> g_L = {};    // leak conductance C_m/tau_m [nS]; give tau_m or g_L, not both
  Parameter E_L = -70.0;                // resting potential [mV]
  Parameter V_th = -55.0;               // threshold [mV]
  Parameter V_reset = -70.0;            // potential after a spike [mV], below V_th
  Parameter t_ref = 2.0;                // absolute refractory time [ms], a multiple of dt if spikes are on the grid
  Parameter I_e = 0.0;                  // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
  /// Membrane time constant of neuron i, whichever of tau_m and g_L was given [ms].
  [[nodiscard]] double membrane_time_constant(std::size_t i) const;
};

}  // namespace lapicque
