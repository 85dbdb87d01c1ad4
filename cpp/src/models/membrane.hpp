#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/model.hpp>
#include <lapicque/precision.hpp>
#include <lapicque/spike_timing.hpp>

#include "check/each_kind.hpp"
#include "kernels/dispatch.hpp"
#include "models/model_parameters.hpp"
#include "receptors/receptor_compiler.hpp"

namespace lapicque::detail {

/// A coefficient or another quantity of each neuron.
using OfNeuron = InputScheme::OfNeuron;
/// Coefficients by the names that kernels have for them; a kernel takes those that it names.
using NamedCoefficients = std::vector<std::pair<std::string, OfNeuron>>;

/// Elements that each spike increases; see kernels::SpikeTriggered. Their variables are I_stc_0, I_stc_1, ... or
/// E_sfa_0, ...
struct SpikeTriggers {
  std::vector<double> tau;  // [ms]
  std::vector<double> jump;
};

struct InitialState {
  std::string name;
  std::string unit;
  Value initial;
  /// Where set, the variable begins as this function of V_m and of one parameter, unless a value was given for it.
  double (*of_V)(double V_m, double parameter) = nullptr;
};

/// A model in the form that populations run on. It refers to the model, which has to outlive it.
struct Membrane {
  NamedParameters parameters;  // all of them
  const Receptors* receptors = nullptr;
  std::vector<InitialState> state;  // V_m first
  Parameter t_ref = 0.0;            // [ms]
  Parameter I_e = 0.0;              // [pA]
  kernels::MembraneKernel kernel = {};
  NamedCoefficients coefficients = {};
  InputScheme input = {};
  double work = 1.0;  // of a neuron and step, roughly [ns]
  /// The parameter that initial values depend on beside V_m.
  OfNeuron initial_parameter = {};
  SpikeTriggers currents = {};    // I_stc [pA]
  SpikeTriggers thresholds = {};  // E_sfa [mV]
  bool noisy = false;             // spikes are drawn
  bool holds = true;              // V_m for the refractory time; others just note no second spike
  /// V_reset and V_th of neurons that would fire for ever if the precision of the network made them equal.
  const Parameter* reset_below_threshold[2] = {};
};

/// All state variables: those of the model, of its receptors, and its elements.
[[nodiscard]] std::vector<StateDescription> variables_of(const Membrane& membrane);

/// A model, and the grid and precision that it is to run with. The file of each model defines membrane_of() for its
/// own.
template <class Model>
struct ModelOnGrid {
  const Model& model;
  double dt;  // [ms]
  Precision precision = Precision::double_;
  SpikeTiming timing = SpikeTiming::grid;

  LAPICQUE_OF_EACH_KIND(Membrane membrane_of(const ModelOnGrid& of))
};

// What the files of models are written with. These refer to the parameter, which has to outlive them.

[[nodiscard]] OfNeuron value(const Parameter& parameter);
[[nodiscard]] OfNeuron inverse(const Parameter& parameter);
[[nodiscard]] OfNeuron constant(double number);
/// A parameter as the initial value of a state variable.
[[nodiscard]] Value initial_value(const Parameter& parameter);

/// The parameters and receptors of a model, its t_ref and I_e.
template <class Model>
[[nodiscard]] Membrane begin_membrane(const Model& model) {
  Membrane membrane;
  add_parameters(model, "", membrane.parameters);
  membrane.receptors = &model.receptors;
  if constexpr (requires { model.t_ref; }) membrane.t_ref = model.t_ref;
  if constexpr (requires { model.I_e; }) membrane.I_e = model.I_e;
  return membrane;
}

}  // namespace lapicque::detail
