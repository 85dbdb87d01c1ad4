#pragma once

// Membranes whose spikes are off the grid go from one event to the next, in pieces, see refinement.hpp.

#include <cstddef>

#include "kernels/membranes/membrane_pass.hpp"
#include "kernels/membranes/numerical/gathered.hpp"
#include "kernels/membranes/numerical/refinement.hpp"
#include "kernels/membranes/numerical/upstroke.hpp"
#include "kernels/membranes/segment_pass.hpp"

namespace lapicque::detail::kernels {
namespace {

inline constexpr Tolerance off_grid{0.0, 1e-9, 1e-10, 1e-11, 1.0, 0x1p-44, 4000.0};

template <class V>
InputAlong<V, Segments::terms - 1> input_of(const MembranePass<double>& pass, const Segments& segments, std::size_t i) {
  InputAlong<V, Segments::terms - 1> input;
  for (std::size_t k = 0; k < Segments::terms; ++k) {
    input.G.of[k] = V::load(segments.G[k] + i);
    input.J.of[k] = V::load(segments.J[k] + i);
  }
  input.n_nmda = segments.n_nmda;
  for (std::size_t m = 0; m < segments.n_nmda; ++m) {
    for (std::size_t k = 0; k < Segments::terms; ++k) input.nmda[m].g.of[k] = V::load(segments.g[m][k] + i);
    input.nmda[m].E_rev = gathered<V>(segments.E_rev[m], pass.per_neuron, segments.neuron + i);
    input.nmda[m].Mg = gathered<V>(segments.Mg[m], pass.per_neuron, segments.neuron + i);
  }
  input.lowest = V::load(segments.lowest + i);
  input.highest = V::load(segments.highest + i);
  return input;
}

template <class Equations>
void advance_segments(const MembranePass<double>& pass, const Segments& segments) {
  using V = Vector<double>;
  using Input = InputAlong<V, Segments::terms - 1>;
  using Neurons = GatheredCoefficients<Equations, V>;
  constexpr std::size_t states = Equations::states;
  const V none = V::all(0);
  const V one = V::all(1);
  for (std::size_t i = 0; i < segments.n; i += V::lanes) {
    const Neurons neurons{pass, segments.neuron + i};
    const Input input = input_of<V>(pass, segments, i);
    const V length = V::load(segments.length + i);
    const auto held = V::load(segments.held + i) >= one;
    V y[states];
    for (std::size_t v = 0; v < states; ++v) y[v] = V::load(segments.y[v] + i);
    const V threshold = Equations::threshold(neurons);
    auto at_once = V::without(y[0] >= threshold, held);
    if constexpr (!Equations::resets) at_once = V::without(at_once, V::load(segments.before + i) >= threshold);
    const auto empty = none >= length;
    UntilSpike<V> spikes{V::either(at_once, empty)};
    // A segment without a length is never entered.
    const V h = V::select(empty, one, length);
    Refinement<Equations, V, Neurons, Input> pieces{neurons, input,   h, V::select(held, V::all(2), none),
                                                    none,    off_grid};
    V begin = none;
    if constexpr (requires { typename Equations::Upstroke; }) {
      begin = climb<Equations>(neurons, input, h, off_grid, V::without(pieces.can_climb(y), spikes.stopped), y);
      // Those that have come to the peak are there.
      const auto arrived = V::without(V::without(y[0] >= threshold, held), spikes.stopped);
      spikes.stopped = V::either(spikes.stopped, arrived);
      at_once = V::either(at_once, arrived);
    }
    const auto before = spikes.stopped;
    const V part = pieces.advance(y, begin, spikes);
    const auto fired = V::either(at_once, V::without(spikes.stopped, before));
    if constexpr (Equations::resets) reset_where<Equations>(neurons, fired, y);
    for (std::size_t v = 0; v < states; ++v) y[v].store(segments.y[v] + i);
    V::select(V::without(empty, at_once), one, part).store(segments.part + i);
    V::select(fired, one, none).store(segments.fired + i);
  }
}

}  // namespace
}  // namespace lapicque::detail::kernels
