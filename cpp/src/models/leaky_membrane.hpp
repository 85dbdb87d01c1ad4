#pragma once

#include "models/membrane.hpp"

namespace lapicque::detail {

/// The leak of a membrane and the constant current into it. Quotients are taken as the model writes them down, since
/// rounding decides about bits: a membrane is given by its time constant, or by its conductance.
struct Leak {
  const Parameter& C_m;  // [pF]
  const Parameter& E_L;  // [mV]
  const Parameter& I_e;  // [pA]
  OfNeuron tau_m;        // [ms]
  OfNeuron g_L;          // [nS]
  bool by_conductance;
};

[[nodiscard]] Leak leak_of(const Lif& model);

/// What a leak is in the coefficients of the exact propagator: `leak` = exp(-dt/tau_m) - 1, `current_to_V` [mV/pA],
/// `rest` [mV], `V_inf` [mV].
[[nodiscard]] NamedCoefficients exact_leak(const Leak& leak, double dt, Precision precision);

/// Costs of a neuron and step by scheme, roughly [ns].
struct SchemeCosts {
  double exact;
  double linear;
  double numerical;
};

/// Chooses the scheme of a leaky membrane by its receptors: the exact propagator for currents, the integral with exact
/// decay where there are conductances, Runge-Kutta where NMDA is among them; adds what the kernel wants of the leak.
void make_leaky(Membrane& membrane, const Leak& leak, const kernels::MembraneKernels& kernels, const SchemeCosts& costs,
                double dt, Precision precision, SpikeTiming timing);

}  // namespace lapicque::detail
