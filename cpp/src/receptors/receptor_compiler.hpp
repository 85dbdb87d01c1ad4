#pragma once

#include <array>
#include <cstddef>
#include <functional>

#include "kernels/membranes/membrane_pass.hpp"
#include "memory/coefficients.hpp"
#include "receptors/receptor_dynamics.hpp"

namespace lapicque::detail {

/// In which form the scheme of a membrane wants its input: for an exact propagator what it does to V_m, for a linear
/// membrane the values at the nodes of Gauss's formula, else a cubic, see math/moments.hpp.
struct InputScheme {
  using OfNeuron = std::function<double(std::size_t)>;

  OfNeuron decay_per_integral = {};  // of a linear membrane: 1/C_m [1/pF]
  OfNeuron tau_m = {};               // of an exact propagator [ms]
  OfNeuron C_m = {};                 // of an exact propagator [pF]
};

/// The cubic for a variable that decays from 1.
[[nodiscard]] std::array<double, kernels::powers> decay_by_powers(double dt, double tau);

/// Tells the kernel of a membrane how a receptor goes through a step: by the exact solution of its own equations, and
/// by what the scheme of the membrane wants beside that.
template <class Real>
class ReceptorCompiler {
 public:
  using Pass = kernels::ReceptorPass<Real>;

  ReceptorCompiler(const InputScheme& scheme, double dt, Coefficients<Real>& coefficients)
      : scheme_{scheme}, dt_{dt}, coefficients_{coefficients} {}

  /// `x` and `rise` are the values of the receptor's variables, null where it has none.
  [[nodiscard]] Pass compile(const ReceptorDynamics& dynamics, Real* x, Real* rise);

 private:
  void set_decay(Pass& pass, const Parameter& tau);
  void set_rise(Pass& pass, const Parameter& tau_rise, const Parameter& tau_decay);
  template <class Integral>
  void set_curvatures(NeuronValues<Real> (&curvature)[kernels::nodes], NeuronValues<Real>& whole,
                      const Integral& integral);

  const InputScheme& scheme_;
  double dt_;
  Coefficients<Real>& coefficients_;
};

}  // namespace lapicque::detail
