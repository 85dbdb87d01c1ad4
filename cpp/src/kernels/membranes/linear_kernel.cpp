// The leaky membrane with conductances, see linear_integral.hpp.

#include "kernels/membranes/linear/lif_schemes.hpp"
#include "kernels/membranes/linear/linear_input.hpp"
#include "kernels/membranes/linear/linear_integral.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// leak is g_L dt/C_m.
LAPICQUE_COEFFICIENTS(C, g_L, E_L, V_th, V_reset, dt_over_C, leak)

/// Coefficients of the membrane.
template <class V>
struct Leak {
  using Real = typename V::Number;

  LAPICQUE_INLINE static Leak read(const Receivers<Real>& all, std::size_t i) {
    const auto of = [&](std::size_t c) { return all.template at<V>(all.pass.coefficient[c], i); };
    return {of(C::g_L),
            of(C::E_L),
            of(C::V_th),
            of(C::V_reset),
            of(C::dt_over_C),
            of(C::leak),
            all.template at<V>(all.pass.I_e, i)};
  }

  /// The input without receptors, at the potential V_m.
  LAPICQUE_INLINE LinearInput<V> input(V V_m, V I_ext) const {
    const V current = g_L * (E_L - V_m) + (I_e + I_ext);
    const V none = V::all(0);
    return {{current, current, current}, {none, none, none}, decay};
  }

  V g_L;
  V E_L;
  V V_th;
  V V_reset;
  V dt_over_C;
  V decay;
  V I_e;
};

/// The potential after a step, or V_reset, and the mask of those that fire.
template <class V>
LAPICQUE_INLINE typename V::Mask finish(const Leak<V>& leak, V after_step, typename V::Mask refractory,
                                        typename V::Number* V_m) {
  const V after = V::select(refractory, leak.V_reset, after_step);
  const auto fired = after >= leak.V_th;
  V::select(fired, leak.V_reset, after).store(V_m);
  return fired;
}

/// Any receptors, and coefficients of each neuron.
template <class V>
void take_any(const StageNeurons<typename V::Number>& neurons, std::uint32_t*& next) {
  const Receivers<typename V::Number>& all = neurons.all;
  take_vectors<V>(neurons, next, [&](std::size_t i) {
    const Leak<V> leak = Leak<V>::read(all, i);
    const V before = V::load(neurons.state[0] + i);
    LinearInput<V> input = leak.input(before, all.template I_ext<V>(i));
    for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
      if (all.active(r)) add_any(input, all, all.pass.receptors[r], before, i);
    }
    const auto held = [&all, i, before, g_L = leak.g_L](const LinearInput<V>& at, Along<V>& u) {
      held_at(at, all, i, before, g_L, u);
    };
    const V change = integral(input, leak.dt_over_C, held);
    const V after = before + (change * leak.dt_over_C + all.template jump_of<V>(i));
    return finish(leak, after, V::greater(neurons.free_from + i, neurons.now), neurons.state[0] + i);
  });
}

/// The most frequent case, which deserves code of its own: two conductances without a rise, the same coefficients for
/// all neurons, no current from outside, no jumps of the potential. What is added as zero otherwise changes no bit.
template <class V>
void take_pair(const StageNeurons<typename V::Number>& neurons, std::uint32_t*& next,
               const ReceptorPass<typename V::Number>& a, const ReceptorPass<typename V::Number>& b) {
  using Real = typename V::Number;
  const Receivers<Real>& all = neurons.all;
  const Leak<V> leak = Leak<V>::read(all, 0);
  const JumpingConductance<V> of_a = JumpingConductance<V>::read(all, a, 0);
  const JumpingConductance<V> of_b = JumpingConductance<V>::read(all, b, 0);
  // Copies, which stores cannot change.
  Real* const x_a = a.x + all.begin;
  Real* const x_b = b.x + all.begin;
  Real* const V_m = neurons.state[0];
  const Tick* const free_from = neurons.free_from;
  const Tick now = neurons.now;
  take_vectors<V>(neurons, next, [=, &all](std::size_t i) {
    const V before = V::load(V_m + i);
    LinearInput<V> input = leak.input(before, V::all(0));
    of_a.begin(input, before, x_a + i);
    of_b.add(input, before, x_b + i);
    const auto held = [&all, i, before, g_L = leak.g_L](const LinearInput<V>& at, Along<V>& u) {
      held_at(at, all, i, before, g_L, u);
    };
    const V change = integral(input, leak.dt_over_C, held);
    const V after = before + change * leak.dt_over_C;
    return finish(leak, after, V::greater(free_from + i, now), V_m + i);
  });
}

/// The receptors of the most frequent case, or null.
template <class Real>
struct Pair {
  using Receptor = ReceptorPass<Real>;

  explicit Pair(const Receivers<Real>& all) {
    if (all.pass.per_neuron || all.pass.I_ext != nullptr || all.jumps) return;
    std::size_t count = 0;
    for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
      if (!all.active(r)) continue;
      const Receptor& receptor = all.pass.receptors[r];
      if (count == 2 || receptor.effect != ReceptorEffect::conductance || receptor.rise != nullptr) return;
      found[count++] = &receptor;
    }
    complete = count == 2;
  }

  const Receptor* found[2] = {};
  bool complete = false;
};

template <class Real>
std::uint32_t advance(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  return advance_stages(pass, block, spikes, [](const StageNeurons<Real>& neurons, std::uint32_t*& next) {
    const Pair<Real> pair{neurons.all};
    if (pair.complete) {
      take_pair<Vector<Real>>(neurons, next, *pair.found[0], *pair.found[1]);
    } else {
      take_any<Vector<Real>>(neurons, next);
    }
  });
}

}  // namespace

MembraneKernel linear_lif() { return {&advance<double>, &advance<float>, C::first, C::more}; }

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
