#pragma once

// Leaky membranes that are integrated numerically, with spikes at the end of steps, or off the grid.

#include <cstddef>
#include <limits>

#include "kernels/membranes/numerical/equations.hpp"
#include "kernels/membranes/numerical/gathering.hpp"
#include "kernels/membranes/numerical/numerical_step.hpp"
#include "kernels/membranes/numerical/series.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Equations of a membrane whose spikes are no business of a step: C numbers its coefficients.
template <class C>
struct LeakyEquations : LeakyMembrane<C>, PotentialAlone {
  static constexpr Tolerance tolerance = on_grid(1e-8, 1e-6, 1e-7, 1.0);
  static constexpr std::size_t order = 6;
  static constexpr bool resets = false;

  template <class Neurons>
  static auto threshold(const Neurons& neurons) {
    using V = decltype(neurons[C::dt]);
    return V::all(std::numeric_limits<typename V::Number>::infinity());
  }
  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V /*free*/, V (&dy)[states]) {
    dy[0] = (neurons[C::g_L] * (neurons[C::E_L] - y[0]) + I) * neurons[C::inverse_C];
  }
  template <class V>
  struct Series {
    Series(const auto& /*neurons*/, const V (&)[states]) {}
    template <std::size_t k>
    LAPICQUE_INLINE void slope(const auto& neurons, Term<k> /*term*/, const Terms<V> (&y)[states], V drive, V /*free*/,
                               V (&dy)[states]) {
      const V leak = k == 0 ? neurons[C::E_L] - y[0][0] : V::all(0) - y[0][k];
      dy[0] = (neurons[C::g_L] * leak + drive) * neurons[C::inverse_C];
    }
  };
};

/// Equations of a leaky membrane whose spikes are off the grid.
template <class C>
struct FiringLeakyEquations : LeakyMembrane<C>, PotentialAlone, ResetAndHeld<C> {
  static constexpr std::size_t coefficients = C::end;

  static auto threshold(const auto& neurons) { return neurons[C::V_th]; }
  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V free, V (&dy)[states]) {
    LeakyEquations<C>::slope(neurons, y, I, free, dy);
    dy[0] = free * dy[0];
  }
};

/// Takes a vector of leaky membranes to the end of a step, where they are.
template <class C, class Neurons, class V>
V leaky_after(const Neurons& neurons, InputAlong<V> input, typename V::Mask held, V V_m) {
  using Equations = LeakyEquations<C>;
  V y[1] = {V_m};
  auto rises = held;
  const auto holds = advance_at_once<Equations>(neurons, input, held, y, rises);
  if (V::every(holds)) return y[0];
  const auto& all = neurons.stage.all;
  using Values = NeuronValues<typename V::Number>;
  set_reversals(all, [&](Values of) { return all.template at<V>(of, neurons.i); }, input);
  SpikesOnGrid<V> spikes{nowhere<V>()};
  Refinement<Equations, V, Neurons, InputAlong<V>> pieces{
      neurons,   input,     Equations::dt(neurons),
      V::all(0), V::all(0), in_precision<typename V::Number>(Equations::tolerance)};
  V z[1] = {V_m};
  pieces.advance(z, V::all(0), spikes);
  return V::select(holds, y[0], z[0]);
}

}  // namespace
}  // namespace lapicque::detail::kernels
