#pragma once

// The input of a membrane that is integrated numerically: conductances and currents of all receptors at the nodes of a
// step, added up for neighbouring neurons. Receptors go on to the end of the step meanwhile.
//
//     C_m dV_m/dt = F(V_m, ...) + J(t) - G(t) V_m + NMDA

#include <cstddef>
#include <cstdint>

#include "kernels/arrivals.hpp"
#include "kernels/membrane_pass.hpp"
#include "kernels/vector_math.hpp"

namespace lapicque::kernels {
namespace {

/// Conductances behind a magnesium block at the nodes.
template <class Real>
struct MagnesiumStage {
  alignas(64) Real g[nodes][stage_size];  // [nS]
  const Real* E_rev;
  const Real* Mg;
};

template <class Real>
struct Stages {
  alignas(64) Real G[nodes][stage_size];  // conductances without leak and NMDA [nS]
  alignas(64) Real J[nodes][stage_size];  // currents, and conductances times their reversal potentials [pA]
  alignas(64) Real K[nodes][stage_size];  // integral of G from a node to the end of the step [nS ms]
  alignas(64) Real jump[stage_size];      // by Delta receptors, at the end of the step [mV]
  MagnesiumStage<Real> magnesium[most_magnesium];
  std::size_t n_magnesium = 0;
};

/// Coefficients of neurons from `begin` on.
template <class Real>
const Real* at(const Real* coefficient, bool per_neuron, std::uint32_t begin) {
  return per_neuron && coefficient != nullptr ? coefficient + begin : coefficient;
}

template <class Real>
struct StageFiller {
  using Receptor = StageReceptor<Real>;

  const MembranePass<Real>& pass;
  std::uint32_t begin;
  std::uint32_t n;
  bool integrals;  // K is wanted
  Stages<Real>& stages;

  [[nodiscard]] const Real* of(const Real* coefficient) const { return at(coefficient, pass.per_neuron, begin); }

  void start() const {
    const Real* I_e = of(pass.I_e);
    Real* __restrict J = stages.J[0];
    for (std::uint32_t i = 0; i < n; ++i) J[i] = I_e[i];
    if (pass.I_ext != nullptr) {
      const Real* I_ext = pass.I_ext + begin;
      for (std::uint32_t i = 0; i < n; ++i) J[i] += I_ext[i];
    }
    for (std::size_t k = 0; k < nodes; ++k) {
      for (std::uint32_t i = 0; i < n && k > 0; ++i) stages.J[k][i] = J[i];
      clear(stages.G[k]);
      if (integrals) clear(stages.K[k]);
    }
    clear(stages.jump);
    stages.n_magnesium = 0;
  }

  void add(const Receptor& receptor, const ReceptorArrivals& arrivals) const {
    if (arrivals.silent) return;
    alignas(64) Real arriving[stage_size];
    if (arrivals.size > 0) {
      take_arrivals(arrivals, begin, n, arriving);
    } else {
      clear(arriving);
    }
    if (receptor.kind == Receptor::Kind::delta) {
      for (std::uint32_t i = 0; i < n; ++i) stages.jump[i] += arriving[i];
      return;
    }
    for (std::size_t k = 0; k < nodes; ++k) add_node(receptor, k);
    if (receptor.kind == Receptor::Kind::magnesium) ++stages.n_magnesium;
    if (receptor.rise == nullptr) {
      jump_and_decay(receptor, arriving);
    } else {
      rise_and_decay(receptor, arriving);
    }
  }

 private:
  void clear(Real* __restrict values) const {
    for (std::uint32_t i = 0; i < n; ++i) values[i] = Real{0};
  }
  /// x at a node, or its integral from there on.
  void value(const Receptor& receptor, const Real* by_x, const Real* by_rise, Real* __restrict to) const {
    const Real* x = receptor.x + begin;
    const Real* a = of(by_x);
    if (receptor.rise == nullptr) {
      for (std::uint32_t i = 0; i < n; ++i) to[i] = a[i] * x[i];
      return;
    }
    const Real* rise = receptor.rise + begin;
    const Real* b = of(by_rise);
    for (std::uint32_t i = 0; i < n; ++i) to[i] = a[i] * x[i] + b[i] * rise[i];
  }

  void add_node(const Receptor& receptor, std::size_t k) const {
    if (receptor.kind == Receptor::Kind::magnesium) {
      MagnesiumStage<Real>& stage = stages.magnesium[stages.n_magnesium];
      value(receptor, receptor.x_at[k], receptor.rise_at[k], stage.g[k]);
      stage.E_rev = of(receptor.E_rev);
      stage.Mg = of(receptor.Mg);
      return;
    }
    alignas(64) Real x[stage_size];
    value(receptor, receptor.x_at[k], receptor.rise_at[k], x);
    Real* __restrict J = stages.J[k];
    if (receptor.kind == Receptor::Kind::current) {
      for (std::uint32_t i = 0; i < n; ++i) J[i] += x[i];
      return;
    }
    Real* __restrict G = stages.G[k];
    const Real* E_rev = of(receptor.E_rev);
    for (std::uint32_t i = 0; i < n; ++i) {
      G[i] += x[i];
      J[i] += x[i] * E_rev[i];
    }
    if (!integrals) return;
    value(receptor, receptor.x_rest[k], receptor.rise_rest[k], x);
    Real* __restrict K = stages.K[k];
    for (std::uint32_t i = 0; i < n; ++i) K[i] += x[i];
  }

  void jump_and_decay(const Receptor& receptor, const Real* arriving) const {
    Real* __restrict x = receptor.x + begin;
    const Real* decay = of(receptor.decay);
    for (std::uint32_t i = 0; i < n; ++i) x[i] = decay[i] * x[i] + arriving[i];
  }

  void rise_and_decay(const Receptor& receptor, const Real* arriving) const {
    Real* __restrict x = receptor.x + begin;
    Real* __restrict rise = receptor.rise + begin;
    const Real* decay = of(receptor.decay);
    const Real* rise_decay = of(receptor.rise_decay);
    const Real* rise_to_x = of(receptor.rise_to_x);
    const Real* rise_per_weight = of(receptor.rise_per_weight);
    for (std::uint32_t i = 0; i < n; ++i) {
      x[i] = decay[i] * x[i] + rise_to_x[i] * rise[i];
      rise[i] = rise_decay[i] * rise[i] + rise_per_weight[i] * arriving[i];
    }
  }
};

template <class Real>
void fill_stages(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t begin, std::uint32_t n,
                 bool integrals, Stages<Real>& stages) {
  const StageFiller<Real> filler{pass, begin, n, integrals, stages};
  filler.start();
  for (std::size_t r = 0; r < pass.n_receptors; ++r) filler.add(pass.receptors[r], block.arrivals[r]);
}

/// The input of a vector of neurons, from the i-th of the stage on.
template <class V>
struct VectorInput {
  using Real = typename V::Number;

  VectorInput(const Stages<Real>& all, std::size_t first) : stages{all}, i{first} {
    for (std::size_t k = 0; k < nodes; ++k) {
      G[k] = V::load(all.G[k] + i);
      J[k] = V::load(all.J[k] + i);
    }
  }

  /// Synaptic and external current at a node [pA].
  [[nodiscard]] V current(std::size_t k, V V_m) const {
    V I = J[k] - G[k] * V_m;
    for (std::size_t m = 0; m < stages.n_magnesium; ++m) {
      I = I + unblocked(m, V_m) * V::load(stages.magnesium[m].g[k] + i);
    }
    return I;
  }
  /// The same at any time of the step, from 0 to 1, by the parabola through nodes at 0, 1/2 and 1.
  [[nodiscard]] V current_at(Real time, V V_m) const {
    const V a = V::all((1 - time) * (1 - 2 * time));
    const V b = V::all(4 * time * (1 - time));
    const V c = V::all(time * (2 * time - 1));
    const auto between = [&](V first, V second, V third) { return (a * first + b * second) + c * third; };
    V I = between(J[0], J[1], J[2]) - between(G[0], G[1], G[2]) * V_m;
    for (std::size_t m = 0; m < stages.n_magnesium; ++m) {
      const auto& g = stages.magnesium[m].g;
      I = I + unblocked(m, V_m) * between(V::load(g[0] + i), V::load(g[1] + i), V::load(g[2] + i));
    }
    return I;
  }
  /// Conductance of the receptors with a magnesium block at a node, and that times the reversal potentials, both at
  /// V_m.
  void magnesium(std::size_t k, V V_m, V& conductance, V& current) const {
    for (std::size_t m = 0; m < stages.n_magnesium; ++m) {
      const V g = open(m, V_m) * V::load(stages.magnesium[m].g[k] + i);
      conductance = conductance + g;
      current = current + g * V::load(stages.magnesium[m].E_rev + i);
    }
  }
  [[nodiscard]] bool has_magnesium() const { return stages.n_magnesium > 0; }
  [[nodiscard]] V integral(std::size_t k) const { return V::load(stages.K[k] + i); }
  [[nodiscard]] V jump() const { return V::load(stages.jump + i); }

  V G[nodes], J[nodes];

 private:
  /// Part of the channels that magnesium leaves open (Jahr & Stevens 1990).
  [[nodiscard]] V open(std::size_t m, V V_m) const {
    const V one = V::all(1);
    return one / (one + V::load(stages.magnesium[m].Mg + i) * exp(V::all(static_cast<Real>(-0.062)) * V_m));
  }
  /// The same times the driving force [mV].
  [[nodiscard]] V unblocked(std::size_t m, V V_m) const {
    return open(m, V_m) * (V::load(stages.magnesium[m].E_rev + i) - V_m);
  }

  const Stages<Real>& stages;
  std::size_t i;
};

/// The neurons of a stage: state, coefficients and refractoriness.
template <class Real>
struct StageNeurons {
  StageNeurons(const MembranePass<Real>& pass, std::uint32_t begin, Tick step)
      : free_from{pass.free_from + begin},
        refractory_steps{pass.refractory_steps + (pass.per_neuron ? begin : 0)},
        now{step},
        refractory_stride{pass.per_neuron ? std::size_t{1} : std::size_t{0}} {
    for (std::size_t s = 0; s < MembranePass<Real>::most_state; ++s) {
      state[s] = pass.state[s] == nullptr ? nullptr : pass.state[s] + begin;
    }
    for (std::size_t c = 0; c < MembranePass<Real>::most_coefficients; ++c) {
      coefficient[c] = at(pass.coefficient[c], pass.per_neuron, begin);
    }
  }

  template <class V>
  [[nodiscard]] typename V::Mask refractory(std::size_t i) const {
    return V::greater(free_from + i, now);
  }
  void fire(std::size_t i) const { free_from[i] = now + 1 + refractory_steps[i * refractory_stride]; }

  Real* state[MembranePass<Real>::most_state];
  const Real* coefficient[MembranePass<Real>::most_coefficients];
  Tick* free_from;
  const Tick* refractory_steps;
  Tick now;
  std::size_t refractory_stride;
};

/// A vector of neurons within a stage, as a scheme sees it.
template <class V>
struct VectorNeurons {
  using Real = typename V::Number;

  [[nodiscard]] V state(std::size_t s) const { return V::load(all.state[s] + i); }
  void store(std::size_t s, V value) const { value.store(all.state[s] + i); }
  [[nodiscard]] V operator[](std::size_t c) const { return V::load(all.coefficient[c] + i); }
  [[nodiscard]] typename V::Mask refractory() const { return all.template refractory<V>(i); }

  const StageNeurons<Real>& all;
  std::size_t i;
};

/// Takes a block through one step of a scheme: `Scheme::step(neurons, input)` for vectors of any length, which returns
/// the mask of those that fire; `Scheme::integrals` tells whether it asks for integrals of conductances.
template <class Scheme, class Real>
std::uint32_t advance_membranes(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  Stages<Real> stages;
  std::uint32_t* next = spikes;
  for (std::uint32_t first = 0; first < block.n; first += stage_size) {
    const std::uint32_t begin = block.begin + first;
    const std::uint32_t n = block.n - first < stage_size ? block.n - first : stage_size;
    fill_stages(pass, block, begin, n, Scheme::integrals, stages);
    const StageNeurons<Real> neurons{pass, begin, block.now};
    const auto take = [&]<class V>(V, std::size_t i) {
      unsigned fired = V::bits(Scheme::step(VectorNeurons<V>{neurons, i}, VectorInput<V>{stages, i}));
      for (; fired != 0; fired &= fired - 1) {
        const std::size_t index = i + lowest_bit(fired);
        neurons.fire(index);
        *next++ = begin + static_cast<std::uint32_t>(index);
      }
    };
    std::size_t i = 0;
    for (; i + Vector<Real>::lanes <= n; i += Vector<Real>::lanes) take(Vector<Real>{}, i);
    for (; i < n; ++i) take(Lane<Real>{}, i);
  }
  return static_cast<std::uint32_t>(next - spikes);
}

}  // namespace
}  // namespace lapicque::kernels
