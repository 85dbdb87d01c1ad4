#pragma once

// A receptor whose variables pass through registers once a step: what it does to the membrane is handed over vector by
// vector, and what arrives is taken straight from its accumulator where there is only one.

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/delivery/arrivals.hpp"
#include "kernels/membranes/linear/coefficient.hpp"
#include "kernels/membranes/neuron_block.hpp"
#include "kernels/membranes/receptor_pass.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class Real>
constexpr bool is_one_stage(const ReceptorPass<Real>& r) {
  return r.effect == ReceptorEffect::current && r.rise == nullptr;
}

// Arrivals of a block: `at(i)` for a vector of neurons, `[i]` for one.

/// One accumulator.
template <class Real, class Kind>
struct OneAccumulator {
  [[nodiscard]] Vector<Real> at(std::size_t i) const { return Kind::take(sums + i, unit); }
  Real operator[](std::size_t i) const { return Kind::take_one(sums + i, unit); }
  typename Kind::Type* sums;
  Real unit;
};

/// Several accumulators added up beforehand, or none.
template <class Real>
struct AddedUp {
  [[nodiscard]] Vector<Real> at(std::size_t i) const { return Vector<Real>::load(arriving + i); }
  Real operator[](std::size_t i) const { return arriving[i]; }
  const Real* arriving;
};

// What a receptor does to V_m in the step [mV]; each neuron is asked for once, which takes its variables to the end of
// the step.

/// V_m jumps.
template <class Arrivals>
struct FusedJump {
  [[nodiscard]] auto at(std::size_t i) const { return arrivals.at(i); }
  auto operator[](std::size_t i) const { return arrivals[i]; }
  Arrivals arrivals;
};

/// A current that jumps and decays.
template <bool PerNeuron, class Real, class Arrivals>
struct FusedOneStage {
  FusedOneStage(const ReceptorPass<Real>& r, const Arrivals& what, std::size_t begin)
      : I_decay{r.decay, begin}, I_to_V{r.x_to_V, begin}, I{r.x + begin}, arrivals{what} {}

  [[nodiscard]] Vector<Real> at(std::size_t i) const {
    const Vector<Real> present = Vector<Real>::load(I + i);
    (I_decay.at(i) * present + arrivals.at(i)).store(I + i);
    return I_to_V.at(i) * present;
  }
  Real operator[](std::size_t i) const {
    const Real present = I[i];
    I[i] = I_decay[i] * present + arrivals[i];
    return I_to_V[i] * present;
  }

  SomeCoefficient<PerNeuron, Real> I_decay, I_to_V;
  Real* I;
  Arrivals arrivals;
};

/// A current that a rise feeds, which jumps and decays.
template <bool PerNeuron, class Real, class Arrivals>
struct FusedTwoStages {
  FusedTwoStages(const ReceptorPass<Real>& r, const Arrivals& what, std::size_t begin)
      : I_decay{r.decay, begin},
        I_to_V{r.x_to_V, begin},
        rise_decay{r.rise_decay, begin},
        rise_to_I{r.rise_to_x, begin},
        rise_to_V{r.rise_to_V, begin},
        rise_per_weight{r.rise_per_weight, begin},
        I{r.x + begin},
        rise{r.rise + begin},
        arrivals{what} {}

  [[nodiscard]] Vector<Real> at(std::size_t i) const {
    const Vector<Real> present = Vector<Real>::load(I + i);
    const Vector<Real> rising = Vector<Real>::load(rise + i);
    (I_decay.at(i) * present + rise_to_I.at(i) * rising).store(I + i);
    (rise_decay.at(i) * rising + rise_per_weight.at(i) * arrivals.at(i)).store(rise + i);
    return I_to_V.at(i) * present + rise_to_V.at(i) * rising;
  }
  Real operator[](std::size_t i) const {
    const Real present = I[i];
    const Real rising = rise[i];
    I[i] = I_decay[i] * present + rise_to_I[i] * rising;
    rise[i] = rise_decay[i] * rising + rise_per_weight[i] * arrivals[i];
    return I_to_V[i] * present + rise_to_V[i] * rising;
  }

  SomeCoefficient<PerNeuron, Real> I_decay, I_to_V, rise_decay, rise_to_I, rise_to_V, rise_per_weight;
  Real* I;
  Real* rise;
  Arrivals arrivals;
};

/// Adds what a receptor or another drive does to that of n neurons [mV].
template <class Real, class Drive>
void add_to(Real* drive, const Drive& more, std::size_t n) {
  std::size_t i = 0;
  for (; i + Vector<Real>::lanes <= n; i += Vector<Real>::lanes) {
    (Vector<Real>::load(drive + i) + more.at(i)).store(drive + i);
  }
  for (; i < n; ++i) drive[i] += more[i];
}

/// Calls f with a receptor and what arrives there.
template <bool PerNeuron, class Real, class Arrivals, class F>
std::uint32_t with_form(const ReceptorPass<Real>& r, const Arrivals& what, std::uint32_t begin, const F& f) {
  if (r.effect == ReceptorEffect::delta) return f(FusedJump<Arrivals>{what});
  if (r.rise == nullptr) return f(FusedOneStage<PerNeuron, Real, Arrivals>{r, what, begin});
  return f(FusedTwoStages<PerNeuron, Real, Arrivals>{r, what, begin});
}

/// Calls f with what arrives at a receptor of a block.
template <class Real, class F>
std::uint32_t with_arrivals(const ReceptorArrivals& arrivals, const NeuronBlock& block, const F& f) {
  if (arrivals.size == 1) {
    const ArrivalPass& only = arrivals.passes[0];
    const auto straight = [&](auto kind) {
      using Kind = decltype(kind);
      return f(OneAccumulator<Real, Kind>{Kind::of(only, block.begin), static_cast<Real>(only.unit)});
    };
    switch (only.type) {
      case ArrivalPass::Type::uint16: return straight(Ones{});
      case ArrivalPass::Type::int32: return straight(Numbers{});
      case ArrivalPass::Type::counts: return straight(Counts{});
      case ArrivalPass::Type::float64: break;
    }
  }
  alignas(64) Real sum[block_size];
  if (arrivals.size > 0) {
    take_arrivals(arrivals, block.begin, block.n, sum);
  } else {
    for (std::uint32_t i = 0; i < block.n; ++i) sum[i] = Real{0};
  }
  return f(AddedUp<Real>{sum});
}

/// Calls f with a receptor of one stage.
template <class Real, class F>
std::uint32_t with_one_stage(const ReceptorPass<Real>& r, const ReceptorArrivals& arrivals, const NeuronBlock& block,
                             const F& f) {
  return with_arrivals<Real>(arrivals, block, [&](const auto& what) {
    return f(FusedOneStage<false, Real, std::decay_t<decltype(what)>>{r, what, block.begin});
  });
}

/// Calls f with any receptor.
template <bool PerNeuron, class Real, class F>
std::uint32_t with_receptor(const ReceptorPass<Real>& r, const ReceptorArrivals& arrivals, const NeuronBlock& block,
                            const F& f) {
  return with_arrivals<Real>(arrivals, block,
                             [&](const auto& what) { return with_form<PerNeuron>(r, what, block.begin, f); });
}

}  // namespace
}  // namespace lapicque::detail::kernels
