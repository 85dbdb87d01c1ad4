// The leaky integrate-and-fire neuron, a block at a time: external current, receptors, membrane, threshold and reset.
//
//     V_m(t + dt) = V_m + (exp(-dt/tau_m) - 1)(V_m - E_L) + drive        unless refractory
//     V_m >= V_th: a spike, V_m = V_reset

#include "kernels/lif_kernel.hpp"

#include "kernels/coefficient.hpp"
#include "kernels/fused_receptor.hpp"
#include "kernels/receptors.hpp"

#if defined(__GNUC__)
#define LAPICQUE_UNROLL_TWICE _Pragma("GCC unroll 2")
#else
#define LAPICQUE_UNROLL_TWICE
#endif

namespace lapicque::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// Neurons that are searched one by one when any of them has fired.
constexpr std::size_t group_size = 32;

/// What a block of neurons does in a step besides its receptors: leak, refractoriness, threshold. Methods that take a
/// vector's place in the block have a twin for one neuron, for the end of a block that fills no vector.
template <bool PerNeuron, class Real>
struct Membrane {
  using V = Vector<Real>;

  Membrane(const LifPass<Real>& pass, const LifBlock& block)
      : leak{pass.leak, block.begin},
        rest{pass.rest, block.begin},
        V_th{pass.V_th, block.begin},
        V_reset{pass.V_reset, block.begin},
        refractory_steps{pass.refractory_steps, block.begin},
        V_m{pass.V_m + block.begin},
        free_from{pass.free_from + block.begin},
        now{static_cast<Tick<Real>>(block.now)},
        first{block.begin} {}

  /// Integrates some neurons; tells which are at threshold. A refractory one is at V_reset, which is below.
  [[nodiscard]] typename V::Mask integrate(std::size_t i, V drive) const {
    const V before = V::load(V_m + i);
    const V free = before + ((before * leak.at(i) + rest.at(i)) + drive);
    const V after = V::select(V::greater(free_from + i, now), V_reset.at(i), free);
    after.store(V_m + i);
    return after >= V_th.at(i);
  }
  void integrate_one(std::size_t i, Real drive) const {
    const Real free = V_m[i] + ((V_m[i] * leak[i] + rest[i]) + drive);
    V_m[i] = free_from[i] > now ? V_reset[i] : free;
  }
  /// Threshold and reset of neurons [begin, end).
  std::uint32_t* fire(std::size_t begin, std::size_t end, std::uint32_t* spikes) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (!(V_m[i] >= V_th[i])) continue;
      V_m[i] = V_reset[i];
      free_from[i] = now + 1 + refractory_steps[i];
      *spikes++ = first + static_cast<std::uint32_t>(i);
    }
    return spikes;
  }

  Coefficient<PerNeuron, Real> leak, rest, V_th, V_reset;
  Coefficient<PerNeuron, Tick<Real>> refractory_steps;
  Real* V_m;
  Tick<Real>* free_from;
  Tick<Real> now;
  std::uint32_t first;
};

/// Takes the block through the membrane. `drive.at(i)` is what receptors do to neurons i, i + 1, ... of a vector in
/// this step [mV], `drive[i]` the same for one neuron; each is asked for once.
template <bool PerNeuron, class Real, class Drive>
std::uint32_t pass_over(const LifPass<Real>& pass, const LifBlock& block, Drive drive, std::uint32_t* spikes) {
  using V = Vector<Real>;
  const Membrane<PerNeuron, Real> membrane{pass, block};
  std::uint32_t* next = spikes;
  std::size_t i = 0;
  for (; i + group_size <= block.n; i += group_size) {
    typename V::Mask fired{};
    LAPICQUE_UNROLL_TWICE
    for (std::size_t j = i; j < i + group_size; j += V::lanes) {
      fired = V::either(fired, membrane.integrate(j, drive.at(j)));
    }
    if (V::any(fired)) next = membrane.fire(i, i + group_size, next);
  }
  for (std::size_t j = i; j < block.n; ++j) membrane.integrate_one(j, drive[j]);
  next = membrane.fire(i, block.n, next);
  return static_cast<std::uint32_t>(next - spikes);
}

/// Two receptors whose currents stay in registers while the membrane passes.
template <class A, class B>
struct Both {
  [[nodiscard]] auto at(std::size_t i) const { return a.at(i) + b.at(i); }
  auto operator[](std::size_t i) const { return a[i] + b[i]; }
  A a;
  B b;
};

/// What external current and receptors did before the membrane's pass.
template <class Real>
struct DriveBuffer {
  [[nodiscard]] Vector<Real> at(std::size_t i) const { return Vector<Real>::load(values + i); }
  Real operator[](std::size_t i) const { return values[i]; }
  const Real* values;
};

template <bool PerNeuron, class Real>
std::uint32_t advance_any(const LifPass<Real>& pass, const LifBlock& block, std::uint32_t* spikes) {
  alignas(64) Real drive[block_size];
  const Coefficient<PerNeuron, Real> current_to_V{pass.current_to_V, block.begin};
  for (std::size_t i = 0; i < block.n; ++i) {
    drive[i] = pass.I_ext == nullptr ? Real{0} : current_to_V[i] * pass.I_ext[block.begin + i];
  }
  for (std::size_t r = 0; r < pass.n_receptors; ++r) {
    add_receptor<PerNeuron>(pass.receptors[r], block.arrivals[r], block.begin, block.n, drive);
  }
  return pass_over<PerNeuron>(pass, block, DriveBuffer<Real>{drive}, spikes);
}

template <bool PerNeuron, class Real>
std::uint32_t advance(const LifPass<Real>& pass, const LifBlock& block, std::uint32_t* spikes) {
  const std::size_t n = pass.n_receptors;
  const bool fused = pass.I_ext == nullptr && (n == 1 || n == 2) && is_one_stage(pass.receptors[0]) && is_one_stage(pass.receptors[n - 1]);
  if (!fused) return advance_any<PerNeuron>(pass, block, spikes);
  return with_fused<PerNeuron>(pass.receptors[0], block.arrivals[0], block, [&](const auto& a) {
    if (n == 1) return pass_over<PerNeuron>(pass, block, a, spikes);
    return with_fused<PerNeuron>(pass.receptors[1], block.arrivals[1], block, [&](const auto& b) {
      return pass_over<PerNeuron>(pass, block, Both<std::decay_t<decltype(a)>, std::decay_t<decltype(b)>>{a, b},
                                  spikes);
    });
  });
}

}  // namespace

std::uint32_t lif_step(const LifPass<double>& pass, const LifBlock& block, std::uint32_t* spikes) {
  return pass.per_neuron ? advance<true>(pass, block, spikes) : advance<false>(pass, block, spikes);
}

std::uint32_t lif_step(const LifPass<float>& pass, const LifBlock& block, std::uint32_t* spikes) {
  return pass.per_neuron ? advance<true>(pass, block, spikes) : advance<false>(pass, block, spikes);
}

}  // namespace lapicque::kernels::LAPICQUE_KERNEL_ISA
