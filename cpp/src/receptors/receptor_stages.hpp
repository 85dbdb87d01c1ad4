#pragma once

#include "kernels/membranes/membrane_pass.hpp"
#include "models/coefficients.hpp"
#include "models/membrane.hpp"

namespace lapicque::detail {

/// Tells the kernel of a membrane how its receptors go through a step: the exact solution of their own equations, and
/// what its scheme wants of them beside that.
template <class Real>
class ReceptorStages {
 public:
  using Receptor = kernels::StageReceptor<Real>;

  ReceptorStages(const Membrane& membrane, double dt, Coefficients<Real>& coefficients)
      : membrane_{membrane}, dt_{dt}, coefficients_{coefficients} {}

  /// For a receptor that jumps by what arrives.
  void set(Receptor& receptor, const Parameter& tau);
  /// For one that is fed by a rise.
  void set(Receptor& receptor, const Parameter& tau_rise, const Parameter& tau_decay);

 private:
  template <class Integral>
  void set_curvatures(const Real* (&curvature)[kernels::nodes], const Real*& whole, const Integral& integral);

  const Membrane& membrane_;
  double dt_;
  Coefficients<Real>& coefficients_;
};

}  // namespace lapicque::detail
