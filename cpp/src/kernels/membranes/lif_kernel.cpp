// The leaky integrate-and-fire neuron, a block at a time: external current, receptors, membrane, threshold and reset.
//
//     V_m(t + dt) = V_m + (exp(-dt/tau_m) - 1)(V_m - E_L) + drive        unless refractory
//     V_m >= V_th: a spike, V_m = V_reset

#include <type_traits>

#include "kernels/membranes/linear/coefficient.hpp"
#include "kernels/membranes/linear/fused_receptor.hpp"
#include "kernels/membranes/linear/lif_schemes.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/simd/vector_math.hpp"

#if defined(__GNUC__)
#define LAPICQUE_UNROLL _Pragma("GCC unroll 4")
#else
#define LAPICQUE_UNROLL
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

/// Which coefficients of the membrane are one a neuron.
template <bool rest_is, bool threshold_is, bool others_are>
struct Varying {
  static constexpr bool rest = rest_is;
  static constexpr bool threshold = threshold_is;
  static constexpr bool others = others_are;
};
using NothingVaries = Varying<false, false, false>;
using AnythingVaries = Varying<true, true, true>;

/// What a block of neurons does in a step besides its receptors: leak, refractoriness, threshold. Methods that take a
/// vector's place in the block have a twin for one neuron, for the end of a block that fills no vector.
template <class Varies, class Real>
struct Membrane {
  using V = Vector<Real>;

  LAPICQUE_INLINE Membrane(const MembranePass<Real>& pass, const NeuronBlock& block)
      : all{pass},
        leak{pass.coefficient[C::leak], block.begin},
        rest{pass.coefficient[C::rest], block.begin},
        V_th{pass.coefficient[C::V_th], block.begin},
        V_reset{pass.coefficient[C::V_reset], block.begin},
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
    free_from[i] = now + 1 + all.refractory_steps[all.per_neuron ? first + i : 0];
    *spikes = first + static_cast<std::uint32_t>(i);
    return spikes + 1;
  }

  const MembranePass<Real>& all;  // read where a neuron fires only: its registers are wanted
  SomeCoefficient<Varies::others, Real> leak;
  SomeCoefficient<Varies::rest, Real> rest;
  SomeCoefficient<Varies::threshold, Real> V_th;
  SomeCoefficient<Varies::others, Real> V_reset;
  Real* V_m;
  Tick* free_from;
  Tick now;
  std::uint32_t first;
};

/// Takes the block through the membrane. `drive.at(i)` is what receptors do to neurons i, i + 1, ... of a vector in
/// this step [mV], `drive[i]` the same for one neuron; each is asked for once.
template <class Varies, class Real, class Drive>
std::uint32_t pass_over(const MembranePass<Real>& pass, const NeuronBlock& block, Drive drive, std::uint32_t* spikes) {
  using V = Vector<Real>;
  const Membrane<Varies, Real> membrane{pass, block};
  std::uint32_t* next = spikes;
  std::size_t i = 0;
  for (; i + group_size <= block.n; i += group_size) {
    typename V::Mask fired{};
    LAPICQUE_UNROLL
    for (std::size_t j = i; j < i + group_size; j += V::lanes) {
      fired = V::either(fired, membrane.integrate(j, drive));
    }
    if (V::any(fired)) next = membrane.fire(i, i + group_size, next);
  }
  for (std::size_t j = i; j < block.n; ++j) membrane.integrate_one(j, drive);
  next = membrane.fire(i, block.n, next);
  return static_cast<std::uint32_t>(next - spikes);
}

/// The external current.
template <bool PerNeuron, class Real>
struct External {
  External(const MembranePass<Real>& pass, const NeuronBlock& block)
      : current_to_V{pass.coefficient[C::current_to_V], block.begin}, I_ext{pass.I_ext + block.begin} {}
  [[nodiscard]] Vector<Real> at(std::size_t i) const { return current_to_V.at(i) * Vector<Real>::load(I_ext + i); }
  Real operator[](std::size_t i) const { return current_to_V[i] * I_ext[i]; }
  SomeCoefficient<PerNeuron, Real> current_to_V;
  const Real* I_ext;
};

/// Two that stay in registers while the membrane passes.
template <class A, class B>
struct SumOfDrives {
  [[nodiscard]] auto at(std::size_t i) const { return a.at(i) + b.at(i); }
  auto operator[](std::size_t i) const { return a[i] + b[i]; }
  A a;
  B b;
};
template <class A, class B>
SumOfDrives(A, B) -> SumOfDrives<A, B>;

/// What was added up before the membrane's pass.
template <class Real>
struct DriveBuffer {
  [[nodiscard]] Vector<Real> at(std::size_t i) const { return Vector<Real>::load(values + i); }
  Real operator[](std::size_t i) const { return values[i]; }
  const Real* values;
};

/// The receptors of a block that have something to do, in their order.
struct ActiveReceptors {
  static constexpr std::size_t most_fused = 2;
  std::size_t index[most_fused];  // of the first ones
  std::size_t n = 0;
  std::size_t last = 0;

  template <class Real>
  LAPICQUE_INLINE ActiveReceptors(const MembranePass<Real>& pass, const NeuronBlock& block) : index{} {
    for (std::size_t r = 0; r < pass.n_receptors; ++r) {
      if (block.arrivals[r].silent) continue;
      if (n < most_fused) index[n] = r;
      ++n;
      last = r;
    }
  }
};

template <bool PerNeuron, class Real>
void add_receptor(const MembranePass<Real>& pass, const NeuronBlock& block, std::size_t r, Real* drive) {
  with_receptor<PerNeuron>(pass.receptors[r], block.arrivals[r], block, [&](const auto& receptor) {
    add_to(drive, receptor, block.n);
    return std::uint32_t{0};
  });
}

/// Adds external current and receptors before `last` to a buffer of the block.
template <bool PerNeuron, class Real>
void add_up(const MembranePass<Real>& pass, const NeuronBlock& block, std::size_t last, Real* drive) {
  for (std::size_t i = 0; i < block.n; ++i) drive[i] = Real{0};
  if (pass.I_ext != nullptr) add_to(drive, External<PerNeuron, Real>{pass, block}, block.n);
  for (std::size_t r = 0; r < last; ++r) {
    if (!block.arrivals[r].silent) add_receptor<PerNeuron>(pass, block, r, drive);
  }
}

/// Neurons whose coefficients are the same: receptors and membrane in one pass as far as registers and the number of
/// variants allow.
template <class Real>
std::uint32_t advance_alike(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  using Outside = External<false, Real>;
  const ActiveReceptors active{pass, block};
  const bool external = pass.I_ext != nullptr;
  if (active.n == 0) {
    if (external) return pass_over<NothingVaries>(pass, block, Outside{pass, block}, spikes);
    return pass_over<NothingVaries>(pass, block, NoDrive{}, spikes);
  }
  const auto with_last = [&](const auto& f) {
    return with_receptor<false>(pass.receptors[active.last], block.arrivals[active.last], block, f);
  };
  if (active.n == 1) {
    return with_last([&](const auto& receptor) {
      if (!external) return pass_over<NothingVaries>(pass, block, receptor, spikes);
      return pass_over<NothingVaries>(pass, block, SumOfDrives{Outside{pass, block}, receptor}, spikes);
    });
  }
  if (external || active.n > 2 || !is_one_stage(pass.receptors[active.index[0]]) ||
      !is_one_stage(pass.receptors[active.index[1]])) {
    alignas(64) Real drive[block_size];
    add_up<false>(pass, block, active.last, drive);
    return with_last([&](const auto& receptor) {
      return pass_over<NothingVaries>(pass, block, SumOfDrives{DriveBuffer<Real>{drive}, receptor}, spikes);
    });
  }
  const auto fused = [&](std::size_t k, const auto& f) {
    return with_one_stage(pass.receptors[active.index[k]], block.arrivals[active.index[k]], block, f);
  };
  return fused(0, [&](const auto& a) {
    return fused(1, [&](const auto& b) { return pass_over<NothingVaries>(pass, block, SumOfDrives{a, b}, spikes); });
  });
}

/// Neurons that differ: receptors first, then the membrane.
template <class Varies, class Real>
std::uint32_t advance_differing(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  constexpr bool PerNeuron = Varies::others;
  const ActiveReceptors active{pass, block};
  if (active.n == 0) {
    if (pass.I_ext == nullptr) return pass_over<Varies>(pass, block, NoDrive{}, spikes);
    return pass_over<Varies>(pass, block, External<PerNeuron, Real>{pass, block}, spikes);
  }
  alignas(64) Real drive[block_size];
  add_up<PerNeuron>(pass, block, active.last + 1, drive);
  return pass_over<Varies>(pass, block, DriveBuffer<Real>{drive}, spikes);
}

/// Whether a coefficient of a receptor is one a neuron.
template <class Real>
bool varies(const ReceptorPass<Real>& r) {
  return (r.decay.mask | r.x_to_V.mask | r.rise_decay.mask | r.rise_to_x.mask | r.rise_per_weight.mask |
          r.rise_to_V.mask) != 0;
}

template <class Real>
std::uint32_t step(const MembranePass<Real>& pass, const NeuronBlock& block, std::uint32_t* spikes) {
  if (!pass.per_neuron) return advance_alike(pass, block, spikes);
  const auto one_a_neuron = [&](std::size_t c) { return pass.coefficient[c].mask != 0; };
  bool others = one_a_neuron(C::leak) || one_a_neuron(C::V_reset) || one_a_neuron(C::current_to_V);
  for (std::size_t r = 0; r < pass.n_receptors; ++r) others = others || varies(pass.receptors[r]);
  if (others) return advance_differing<AnythingVaries>(pass, block, spikes);
  if (!one_a_neuron(C::rest)) {
    if (!one_a_neuron(C::V_th)) return advance_alike(pass, block, spikes);
    return advance_differing<Varying<false, true, false>>(pass, block, spikes);
  }
  if (!one_a_neuron(C::V_th)) return advance_differing<Varying<true, false, false>>(pass, block, spikes);
  return advance_differing<Varying<true, true, false>>(pass, block, spikes);
}

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Lif, Isa>) {
  return {{&step<double>, &step<float>, C::first, C::more, true}, linear_lif(), numerical_lif()};
}

}  // namespace lapicque::detail::kernels
