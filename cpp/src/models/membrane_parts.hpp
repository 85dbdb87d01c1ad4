#pragma once

// What membrane_of() of the models is written with.

#include <cstddef>
#include <utility>
#include <vector>

#include "models/membrane.hpp"

namespace lapicque::detail::membrane_parts {

using OfNeuron = Membrane::OfNeuron;
using Kernel = kernels::MembraneKernelPair kernels::MembraneKernelSet::*;
using Coefficients = std::vector<std::pair<std::size_t, OfNeuron>>;

/// These refer to the parameter, which has to outlive them.
[[nodiscard]] OfNeuron value(const Parameter& parameter);
[[nodiscard]] OfNeuron inverse(const Parameter& parameter);
[[nodiscard]] OfNeuron constant(double number);

[[nodiscard]] Membrane make(Kernel kernel, const Receptors& receptors, NamedParameters parameters,
                            std::size_t n_coefficients, const Coefficients& coefficients);
/// Has the receptors tell what the kernel of a linear membrane wants to know.
void make_linear(const Parameter& C_m, Membrane& membrane);

[[nodiscard]] bool has_nmda(const Receptors& receptors);
[[nodiscard]] bool has_conductance(const Receptors& receptors);

template <class Model>
[[nodiscard]] NamedParameters leaky_parameters(const Model& model) {
  return {{"C_m", &model.C_m},
          {"E_L", &model.E_L},
          {"V_reset", &model.V_reset},
          {"t_ref", &model.t_ref},
          {"I_e", &model.I_e}};
}

template <class Model>
void add_common(const Model& model, Membrane& membrane) {
  membrane.t_ref = model.t_ref;
  membrane.I_e = model.I_e;
}

}  // namespace lapicque::detail::membrane_parts
