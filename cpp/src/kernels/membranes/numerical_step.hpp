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
//     holds, resets                      whether V_m is held for a refractory time, and whether a spike changes
//     anything dt(neurons)                        [ms] V_reset(neurons)                   where V_m is held, of those
//     that it `holds`

#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/membranes/refinement.hpp"
#include "kernels/membranes/segments.hpp"
#include "kernels/membranes/series.hpp"
#include "kernels/membranes/stages.hpp"
#include "kernels/membranes/upstroke.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class V>
[[nodiscard]] typename V::Mask nowhere() {
  return V::all(0) >= V::all(1);
}

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
    V after[Equations::states];
    for (std::size_t v = 0; v < Equations::states; ++v) after[v] = y[v];
    Equations::reset(neurons, after);
    for (std::size_t v = 0; v < Equations::states; ++v) y[v] = V::select(fires, after[v], y[v]);
    y[0] = V::select(V::both(above, fired), threshold, y[0]);
    return fires;
  } else {
    return V::without(V::without(above, before >= threshold), fired);
  }
}

/// Tells an input between which reversal potentials it acts; `of` takes the coefficients of its neurons.
template <class V, class Of>
void set_reversals(const Receivers<typename V::Number>& all, const Of& of, InputAlong<V>& input) {
  const V infinity = V::all(std::numeric_limits<typename V::Number>::infinity());
  input.lowest = infinity;
  input.highest = V::all(0) - infinity;
  for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
    if (all.active(r) && all.pass.receptors[r].E_rev.values != nullptr)
      input.add_reversal(of(all.pass.receptors[r].E_rev));
  }
}

/// Neurons taken from anywhere in a stage, as many as a vector has lanes.
template <class Equations, class V>
struct GatheredNeurons {
  using Real = typename V::Number;

  GatheredNeurons(const StageNeurons<Real>& stage, const std::uint32_t* places) {
    const MembranePass<Real>& pass = stage.all.pass;
    for (std::size_t c = 0; c < Equations::coefficients; ++c) {
      for (std::size_t k = 0; k < V::lanes; ++k) {
        coefficient[c][k] = pass.coefficient[c].values[(stage.all.begin + places[k]) & stage.all.mask];
      }
    }
    for (std::size_t k = 0; k < V::lanes; ++k) {
      steps[k] = static_cast<Real>(pass.refractory_steps[pass.per_neuron ? stage.all.begin + places[k] : 0]);
      later[k] = stage.free_from[places[k]] > stage.now ? Real{1} : Real{0};
    }
  }

  [[nodiscard]] V operator[](std::size_t c) const { return V::load(coefficient[c]); }
  [[nodiscard]] V refractory_steps() const { return V::load(steps); }
  [[nodiscard]] typename V::Mask refractory() const { return V::load(later) >= V::all(1); }

  alignas(64) Real coefficient[Equations::coefficients][V::lanes];
  alignas(64) Real steps[V::lanes];
  alignas(64) Real later[V::lanes];
};

/// Those of a stage that go in pieces: where they begin, and their input.
template <class Equations, class V>
class Gathering {
 public:
  using Real = typename V::Number;

  /// `rise`: those that come here are about to reach the peak.
  Gathering(const StageNeurons<Real>& stage, bool rise) : stage_{stage}, rise_{rise} {
    for (std::size_t r = 0; r < stage.all.pass.n_receptors; ++r) {
      const ReceptorPass<Real>& receptor = stage.all.pass.receptors[r];
      if (receptor.effect == ReceptorEffect::nmda && stage.all.active(r)) nmda_[n_nmda_++] = &receptor;
    }
  }

  /// Takes lanes of a vector, the i-th of the stage and those beside it.
  void take(std::size_t i, unsigned lanes, const V (&y)[Equations::states], const VectorInput<V>& input,
            std::uint32_t* fired) {
    alignas(64) Real values[most_rows][V::lanes];
    std::size_t row = 0;
    for_each(y, input.jump, input, [&](const V& of) { of.store(values[row++]); });
    for (; lanes != 0; lanes &= lanes - 1) {
      const std::size_t lane = lowest_bit(lanes);
      for (std::size_t k = 0; k < row; ++k) rows_[k][n_] = values[k][lane];
      places_[n_++] = static_cast<std::uint32_t>(i + lane);
      if (n_ == V::lanes) advance(fired);
    }
  }
  /// Takes those that are left to the end of the step.
  void finish(std::uint32_t* fired) {
    if (n_ > 0) advance(fired);
  }

 private:
  static constexpr std::size_t most_rows = Equations::states + 1 + (2 + most_nmda) * powers;

  template <class Y, class Jump, class Input, class Visit>
  static void for_each(Y& y, Jump& jump, Input& input, const Visit& visit) {
    for (auto& value : y) visit(value);
    visit(jump);
    for (std::size_t k = 0; k < powers; ++k) {
      visit(input.G.of[k]);
      visit(input.J.of[k]);
      for (std::size_t m = 0; m < input.n_nmda; ++m) visit(input.nmda[m].g.of[k]);
    }
  }

  void advance(std::uint32_t* fired) {
    // Lanes without a neuron repeat the first.
    for (std::size_t k = n_; k < V::lanes; ++k) places_[k] = places_[0];
    V y[Equations::states];
    V jump;
    InputAlong<V> input;
    input.n_nmda = n_nmda_;
    std::size_t row = 0;
    for_each(y, jump, input, [&](V& of) {
      for (std::size_t k = n_; k < V::lanes; ++k) rows_[row][k] = rows_[row][0];
      of = V::load(rows_[row++]);
    });
    for (std::size_t m = 0; m < n_nmda_; ++m) {
      input.nmda[m].E_rev = gathered(nmda_[m]->E_rev);
      input.nmda[m].Mg = gathered(nmda_[m]->Mg);
    }
    set_reversals(stage_.all, [this](NeuronValues<Real> of) { return gathered(of); }, input);
    const GatheredNeurons<Equations, V> neurons{stage_, places_};
    typename V::Mask fires = advance_in_pieces<Equations>(neurons, input, jump, rise_, y);
    store(y, V::bits(fires), fired);
    n_ = 0;
  }

  [[nodiscard]] V gathered(NeuronValues<Real> coefficient) const {
    alignas(64) Real values[V::lanes];
    for (std::size_t k = 0; k < V::lanes; ++k) {
      values[k] = coefficient.values[(stage_.all.begin + places_[k]) & stage_.all.mask];
    }
    return V::load(values);
  }

  void store(const V (&y)[Equations::states], unsigned fires, std::uint32_t* fired) const {
    alignas(64) Real values[V::lanes];
    for (std::size_t v = 0; v < Equations::states; ++v) {
      y[v].store(values);
      for (std::size_t k = 0; k < n_; ++k) stage_.state[v][places_[k]] = values[k];
    }
    for (std::size_t k = 0; k < n_; ++k) {
      fired[places_[k] / 32] |= ((fires >> k) & 1U) << (places_[k] % 32);
    }
  }

  const StageNeurons<Real>& stage_;
  bool rise_;
  const ReceptorPass<Real>* nmda_[most_nmda] = {};
  std::size_t n_nmda_ = 0;
  std::size_t n_ = 0;
  std::uint32_t places_[V::lanes] = {};
  alignas(64) Real rows_[most_rows][V::lanes];
};

/// Takes neurons through a step in pieces, with the jump at its end. Returns those that fire.
template <class Equations, class Neurons, class Input, class V>
typename V::Mask advance_in_pieces(const Neurons& neurons, const Input& input, V jump, bool rises,
                                   V (&y)[Equations::states]) {
  using Real = typename V::Number;
  SpikesOnGrid<V> spikes{Equations::holds ? nowhere<V>() : neurons.refractory()};
  V held = V::all(0);
  if constexpr (Equations::holds) held = rest_of_step(neurons.refractory_steps());
  Refinement<Equations, V, Neurons, Input> pieces{neurons,   input, Equations::dt(neurons),
                                                  V::all(0), held,  in_precision<Real>(Equations::tolerance)};
  V begin = V::all(0);
  if constexpr (requires { typename Equations::Upstroke; }) {
    if (rises)
      begin = climb<Equations>(neurons, input, Equations::dt(neurons), in_precision<Real>(Equations::tolerance),
                               pieces.can_climb(y), y);
  }
  pieces.advance(y, begin, spikes);
  const auto before = V::either(spikes.fired, spikes.silent);
  return V::either(spikes.fired, take_jump<Equations>(neurons, y, jump, pieces.held(), before));
}

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

/// Equations of a membrane whose spikes are no business of a step: C numbers its coefficients.
template <class C>
struct LeakyEquations {
  static constexpr std::size_t states = 1;
  static constexpr double unit[states] = {1.0};
  static constexpr Tolerance tolerance = on_grid(1e-8, 1e-6, 1e-7, 1.0);
  static constexpr std::size_t order = 6;
  static constexpr bool resets = false;

  static auto dt(const auto& neurons) { return neurons[C::dt]; }
  static auto inverse_C(const auto& neurons) { return neurons[C::inverse_C]; }

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
  template <class V>
  static V conductance(const auto& neurons, const V (&)[states]) {
    return neurons[C::g_L];
  }
  template <class V>
  static V fastest_rate(const auto& neurons, const V (&)[states]) {
    return neurons[C::g_L] * neurons[C::inverse_C];
  }
  template <class V>
  static void others_after(const auto&, const V (&)[states], V, V, V (&)[states]) {}
};

/// The same where spikes are off the grid.
template <class C>
struct FiringLeakyEquations : LeakyEquations<C> {
  static constexpr std::size_t states = 1;
  static constexpr std::size_t coefficients = C::end;
  static constexpr bool resets = true;

  static auto threshold(const auto& neurons) { return neurons[C::V_th]; }
  template <class V>
  static void slope(const auto& neurons, const V (&y)[states], V I, V free, V (&dy)[states]) {
    LeakyEquations<C>::slope(neurons, y, I, free, dy);
    dy[0] = free * dy[0];
  }
  template <class V>
  static void reset(const auto& neurons, V (&y)[states]) {
    y[0] = neurons[C::V_reset];
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
