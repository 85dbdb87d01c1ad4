#pragma once

// A step of membranes that are integrated numerically. All take it at once, by a Taylor series (series.hpp) or by
// Runge-Kutta of fourth order; those for which that is not exact enough, or that come to a threshold, are gathered into
// vectors of their own and go in pieces (refinement.hpp).
//
// A class of equations has, beside those of refinement.hpp,
//
//     states, unit[states]               number of variables, V_m first, and what an error in each is measured by
//     coefficients                       their number
//     tolerance                          of its errors
//     holds                              whether V_m is held for a refractory time
//     resets                             whether a spike changes anything
//     dt(neurons)                        [ms]
//     V_reset(neurons)                   where V_m is held, of those that it `holds` [mV]
//
// The parts in equations.hpp have most of this for membranes that leak, that have V_m alone, or that are reset.

#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/membranes/numerical/gathering.hpp"
#include "kernels/membranes/numerical/runge_kutta.hpp"
#include "kernels/membranes/numerical/segments.hpp"
#include "kernels/membranes/numerical/series.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Takes a vector of neurons through a step at once; the mask of those that this is exact enough for. Of the others,
/// some are about to reach a peak.
template <class Equations, class Neurons, class Input, class V>
LAPICQUE_INLINE typename V::Mask advance_at_once(const Neurons& neurons, const Input& input, typename V::Mask held,
                                                 V (&y)[Equations::states], typename V::Mask& rises) {
  using Real = typename V::Number;
  const V before = y[0];
  const V free = V::select(held, V::all(0), V::all(1));
  V doubt;
  if constexpr (requires { typename Equations::template Series<V>; }) {
    doubt = series_step<Equations>(neurons, input, free, y);
  } else {
    const InputAtNodes<V> at_nodes{input};
    doubt = runge_kutta(y, Equations::dt(neurons), Equations::unit,
                        [&](std::size_t k, const V(&at)[Equations::states], V(&dy)[Equations::states]) {
                          Equations::slope(neurons, at, at_nodes.current(k, at[0]), free, dy);
                        });
    // Where conductances are too strong for the method to be stable, rounding hides in the doubt, but not in the step.
    constexpr Real most_decay = 2;
    const V decay = at_nodes.most_conductance() * (Equations::inverse_C(neurons) * Equations::dt(neurons));
    doubt = V::select(decay >= V::all(most_decay), V::all(std::numeric_limits<Real>::infinity()), doubt);
  }
  const V threshold = Equations::threshold(neurons);
  const auto was_above = before >= threshold;
  const auto above = y[0] >= threshold;
  const auto crosses = Equations::resets ? V::either(above, was_above) : V::without(above, was_above);
  const auto number = [](double x) { return V::all(static_cast<Real>(x)); };
  constexpr double doubt_of_upstroke = 1e4;  // over what is tolerated
  constexpr double most = in_precision<Real>(Equations::tolerance).doubt;
  rises = V::without(V::either(crosses, doubt >= number(doubt_of_upstroke * most)), held);
  const auto holds = V::without(number(most) >= doubt, crosses);
  return V::either(holds, held);
}

template <class Equations, class Real>
std::uint32_t advance_numerically(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  using V = Vector<Real>;
  return advance_stages(pass, block, spikes, [](const StageNeurons<Real>& stage, std::uint32_t*& next) {
    constexpr std::size_t states = Equations::states;
    const std::size_t n = stage.all.n;
    std::uint32_t fired[stage_size / 32] = {};
    Gathering<Equations, V> gathering{stage, false};
    Gathering<Equations, V> rising{stage, true};
    for (std::size_t i = 0; i < n; i += V::lanes) {
      const VectorNeurons<V> neurons{stage, i};
      const VectorInput<V> input{stage.all, i};
      const auto refractory = neurons.refractory();
      const auto held = Equations::holds ? refractory : nowhere<V>();
      V before[states];
      V y[states];
      for (std::size_t v = 0; v < states; ++v) y[v] = neurons.state(v);
      if constexpr (Equations::holds) y[0] = V::select(held, Equations::V_reset(neurons), y[0]);
      for (std::size_t v = 0; v < states; ++v) before[v] = y[v];
      auto rises = held;
      const auto holds = advance_at_once<Equations>(neurons, input, held, y, rises);
      const auto silent = Equations::holds ? nowhere<V>() : refractory;
      const unsigned fires = V::bits(take_jump<Equations>(neurons, y, input.jump, held, silent));
      for (std::size_t v = 0; v < states; ++v) neurons.store(v, y[v]);
      unsigned lanes = V::lanes < 32 ? (1U << V::lanes) - 1U : ~0U;
      if (n - i < V::lanes) lanes = (1U << (n - i)) - 1U;
      const unsigned whole = V::bits(holds);
      fired[i / 32] |= (fires & whole & lanes) << (i % 32);
      const unsigned up = V::bits(rises) & ~whole & lanes;
      const unsigned others = ~whole & lanes & ~up;
      if (others != 0) gathering.take(i, others, before, input, fired);
      if (up != 0) rising.take(i, up, before, input, fired);
    }
    gathering.finish(fired);
    rising.finish(fired);
    for (std::size_t word = 0; word < stage_size / 32; ++word) {
      for (std::uint32_t left = fired[word]; left != 0; left &= left - 1) {
        const std::size_t index = 32 * word + lowest_bit(left);
        stage.fire(index);
        *next++ = stage.all.begin + static_cast<std::uint32_t>(index);
      }
    }
  });
}

template <class Equations, class Coefficients>
MembraneKernel numerical_kernel() {
  return {&advance_numerically<Equations, double>,
          &advance_numerically<Equations, float>,
          Coefficients::first,
          Coefficients::more,
          false,
          &advance_segments<Equations>};
}

}  // namespace
}  // namespace lapicque::detail::kernels
