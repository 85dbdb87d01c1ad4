#pragma once

// Membranes whose potential runs away to infinity at a spike. On the way there they are integrated in a coordinate of
// V_m in which nothing grows without bounds, so that few pieces lead to the peak. The equations say which in
//
//     Upstroke::coordinate(neurons, V_m)     grows with V_m
//     Upstroke::potential(neurons, u)        V_m by its coordinate
//     Upstroke::stretch(neurons, u)          its derivative by V_m
//     Upstroke::lowest(neurons)              potential from which on it serves [mV]

#include <cstddef>

#include "kernels/membranes/numerical/refinement.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Neurons with the coordinate of their peak.
template <class Neurons, class V>
struct ClimbingNeurons {
  [[nodiscard]] V operator[](std::size_t c) const { return neurons[c]; }

  const Neurons& neurons;
  V peak;
};

/// Equations with the coordinate in place of V_m.
template <class Equations>
struct Climbing {
  static constexpr std::size_t states = Equations::states;
  static constexpr const double (&unit)[states] = Equations::unit;
  static constexpr bool resets = true;
  using Upstroke = typename Equations::Upstroke;

  static auto threshold(const auto& neurons) { return neurons.peak; }
  template <class V>
  static V potential(const auto& neurons, V u) {
    // An infinite or undefined u stays what it is, so that the search for it ends the run.
    return V::select(finite(u), Upstroke::potential(neurons, smaller(u, neurons.peak)), u);
  }
  template <class V>
  static V stretch(const auto& neurons, const V (&y)[states]) {
    return Upstroke::stretch(neurons, smaller(y[0], neurons.peak));
  }
  template <class V, class Current>
  static void climb(const auto& neurons, V /*part*/, const V (&y)[states], const Current& current, V (&dy)[states]) {
    V at[states];
    for (std::size_t v = 1; v < states; ++v) at[v] = y[v];
    at[0] = potential(neurons, y[0]);
    Equations::slope(neurons, at, current(at[0]), V::all(1), dy);
    dy[0] = dy[0] * stretch(neurons, y);
  }
};

template <class V>
struct UntilSpike {
  static constexpr bool wants_time = true;
  static constexpr bool stops = true;
  typename V::Mask stopped;
};

/// Takes lanes to the peak, or to the end of the step if they do not come there: the parts of the step where they are.
template <class Equations, class V, class Neurons, class Input>
V climb(const Neurons& neurons, const Input& input, V length, const Tolerance& tolerance, typename V::Mask lanes,
        V (&y)[Equations::states]) {
  using Coordinate = Climbing<Equations>;
  const V peak = Equations::threshold(neurons);
  const V lowest = Equations::Upstroke::lowest(neurons);
  lanes = V::without(V::both(lanes, V::both(y[0] >= lowest, peak >= lowest)), y[0] >= peak);
  if (!V::any(lanes)) return V::all(0);
  const auto others = V::without(V::all(1) >= V::all(0), lanes);
  V u[Equations::states];
  for (std::size_t v = 1; v < Equations::states; ++v) u[v] = y[v];
  u[0] = Equations::Upstroke::coordinate(neurons, V::select(lanes, y[0], peak));
  UntilSpike<V> spikes{others};
  const ClimbingNeurons<Neurons, V> climbing{neurons, Equations::Upstroke::coordinate(neurons, peak)};
  Refinement<Coordinate, V, ClimbingNeurons<Neurons, V>, Input> pieces{climbing,  input,     length,
                                                                       V::all(0), V::all(0), tolerance};
  const V part = pieces.advance(u, V::all(0), spikes);
  // Those that fall out of where the coordinate serves begin again without it.
  lanes = V::both(lanes, finite(u[0]));
  for (std::size_t v = 1; v < Equations::states; ++v) y[v] = V::select(lanes, u[v], y[v]);
  const V above = V::select(V::without(spikes.stopped, others), peak, Coordinate::potential(climbing, u[0]));
  y[0] = V::select(lanes, above, y[0]);
  return V::select(lanes, part, V::all(0));
}

}  // namespace
}  // namespace lapicque::detail::kernels
