// The leaky integrate-and-fire neuron, a block at a time: external current, receptors, membrane, threshold and reset.
//
//     V_m(t + dt) = V_m + (exp(-dt/tau_m) - 1)(V_m - E_L) + drive        unless refractory
//     V_m >= V_th: a spike, V_m = V_reset

#include <type_traits>

#include "kernels/membranes/coefficient.hpp"
#include "kernels/membranes/fused_receptor.hpp"
#include "kernels/membranes/lif_schemes.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/receptors.hpp"

#if defined(__GNUC__)
#define LAPICQUE_UNROLL_TWICE _Pragma("GCC unroll 2")
#else
#define LAPICQUE_UNROLL_TWICE
#endif

namespace lapicque {
struct Lif;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// leak is exp(-dt/tau_m) - 1, current_to_V what a constant current does in a step [mV/pA], rest what E_L and I_e add to
// V_m in a step [mV].
LAPICQUE_COEFFICIENTS(C, leak, rest, current_to_V, V_th, V_reset)

// Neurons that are searched one by one when any of them has fired.
constexpr std::size_t group_size = 32;

/// Nothing acts on the membrane but its leak and I_e.
struct NoDrive {};

/// What a block of neurons does in a step besides its receptors: leak, refractoriness, threshold. Methods that take a
/// vector's place in the block have a twin for one neuron, for the end of a block that fills no vector.
template <bool PerNeuron, class Real>
struct Membrane {
  using V = Vector<Real>;

  Membrane(const MembranePass<Real>& pass, const NeuronBlock& block)
      : leak{pass.coefficient[C::leak], block.begin},
        rest{pass.coefficient[C::rest], block.begin},
        V_th{pass.coefficient[C::V_th], block.begin},
        V_reset{pass.coefficient[C::V_reset], block.begin},
        refractory_steps{pass.refractory_steps + (PerNeuron ? block.begin : 0)},
        V_m{pass.state[0] + block.begin},
        free_from{pass.free_from + block.begin},
        now{block.now},
        first{block.begin} {}

  /// Integrates some neurons; tells which are at threshold. A refractory one is at V_reset, which is below.
  template <class Drive>
  [[nodiscard]] typename V::Mask integrate(std::size_t i, const Drive& drive) const {
    const V before = V::load(V_m + i);
    const V change = before * leak.at(i) + rest.at(i);
    V free = before;
    if constexpr (std::is_same_v<Drive, NoDrive>) {
      free = before + change;
    } else {
      free = before + (change + drive.at(i));
    }
    const V after = V::select(V::greater(free_from + i, now), V_reset.at(i), free);
    after.store(V_m + i);
    return after >= V_th.at(i);
  }
  template <class Drive>
  void integrate_one(std::size_t i, const Drive& drive) const {
    const Real change = V_m[i] * leak[i] + rest[i];
    Real free = V_m[i];
    if constexpr (std::is_same_v<Drive, NoDrive>) {
      free = V_m[i] + change;
    } else {
      free = V_m[i] + (change + drive[i]);
    }
    V_m[i] = free_from[i] > now ? V_reset[i] : free;
  }
  /// Threshold and reset of neurons [begin, end), in vectors as far as they go.
  std::uint32_t* fire(std::size_t begin, std::size_t end, std::uint32_t* spikes) const {
    std::size_t i = begin;
    for (; i + V::lanes <= end; i += V::lanes) {
      unsigned fired = V::bits(V::load(V_m + i) >= V_th.at(i));
      for (; fired != 0; fired &= fired - 1) spikes = fire_one(i + lowest_bit(fired), spikes);
    }
    for (; i < end; ++i) {
      if (V_m[i] >= V_th[i]) spikes = fire_one(i, spikes);
    }
    return spikes;
  }
  std::uint32_t* fire_one(std::size_t i, std::uint32_t* spikes) const {
    V_m[i] = V_reset[i];
    free_from[i] = now + 1 + refractory_steps[PerNeuron ? i : 0];
    *spikes = first + static_cast<std::uint32_t>(i);
    return spikes + 1;
  }

  Coefficient<PerNeuron, Real> leak, rest, V_th, V_reset;
  const Tick* refractory_steps;
  Real* V_m;
  Tick* free_from;
  Tick now;
  std::uint32_t first;
};

/// Takes the block through the membrane. `drive.at(i)` is what receptors do to neurons i, i + 1, ... of a vector in
/// this step [mV], `drive[i]` the same for one neuron; each is asked for once.
template <bool PerNeuron, class Real, class Drive>
std::uint32_t pass_over(const MembranePass<Real>& pass, const NeuronBlock& block, Drive drive, std::uint32_t* spikes) {
  using V = Vector<Real>;
  const Membrane<PerNeuron, Real> membrane{pass, block};
  std::uint32_t* next = spikes;
  std::size_t i = 0;
  for (; i + group_size <= block.n; i += group_size) {
    typename V::Mask fired{};
    LAPICQUE_UNROLL_TWICE
    for (std::size_t j = i; j < i + group_size; j += V::lanes) {
      fired = V::either(fired, membrane.integrate(j, drive));
    }
    if (V::any(fired)) next = membrane.fire(i, i + group_size, next);
  }
  for (std::size_t j = i; j < block.n; ++j) membrane.integrate_one(j, drive);
  next = membrane.fire(i, block.n, next);
  return static_cast<std::uint32_t>(next - spikes);
}

/// Two receptors whose currents stay in registers while the membrane passes.
template <class A, class B>
struct SumOfDrives {
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
std::uint32_t advance_any(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  alignas(64) Real drive[block_size];
  const Coefficient<PerNeuron, Real> current_to_V{pass.coefficient[C::current_to_V], block.begin};
  for (std::size_t i = 0; i < block.n; ++i) {
    drive[i] = pass.I_ext == nullptr ? Real{0} : current_to_V[i] * pass.I_ext[block.begin + i];
  }
  for (std::size_t r = 0; r < pass.n_receptors; ++r) {
    add_receptor<PerNeuron>(pass.receptors[r], block.arrivals[r], block.begin, block.n, drive);
  }
  return pass_over<PerNeuron>(pass, block, DriveBuffer<Real>{drive}, spikes);
}

/// The receptors of a block that have something to do, if registers can hold them.
struct ActiveReceptors {
  std::size_t index[2];
  std::size_t n = 0;
  bool fit = true;

  template <class Real>
  ActiveReceptors(const MembranePass<Real>& pass, const NeuronBlock& block) : index{} {
    for (std::size_t r = 0; r < pass.n_receptors; ++r) {
      if (block.arrivals[r].silent) continue;
      fit = fit && n < 2 && is_one_stage(pass.receptors[r]);
      if (fit) index[n++] = r;
    }
  }
};

template <bool PerNeuron, class Real>
std::uint32_t advance(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  const ActiveReceptors active{pass, block};
  if (pass.I_ext != nullptr || !active.fit) return advance_any<PerNeuron>(pass, block, spikes);
  if (active.n == 0) return pass_over<PerNeuron>(pass, block, NoDrive{}, spikes);
  const auto fused = [&](std::size_t k, const auto& f) {
    return with_fused<PerNeuron>(pass.receptors[active.index[k]], block.arrivals[active.index[k]], block, f);
  };
  return fused(0, [&](const auto& a) {
    if (active.n == 1) return pass_over<PerNeuron>(pass, block, a, spikes);
    return fused(1, [&](const auto& b) {
      return pass_over<PerNeuron>(pass, block, SumOfDrives<std::decay_t<decltype(a)>, std::decay_t<decltype(b)>>{a, b},
                                  spikes);
    });
  });
}

template <class Real>
std::uint32_t step(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  return pass.per_neuron ? advance<true>(pass, block, spikes) : advance<false>(pass, block, spikes);
}

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Lif, Isa>) {
  return {{&step<double>, &step<float>, C::first, C::more}, linear_lif(), numerical_lif()};
}

}  // namespace lapicque::detail::kernels
