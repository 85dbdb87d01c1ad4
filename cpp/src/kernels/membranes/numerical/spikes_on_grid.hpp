#pragma once

// Spikes of membranes that are integrated numerically, where they are on the grid: at most one a step.

#include <cstddef>

#include "kernels/membranes/numerical/refinement.hpp"

namespace lapicque::detail::kernels {
namespace {

/// One spike a step, at its end, whenever it was; others have to wait for the next step.
template <class V>
struct SpikesOnGrid {
  using Mask = typename V::Mask;
  static constexpr bool wants_time = false;
  static constexpr bool stops = false;

  Mask accept(Mask crossed, V /*part*/) {
    const Mask counts = V::without(V::without(crossed, fired), silent);
    fired = V::either(fired, counts);
    return counts;
  }

  Mask silent;  // for a refractory time that does not hold V_m
  Mask fired = nowhere<V>();
};

/// Part of a step for which a spike holds V_m: for the rest of it, if there is a refractory time.
template <class V>
[[nodiscard]] V rest_of_step(V refractory_steps) {
  return V::select(refractory_steps >= V::all(1), V::all(2), V::all(0));
}

/// Adds the jumps at the end of a step. `held` lanes do not move, those that have `fired` do not fire again. Returns
/// those that fire now.
template <class Equations, class V, class Neurons>
typename V::Mask take_jump(const Neurons& neurons, V (&y)[Equations::states], V jump, typename V::Mask held,
                           typename V::Mask fired) {
  const V threshold = Equations::threshold(neurons);
  const V before = y[0];
  y[0] = V::select(held, before, before + jump);
  const auto above = V::without(y[0] >= threshold, held);
  if constexpr (Equations::resets) {
    const auto fires = V::without(above, fired);
    reset_where<Equations>(neurons, fires, y);
    y[0] = V::select(V::both(above, fired), threshold, y[0]);
    return fires;
  } else {
    return V::without(V::without(above, before >= threshold), fired);
  }
}

}  // namespace
}  // namespace lapicque::detail::kernels
