#pragma once

// Neurons of a stage that a single step does not hold, in vectors of their own.

#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/membranes/numerical/gathered.hpp"
#include "kernels/membranes/numerical/spikes_on_grid.hpp"
#include "kernels/membranes/numerical/upstroke.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels {
namespace {

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

/// Neurons of a stage, with their refractoriness.
template <class Equations, class V>
struct GatheredNeurons : GatheredCoefficients<Equations, V> {
  using Real = typename V::Number;

  GatheredNeurons(const StageNeurons<Real>& stage, const std::uint32_t* neuron)
      : GatheredCoefficients<Equations, V>{stage.all.pass, neuron} {
    const MembranePass<Real>& pass = stage.all.pass;
    for (std::size_t k = 0; k < V::lanes; ++k) {
      steps[k] = static_cast<Real>(pass.refractory_steps[pass.per_neuron ? neuron[k] : 0]);
      later[k] = pass.free_from[neuron[k]] > stage.now ? Real{1} : Real{0};
    }
  }

  [[nodiscard]] V refractory_steps() const { return V::load(steps); }
  [[nodiscard]] typename V::Mask refractory() const { return V::load(later) >= V::all(1); }

  alignas(64) Real steps[V::lanes];
  alignas(64) Real later[V::lanes];
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

/// Neurons of a stage that go in pieces: where they begin, and their input.
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
      neuron_[n_++] = stage_.all.begin + static_cast<std::uint32_t>(i + lane);
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

  // Once, as it is called while neurons are gathered and when that ends: copies would make up much of the library.
  LAPICQUE_NOINLINE void advance(std::uint32_t* fired) {
    // Lanes without a neuron repeat the first.
    for (std::size_t k = n_; k < V::lanes; ++k) neuron_[k] = neuron_[0];
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
      input.nmda[m].E_rev = of_neurons(nmda_[m]->E_rev);
      input.nmda[m].Mg = of_neurons(nmda_[m]->Mg);
    }
    set_reversals(stage_.all, [this](NeuronValues<Real> of) { return of_neurons(of); }, input);
    const GatheredNeurons<Equations, V> neurons{stage_, neuron_};
    typename V::Mask fires = advance_in_pieces<Equations>(neurons, input, jump, rise_, y);
    store(y, V::bits(fires), fired);
    n_ = 0;
  }

  [[nodiscard]] V of_neurons(NeuronValues<Real> coefficient) const {
    return gathered<V>(coefficient, stage_.all.pass.per_neuron, neuron_);
  }

  void store(const V (&y)[Equations::states], unsigned fires, std::uint32_t* fired) const {
    alignas(64) Real values[V::lanes];
    for (std::size_t v = 0; v < Equations::states; ++v) {
      y[v].store(values);
      for (std::size_t k = 0; k < n_; ++k) stage_.all.pass.state[v][neuron_[k]] = values[k];
    }
    for (std::size_t k = 0; k < n_; ++k) {
      const std::uint32_t place = neuron_[k] - stage_.all.begin;
      fired[place / 32] |= ((fires >> k) & 1U) << (place % 32);
    }
  }

  const StageNeurons<Real>& stage_;
  bool rise_;
  const ReceptorPass<Real>* nmda_[most_nmda] = {};
  std::size_t n_nmda_ = 0;
  std::size_t n_ = 0;
  std::uint32_t neuron_[V::lanes] = {};
  alignas(64) Real rows_[most_rows][V::lanes];
};

}  // namespace
}  // namespace lapicque::detail::kernels
