#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/model.hpp>

#include "kernels/dispatch.hpp"
#include "models/model_parameters.hpp"

namespace lapicque::detail {

/// Elements that each spike increases; see kernels::SpikeTriggered.
struct SpikeTriggers {
  std::vector<double> tau;  // [ms]
  std::vector<double> jump;
};

/// What a model is made of, all but `LIF` with current receptors. It refers to the model, which has to outlive it.
struct Membrane {
  using OfNeuron = std::function<double(std::size_t)>;

  NamedParameters parameters;                        // all of them
  std::vector<std::pair<std::string, Value>> state;  // V_m first, and their initial values
  kernels::MembraneKernelPair kernels::MembraneKernelSet::* kernel = nullptr;
  std::vector<OfNeuron> coefficients;                          // as the kernel counts them
  std::array<double, kernels::nodes> nodes = {0.0, 0.5, 1.0};  // parts of a step at which it wants its input
  OfNeuron decay_per_integral = {};                            // where the kernel is that of a linear membrane: 1/C_m
  OfNeuron tau_m = {};                                         // where it is an exact propagator [ms]
  OfNeuron C_m = {};                                           // the same [pF]
  double work = 1.0;                                           // of a neuron and step, roughly [ns]
  const Receptors* receptors = nullptr;
  Parameter t_ref = 0.0;  // [ms]
  Parameter I_e = 0.0;    // [pA]
  /// State variables, by index, that begin as functions of V_m and one parameter unless they are given.
  std::vector<std::pair<std::size_t, double (*)(double V_m, double parameter)>> equilibrium = {};
  OfNeuron equilibrium_parameter = {};
  SpikeTriggers currents = {};    // [pA]
  SpikeTriggers thresholds = {};  // [mV]
  bool noisy = false;             // spikes are drawn
};

[[nodiscard]] bool is_conductance(const ReceptorKind& kind);

[[nodiscard]] Membrane membrane_of(const Lif& model, double dt);
[[nodiscard]] Membrane membrane_of(const Qif& model, double dt);
[[nodiscard]] Membrane membrane_of(const Eif& model, double dt);
[[nodiscard]] Membrane membrane_of(const AdEx& model, double dt);
[[nodiscard]] Membrane membrane_of(const Izhikevich& model, double dt);
[[nodiscard]] Membrane membrane_of(const HodgkinHuxley& model, double dt);
[[nodiscard]] Membrane membrane_of(const TraubMiles& model, double dt);
[[nodiscard]] Membrane membrane_of(const Gif& model, double dt);

}  // namespace lapicque::detail
