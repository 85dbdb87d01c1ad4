// The leaky integrate-and-fire neuron, a block at a time: external current, receptors, membrane, threshold and reset.
//
//     V_m(t + dt) = V_m + (exp(-dt/tau_m) - 1)(V_m - E_L) + drive        unless refractory
//     V_m >= V_th: a spike, V_m = V_reset

#include "kernels/lif_kernel.hpp"

#include "kernels/coefficient.hpp"
#include "kernels/receptors.hpp"

namespace lapicque::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// Neurons that are searched one by one when any of them has fired.
constexpr std::size_t group_size = 32;

template <class Real>
constexpr bool is_one_stage(const ReceptorPass<Real>& r) {
  return r.kind == ReceptorPass<Real>::Kind::one_stage;
}

/// What a group of neurons does to itself in a step besides its receptors: leak, refractoriness, threshold.
template <bool PerNeuron, class Real>
struct Membrane {
  using V = Vector<Real>;

  Membrane(const LifPass<Real>& pass, const LifBlock& block)
      : current_to_V{pass.current_to_V, block.begin},
        I_e{pass.I_e, block.begin},
        leak{pass.leak, block.begin},
        E_L{pass.E_L, block.begin},
        V_th{pass.V_th, block.begin},
        V_reset{pass.V_reset, block.begin},
        refractory_steps{pass.refractory_steps, block.begin},
        V_m{pass.V_m + block.begin},
        I_ext{pass.I_ext == nullptr ? nullptr : pass.I_ext + block.begin},
        free_from{pass.free_from + block.begin},
        now{block.now},
        first{block.begin} {}

  /// Effect of the external current [mV].
  [[nodiscard]] V external(std::size_t i) const {
    return current_to_V.at(i) * (I_ext == nullptr ? I_e.at(i) : I_e.at(i) + V::load(I_ext + i));
  }
  /// Integrates some neurons; tells which are at threshold. A refractory one is at V_reset, which is below.
  [[nodiscard]] typename V::Mask integrate(std::size_t i, V drive) const {
    const V before = V::load(V_m + i);
    const V free = before + (before - E_L.at(i)) * leak.at(i) + drive;
    const V after = V::select(V::greater(free_from + i, now), V_reset.at(i), free);
    after.store(V_m + i);
    return after >= V_th.at(i);
  }
  /// The same for one neuron.
  [[nodiscard]] Real external_of(std::size_t i) const {
    return current_to_V[i] * (I_ext == nullptr ? I_e[i] : I_e[i] + I_ext[i]);
  }
  void integrate_one(std::size_t i, Real drive) const {
    const Real free = V_m[i] + (V_m[i] - E_L[i]) * leak[i] + drive;
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

  Coefficient<PerNeuron, Real> current_to_V, I_e, leak, E_L, V_th, V_reset;
  Coefficient<PerNeuron, std::int32_t> refractory_steps;
  Real* V_m;
  const Real* I_ext;
  std::int32_t* free_from;
  std::int32_t now;
  std::uint32_t first;
};

/// Takes the block through the membrane with `drive(i)`, and `drive_one(i)` for what fills no vector.
template <bool PerNeuron, class Real, class Drive, class DriveOne>
std::uint32_t pass_over(const LifPass<Real>& pass, const LifBlock& block, const Drive& drive,
                        const DriveOne& drive_one, std::uint32_t* spikes) {
  using V = Vector<Real>;
  const Membrane<PerNeuron, Real> membrane{pass, block};
  std::uint32_t* next = spikes;
  std::size_t i = 0;
  for (; i + group_size <= block.n; i += group_size) {
    typename V::Mask fired{};
    for (std::size_t j = i; j < i + group_size; j += V::lanes) {
      fired = V::either(fired, membrane.integrate(j, drive(membrane, j)));
    }
    if (V::any(fired)) next = membrane.fire(i, i + group_size, next);
  }
  for (std::size_t j = i; j < block.n; ++j) membrane.integrate_one(j, drive_one(membrane, j));
  next = membrane.fire(i, block.n, next);
  return static_cast<std::uint32_t>(next - spikes);
}

/// A one-stage receptor of a block whose current is in registers while the membrane passes.
template <bool PerNeuron, class Real>
struct FusedReceptor {
  using V = Vector<Real>;
  FusedReceptor(const ReceptorPass<Real>& r, const ReceptorArrivals& arrivals, const LifBlock& block)
      : I_decay{r.I_decay, block.begin}, I_to_V{r.I_to_V, block.begin}, I{r.I + block.begin} {
    if (arrivals.size == 0) {
      for (std::size_t i = 0; i < block.n; ++i) arriving[i] = Real{0};
    } else {
      take_arrivals(arrivals, block.begin, block.n, arriving);
    }
  }
  [[nodiscard]] V advance(std::size_t i) const {
    const V present = V::load(I + i);
    (I_decay.at(i) * present + V::load(arriving + i)).store(I + i);
    return I_to_V.at(i) * present;
  }
  [[nodiscard]] Real advance_one(std::size_t i) const {
    const Real present = I[i];
    I[i] = I_decay[i] * present + arriving[i];
    return I_to_V[i] * present;
  }

  Coefficient<PerNeuron, Real> I_decay, I_to_V;
  Real* I;
  alignas(64) Real arriving[block_size];
};

/// The usual models, one or two receptors of one stage, in one pass.
template <bool PerNeuron, class Real>
std::uint32_t advance_one(const LifPass<Real>& pass, const LifBlock& block, std::uint32_t* spikes) {
  const FusedReceptor<PerNeuron, Real> a{pass.receptors[0], block.arrivals[0], block};
  const auto drive = [&](const auto& membrane, std::size_t i) { return membrane.external(i) + a.advance(i); };
  const auto drive_one = [&](const auto& membrane, std::size_t i) {
    return membrane.external_of(i) + a.advance_one(i);
  };
  return pass_over<PerNeuron>(pass, block, drive, drive_one, spikes);
}

template <bool PerNeuron, class Real>
std::uint32_t advance_two(const LifPass<Real>& pass, const LifBlock& block, std::uint32_t* spikes) {
  const FusedReceptor<PerNeuron, Real> a{pass.receptors[0], block.arrivals[0], block};
  const FusedReceptor<PerNeuron, Real> b{pass.receptors[1], block.arrivals[1], block};
  const auto drive = [&](const auto& membrane, std::size_t i) {
    return membrane.external(i) + a.advance(i) + b.advance(i);
  };
  const auto drive_one = [&](const auto& membrane, std::size_t i) {
    return membrane.external_of(i) + a.advance_one(i) + b.advance_one(i);
  };
  return pass_over<PerNeuron>(pass, block, drive, drive_one, spikes);
}

template <bool PerNeuron, class Real>
std::uint32_t advance_any(const LifPass<Real>& pass, const LifBlock& block, std::uint32_t* spikes) {
  alignas(64) Real drive[block_size];
  const Membrane<PerNeuron, Real> membrane{pass, block};
  for (std::size_t i = 0; i < block.n; ++i) drive[i] = membrane.external_of(i);
  for (std::size_t r = 0; r < pass.n_receptors; ++r) {
    add_receptor<PerNeuron>(pass.receptors[r], block.arrivals[r], block.begin, block.n, drive);
  }
  return pass_over<PerNeuron>(
      pass, block, [&](const auto&, std::size_t i) { return Vector<Real>::load(drive + i); },
      [&](const auto&, std::size_t i) { return drive[i]; }, spikes);
}

template <bool PerNeuron, class Real>
std::uint32_t advance(const LifPass<Real>& pass, const LifBlock& block, std::uint32_t* spikes) {
  const std::size_t n = pass.n_receptors;
  if (n == 1 && is_one_stage(pass.receptors[0])) return advance_one<PerNeuron>(pass, block, spikes);
  const bool two = n == 2 && is_one_stage(pass.receptors[0]) && is_one_stage(pass.receptors[1]);
  return two ? advance_two<PerNeuron>(pass, block, spikes) : advance_any<PerNeuron>(pass, block, spikes);
}

}  // namespace

std::uint32_t lif_step(const LifPass<double>& pass, const LifBlock& block, std::uint32_t* spikes) {
  return pass.per_neuron ? advance<true>(pass, block, spikes) : advance<false>(pass, block, spikes);
}

std::uint32_t lif_step(const LifPass<float>& pass, const LifBlock& block, std::uint32_t* spikes) {
  return pass.per_neuron ? advance<true>(pass, block, spikes) : advance<false>(pass, block, spikes);
}

}  // namespace lapicque::kernels::LAPICQUE_KERNEL_ISA
