#pragma once

// What the groups of membranes, with spikes on the grid and off it, make of their model.

#include <cstddef>
#include <cstdint>
#include <vector>

#include <lapicque/options.hpp>

#include "models/membrane.hpp"

namespace lapicque::detail {

/// The coefficients that a kernel reads, in its order.
[[nodiscard]] std::vector<OfNeuron> in_order(const kernels::MembraneKernel& kernel, const NamedCoefficients& given);

/// Variables that begin as functions of V_m.
class Equilibrium {
 public:
  Equilibrium() = default;
  /// Those for which no initial value is given; `size` is 1 where all neurons have the same parameters.
  Equilibrium(const Membrane& membrane, const PopulationOptions& options, std::size_t size);

  /// Sets them among the state, V_m first, of n neurons.
  template <class Real>
  void set(Real* const* state, std::uint32_t n) const {
    for (const Variable& variable : variables_) {
      for (std::uint32_t i = 0; i < n; ++i) {
        const double parameter = parameters_[parameters_.size() > 1 ? i : 0];
        state[variable.number][i] = static_cast<Real>(variable.of_V(static_cast<double>(state[0][i]), parameter));
      }
    }
  }

 private:
  struct Variable {
    std::size_t number;
    double (*of_V)(double V_m, double parameter);
  };
  std::vector<Variable> variables_;
  std::vector<double> parameters_;
};

}  // namespace lapicque::detail
