#pragma once

// What current receptors do to a leaky membrane in a step, by the exact propagator (Rotter & Diesmann 1999).

#include <cstddef>

#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Of neurons from the i-th of the stage on. Making it takes their receptors to the end of the step but for what
/// arrives.
template <class V>
struct ExactInput {
  using Real = typename V::Number;

  LAPICQUE_INLINE ExactInput(const Receivers<Real>& all, std::size_t i)
      : jump{all.template jump_of<V>(i)}, drive{V::all(0)} {
    for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
      if (all.active(r)) add(all, all.pass.receptors[r], i);
    }
  }

  V jump;   // at the end of the step [mV]
  V drive;  // change of V_m by synaptic currents [mV]

 private:
  LAPICQUE_INLINE void add(const Receivers<Real>& all, const ReceptorPass<Real>& receptor, std::size_t i) {
    const auto of = [&](NeuronValues<Real> coefficient) { return all.template at<V>(coefficient, i); };
    const V x = V::load(receptor.x + all.begin + i);
    V x_after = of(receptor.decay) * x;
    V change = of(receptor.x_to_V) * x;
    if (receptor.rise != nullptr) {
      const V rise = V::load(receptor.rise + all.begin + i);
      change = change + of(receptor.rise_to_V) * rise;
      x_after = x_after + of(receptor.rise_to_x) * rise;
      (of(receptor.rise_decay) * rise).store(receptor.rise + all.begin + i);
    }
    drive = drive + change;
    x_after.store(receptor.x + all.begin + i);
  }
};

}  // namespace
}  // namespace lapicque::detail::kernels
