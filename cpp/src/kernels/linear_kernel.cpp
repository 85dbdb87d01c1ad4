// The leaky membrane with conductances, which is linear in V_m with known coefficients:
//
//     C_m dV_m/dt = g_L (E_L - V_m) + J(t) - G(t) V_m
//
// With A(s), the conductance over C_m integrated from the part s of a step to its end, and f(s), dV_m/ds at the
// potential that V_m begins with, V_m changes by the integral of exp(-A(s)) f(s) over s from 0 to 1. A is known
// exactly, and nearly linear in s: A(s) = A(0) (1 - s) + bend(s). What is left of the integrand without exp(-A(0) (1 -
// s)) is replaced by the parabola through its values at the nodes of Gauss's formula. One exponential is enough, and
// the method is of sixth order.

#include "kernels/linear_input.hpp"
#include "kernels/membrane_coefficients.hpp"
#include "kernels/membrane_kernels.hpp"
#include "kernels/stages.hpp"

namespace lapicque::kernels::LAPICQUE_KERNEL_ISA {
namespace {

/// Up to here the integral of exp(-A (1 - s)) s^2 is a polynomial in -A that meets it at Chebyshev's nodes, to 1.5e-12.
constexpr double small = 0.5;
constexpr double second_moment[] = {0x1.55555555535bep-2, 0x1.5555554f489dcp-4,  0x1.11110e08d7ce5p-6,
                                    0x1.6c159cf0bf15cp-9, 0x1.9fe555c2e5e5bp-12, 0x1.9b32f8479a26bp-15,
                                    0x1.36fad77658e95p-18};

/// A parabola in s.
template <class V>
struct Parabola {
  V constant;
  V slope;
  V curve;
};

/// Integral of exp(-A (1 - s)) times a parabola over s from 0 to 1. The other moments follow from the second: of[n - 1]
/// = (1 - A of[n])/n.
template <class V>
LAPICQUE_INLINE V small_integral(V A, const Parabola<V>& f) {
  const auto c = [](std::size_t k) { return V::all(static_cast<typename V::Number>(second_moment[k])); };
  const V square = A * A;
  const V even = (c(0) + square * c(2)) + (square * square) * (c(4) + square * c(6));
  const V odd = c(1) + square * (c(3) + square * c(5));
  const V linear = V::all(static_cast<typename V::Number>(0.5)) * (f.slope - A * f.constant);
  return (f.constant + linear) + (even - A * odd) * (f.curve - A * linear);
}

/// The same where that would cancel digits.
template <class V>
V large_integral(V A, const Parabola<V>& f) {
  const V one = V::all(1);
  const V zeroth = (V::all(0) - expm1(V::all(0) - A)) / A;
  const V first = (one - zeroth) / A;
  const V second = (one - (first + first)) / A;
  return f.constant * zeroth + (f.slope * first + f.curve * second);
}

/// By the polynomial where that is close; what a lane does not depend on the others.
template <class V>
LAPICQUE_INLINE V weighted_integral(V A, const Parabola<V>& f) {
  const V result = small_integral(A, f);
  const auto large = A >= V::all(static_cast<typename V::Number>(small));
  if (!V::any(large)) return result;
  return V::select(large, large_integral(A, f), result);
}

/// Coefficients of the membrane.
template <class V>
struct Leak {
  using C = LinearMembrane;
  using Real = typename V::Number;

  LAPICQUE_INLINE static Leak read(const Receivers<Real>& all, std::size_t i) {
    const auto of = [&](std::size_t c) { return all.of(all.pass.coefficient[c]).template at<V>(i); };
    return {of(C::g_L),
            of(C::E_L),
            of(C::V_th),
            of(C::V_reset),
            of(C::dt_over_C),
            of(C::leak),
            all.of(all.pass.I_e).template at<V>(i)};
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

/// Change of the potential times C_m/dt.
template <class V>
LAPICQUE_INLINE V integral(const LinearInput<V>& input) {
  using Real = typename V::Number;
  const auto number = [](double x) { return V::all(static_cast<Real>(x)); };
  V f[nodes];
  for (std::size_t k = 0; k < nodes; ++k) {
    // 1 - bend + bend^2/2
    f[k] = input.current[k] * (V::all(1) + input.bend[k] * (input.bend[k] - number(bends)));
  }
  const V half_slope = (f[2] - f[0]) * number(0.25 / gauss_offset);  // at the middle
  const V curve = ((f[0] + f[2]) - (f[1] + f[1])) * number(0.5 / (gauss_offset * gauss_offset));
  const V start = (f[1] - half_slope) + number(0.25) * curve;
  return weighted_integral(input.decay, Parabola<V>{start, (half_slope + half_slope) - curve, curve});
}

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
std::size_t take_any(const StageNeurons<typename V::Number>& neurons, std::size_t first, std::uint32_t*& next) {
  const Receivers<typename V::Number>& all = neurons.all;
  return take_vectors<V>(neurons, first, next, [&](std::size_t i) {
    const Leak<V> leak = Leak<V>::read(all, i);
    const V before = V::load(neurons.state[0] + i);
    const V I_ext = all.pass.I_ext != nullptr ? V::load(all.pass.I_ext + all.begin + i) : V::all(0);
    LinearInput<V> input = leak.input(before, I_ext);
    for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
      if (all.active(r)) add_any(input, all, all.pass.receptors[r], before, i);
    }
    const V after = before + (integral(input) * leak.dt_over_C + all.template jump_of<V>(i));
    return finish(leak, after, V::greater(neurons.free_from + i, neurons.now), neurons.state[0] + i);
  });
}

/// The most frequent case, which deserves code of its own: two conductances without a rise, the same coefficients for
/// all neurons, no current from outside, no jumps of the potential. What is added as zero otherwise changes no bit.
template <class V>
std::size_t take_pair(const StageNeurons<typename V::Number>& neurons, std::size_t first, std::uint32_t*& next,
                      const StageReceptor<typename V::Number>& a, const StageReceptor<typename V::Number>& b) {
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
  return take_vectors<V>(neurons, first, next, [=](std::size_t i) {
    const V before = V::load(V_m + i);
    LinearInput<V> input = leak.input(before, V::all(0));
    of_a.begin(input, before, x_a + i);
    of_b.add(input, before, x_b + i);
    const V after = before + integral(input) * leak.dt_over_C;
    return finish(leak, after, V::greater(free_from + i, now), V_m + i);
  });
}

/// The receptors of the most frequent case, or null.
template <class Real>
struct Pair {
  using Receptor = StageReceptor<Real>;

  explicit Pair(const Receivers<Real>& all) {
    if (all.pass.per_neuron || all.pass.I_ext != nullptr || all.jumps) return;
    std::size_t count = 0;
    for (std::size_t r = 0; r < all.pass.n_receptors; ++r) {
      if (!all.active(r)) continue;
      const Receptor& receptor = all.pass.receptors[r];
      if (count == 2 || receptor.kind != Receptor::Kind::conductance || receptor.rise != nullptr) return;
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
      const std::size_t rest = take_pair<Vector<Real>>(neurons, 0, next, *pair.found[0], *pair.found[1]);
      take_pair<Lane<Real>>(neurons, rest, next, *pair.found[0], *pair.found[1]);
    } else {
      take_any<Lane<Real>>(neurons, take_any<Vector<Real>>(neurons, 0, next), next);
    }
  });
}

}  // namespace

std::uint32_t linear_step(const MembranePass<double>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  return advance(pass, block, spikes);
}
std::uint32_t linear_step(const MembranePass<float>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  return advance(pass, block, spikes);
}

}  // namespace lapicque::kernels::LAPICQUE_KERNEL_ISA
