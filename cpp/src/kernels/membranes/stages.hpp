#pragma once

// The input of a membrane that is integrated numerically: conductances and currents of all receptors at the nodes of a
// step, added up in registers. Receptors go on to the end of the step meanwhile.
//
//     C_m dV_m/dt = F(V_m, ...) + J(t) - G(t) V_m + NMDA

#include <cstddef>
#include <cstdint>

#include "kernels/delivery/arrivals.hpp"
#include "kernels/membranes/membrane_pass.hpp"
#include "kernels/membranes/numerical/input_along.hpp"
#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// The receptors of neighbouring neurons that have something to do in a step.
template <class Real>
struct Receivers {
  using Receptor = ReceptorPass<Real>;
  using Effect = ReceptorEffect;

  Receivers(const MembranePass<Real>& all, const NeuronBlock& the_block, std::uint32_t first, std::uint32_t size)
      : pass{all}, block{the_block}, begin{first}, n{size}, mask{all.per_neuron ? ~std::size_t{0} : 0} {
    alignas(64) Real arriving[stage_size];
    for (std::size_t r = 0; r < pass.n_receptors; ++r) {
      if (pass.receptors[r].effect != Effect::delta || block.arrivals[r].size == 0) continue;
      take_arrivals(block.arrivals[r], begin, n, arriving);
      for (std::uint32_t i = 0; i < n; ++i) jump[i] = (jumps ? jump[i] : Real{0}) + arriving[i];
      jumps = true;
    }
    constexpr std::uint32_t widest = 16;  // vectors pass over the end
    for (std::uint32_t i = n; jumps && i < n + widest && i < stage_size; ++i) jump[i] = Real{0};
  }

  /// Adds what arrives, at the end of the step, when all have decayed.
  void take() const {
    alignas(64) Real arriving[stage_size];
    for (std::size_t r = 0; r < pass.n_receptors; ++r) {
      const Receptor& receptor = pass.receptors[r];
      if (receptor.effect == Effect::delta || block.arrivals[r].size == 0) continue;
      take_arrivals(block.arrivals[r], begin, n, arriving);
      if (receptor.rise == nullptr) {
        Real* __restrict x = receptor.x + begin;
        for (std::uint32_t i = 0; i < n; ++i) x[i] += arriving[i];
      } else {
        add_to_rise(receptor, arriving);
      }
    }
  }

  [[nodiscard]] bool active(std::size_t r) const {
    return pass.receptors[r].effect != Effect::delta && !block.arrivals[r].silent;
  }
  /// A coefficient of neurons from the i-th of the stage on.
  template <class V>
  [[nodiscard]] LAPICQUE_INLINE V at(NeuronValues<Real> coefficient, std::size_t i) const {
    return V::load(coefficient.values + ((begin + i) & mask));
  }

  template <class V>
  [[nodiscard]] V jump_of(std::size_t i) const {
    return jumps ? V::load(jump + i) : V::all(0);
  }
  /// External current in the step [pA].
  template <class V>
  [[nodiscard]] V I_ext(std::size_t i) const {
    return pass.I_ext != nullptr ? V::load(pass.I_ext + begin + i) : V::all(0);
  }

  const MembranePass<Real>& pass;
  const NeuronBlock& block;
  std::uint32_t begin;
  std::uint32_t n;
  std::size_t mask;  // for coefficients, see MembraneKernel::some_vary
  bool jumps = false;
  alignas(64) Real jump[stage_size];  // by Delta receptors, if there are jumps [mV]

 private:
  void add_to_rise(const Receptor& receptor, const Real* arriving) const {
    Real* __restrict rise = receptor.rise + begin;
    const Real* per_weight = receptor.rise_per_weight.values;
    for (std::uint32_t i = 0; i < n; ++i) rise[i] += per_weight[(begin + i) & mask] * arriving[i];
  }
};

/// The input of a vector of neurons, from the i-th of the stage on; making it takes their receptors to the end of the
/// step but for what arrives.
template <class V>
struct VectorInput : InputAlong<V> {
  using Real = typename V::Number;
  using Receptor = ReceptorPass<Real>;
  using Effect = ReceptorEffect;
  using InputAlong<V>::G;
  using InputAlong<V>::J;
  using InputAlong<V>::n_nmda;
  using InputAlong<V>::nmda;

  LAPICQUE_INLINE VectorInput(const Receivers<Real>& all, std::size_t i) : jump{all.template jump_of<V>(i)} {
    V I = all.template at<V>(all.pass.I_e, i);
    if (all.pass.I_ext != nullptr) I = I + V::load(all.pass.I_ext + all.begin + i);
    for (std::size_t k = 0; k < powers; ++k) G.of[k] = J.of[k] = V::all(0);
    J.of[0] = I;
    for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
      if (all.active(r)) add_any(all, all.pass.receptors[r], i);
    }
  }

  V jump;  // at the end of the step [mV]

 private:
  void add_any(const Receivers<Real>& all, const Receptor& receptor, std::size_t i) {
    const bool rises = receptor.rise != nullptr;
    switch (receptor.effect) {
      case Effect::delta: break;
      case Effect::current:
        rises ? add<Effect::current, true>(all, receptor, i) : add<Effect::current, false>(all, receptor, i);
        break;
      case Effect::conductance:
        rises ? add<Effect::conductance, true>(all, receptor, i) : add<Effect::conductance, false>(all, receptor, i);
        break;
      case Effect::nmda: add<Effect::nmda, true>(all, receptor, i); break;
    }
  }

  template <Effect effect, bool rises>
  LAPICQUE_INLINE void add(const Receivers<Real>& all, const Receptor& receptor, std::size_t i) {
    const auto of = [&](NeuronValues<Real> coefficient) { return all.template at<V>(coefficient, i); };
    const V x = V::load(receptor.x + all.begin + i);
    const V rise = rises ? V::load(receptor.rise + all.begin + i) : V::all(0);
    const auto value = [&](NeuronValues<Real> by_x, NeuronValues<Real> by_rise) {
      if constexpr (rises) {
        return of(by_x) * x + of(by_rise) * rise;
      } else {
        return of(by_x) * x;
      }
    };
    V power[powers];
    for (std::size_t k = 0; k < powers; ++k) power[k] = value(receptor.x_power[k], receptor.rise_power[k]);
    if constexpr (effect == Effect::current) {
      for (std::size_t k = 0; k < powers; ++k) J.of[k] = J.of[k] + power[k];
    } else if constexpr (effect == Effect::conductance) {
      const V E_rev = of(receptor.E_rev);
      for (std::size_t k = 0; k < powers; ++k) {
        G.of[k] = G.of[k] + power[k];
        J.of[k] = J.of[k] + power[k] * E_rev;
      }
    } else {
      typename InputAlong<V>::Blocked& m = nmda[n_nmda++];
      for (std::size_t k = 0; k < powers; ++k) m.g.of[k] = power[k];
      m.E_rev = of(receptor.E_rev);
      m.Mg = of(receptor.Mg);
    }
    value(receptor.decay, receptor.rise_to_x).store(receptor.x + all.begin + i);
    if constexpr (rises) (of(receptor.rise_decay) * rise).store(receptor.rise + all.begin + i);
  }
};

/// The neurons of a stage: state, coefficients and refractoriness.
template <class Real>
struct StageNeurons {
  StageNeurons(const Receivers<Real>& receivers, Tick step)
      : free_from{receivers.pass.free_from + receivers.begin}, now{step}, all{receivers} {
    for (std::size_t s = 0; s < MembranePass<Real>::most_state; ++s) {
      state[s] = all.pass.state[s] == nullptr ? nullptr : all.pass.state[s] + all.begin;
    }
  }

  void fire(std::size_t i) const {
    const std::size_t own = all.pass.per_neuron ? all.begin + i : 0;
    free_from[i] = now + 1 + all.pass.refractory_steps[own];
  }

  Real* state[MembranePass<Real>::most_state];
  Tick* free_from;
  Tick now;
  const Receivers<Real>& all;
};

/// A vector of neurons within a stage, as a scheme sees it.
template <class V>
struct VectorNeurons {
  using Real = typename V::Number;

  [[nodiscard]] V state(std::size_t s) const { return V::load(stage.state[s] + i); }
  void store(std::size_t s, V value) const { value.store(stage.state[s] + i); }
  [[nodiscard]] LAPICQUE_INLINE V operator[](std::size_t c) const {
    return stage.all.template at<V>(stage.all.pass.coefficient[c], i);
  }
  [[nodiscard]] typename V::Mask refractory() const { return V::greater(stage.free_from + i, stage.now); }

  const StageNeurons<Real>& stage;
  std::size_t i;
};

/// Takes the neurons of a stage, a vector at a time, through `step(i)`, which returns the mask of those that fire, and
/// adds those to the list. The last vector may pass over the end, see AlignedArray.
template <class V, class Step>
LAPICQUE_INLINE void take_vectors(const StageNeurons<typename V::Number>& neurons, std::uint32_t*& next,
                                  const Step& step) {
  const std::size_t n = neurons.all.n;
  for (std::size_t i = 0; i < n; i += V::lanes) {
    unsigned fired = V::bits(step(i));
    if (n - i < V::lanes) fired &= (1U << (n - i)) - 1U;
    for (; fired != 0; fired &= fired - 1) {
      const std::size_t index = i + lowest_bit(fired);
      neurons.fire(index);
      *next++ = neurons.all.begin + static_cast<std::uint32_t>(index);
    }
  }
}

/// Takes a block through one step, stage by stage: `advance(neurons, next)` adds those that fire to a list.
template <class Real, class Advance>
std::uint32_t advance_stages(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes,
                             const Advance& advance) {
  std::uint32_t* next = spikes;
  for (std::uint32_t first = 0; first < block.n; first += stage_size) {
    const std::uint32_t n = block.n - first < stage_size ? block.n - first : stage_size;
    const Receivers<Real> receivers{pass, block, block.begin + first, n};
    advance(StageNeurons<Real>{receivers, block.now}, next);
    receivers.take();
  }
  return static_cast<std::uint32_t>(next - spikes);
}

/// Takes a block through one step by a scheme: `Scheme::step(neurons, input)` for vectors of any length, and what it
/// wants of their receptors.
template <class Scheme, template <class> class Input, class Real>
std::uint32_t advance_membranes(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  return advance_stages(pass, block, spikes, [](const StageNeurons<Real>& neurons, std::uint32_t*& next) {
    using V = Vector<Real>;
    take_vectors<V>(neurons, next, [&](std::size_t i) {
      return Scheme::step(VectorNeurons<V>{neurons, i}, Input<V>{neurons.all, i});
    });
  });
}

template <template <class> class Scheme, template <class> class Input, class Real>
std::uint32_t step_of(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  return advance_membranes<Scheme<Real>, Input>(pass, block, spikes);
}

/// A scheme in both precisions, with its coefficients.
template <template <class> class Scheme, template <class> class Input, class Coefficients>
MembraneKernel membrane_kernel() {
  return {&step_of<Scheme, Input, double>, &step_of<Scheme, Input, float>, Coefficients::first, Coefficients::more};
}

}  // namespace
}  // namespace lapicque::detail::kernels
