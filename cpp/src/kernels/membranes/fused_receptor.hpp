#pragma once

// A one-stage receptor whose current passes through registers once a step: what it does to the membrane is handed over
// vector by vector, and what arrives is taken straight from its channel where there is only one.

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/delivery/arrivals.hpp"
#include "kernels/membranes/coefficient.hpp"
#include "kernels/membranes/neuron_block.hpp"
#include "kernels/membranes/receptor_pass.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class Real>
constexpr bool is_one_stage(const ReceptorPass<Real>& r) {
  return r.effect == ReceptorEffect::current && r.rise == nullptr;
}

// What arrives is added to decayed currents, of a vector of neurons or of one.

/// One channel.
template <class Real, class Kind>
struct OneChannel {
  [[nodiscard]] Vector<Real> add_to(Vector<Real> I, std::size_t i) const { return I + Kind::take(sums + i, unit); }
  [[nodiscard]] Real add_to(Real I, std::size_t i) const { return I + Kind::take_one(sums + i, unit); }
  typename Kind::Type* sums;
  Real unit;
};

/// Several channels added up beforehand, or none.
template <class Real>
struct AddedUp {
  [[nodiscard]] Vector<Real> add_to(Vector<Real> I, std::size_t i) const {
    return I + Vector<Real>::load(arriving + i);
  }
  [[nodiscard]] Real add_to(Real I, std::size_t i) const { return I + arriving[i]; }
  const Real* arriving;
};

template <bool PerNeuron, class Real, class Arrivals>
struct FusedReceptor {
  FusedReceptor(const ReceptorPass<Real>& r, const Arrivals& what, std::size_t begin)
      : I_decay{r.decay, begin}, I_to_V{r.x_to_V, begin}, I{r.x + begin}, arrivals{what} {}

  [[nodiscard]] Vector<Real> at(std::size_t i) const {
    const Vector<Real> present = Vector<Real>::load(I + i);
    arrivals.add_to(I_decay.at(i) * present, i).store(I + i);
    return I_to_V.at(i) * present;
  }
  Real operator[](std::size_t i) const {
    const Real present = I[i];
    I[i] = arrivals.add_to(I_decay[i] * present, i);
    return I_to_V[i] * present;
  }

  Coefficient<PerNeuron, Real> I_decay, I_to_V;
  Real* I;
  Arrivals arrivals;
};

/// Calls f with the fused receptor of a block.
template <bool PerNeuron, class Real, class F>
std::uint32_t with_fused(const ReceptorPass<Real>& r, const ReceptorArrivals& arrivals, const NeuronBlock& block,
                         const F& f) {
  const auto call = [&](const auto& what) {
    return f(FusedReceptor<PerNeuron, Real, std::decay_t<decltype(what)>>{r, what, block.begin});
  };
  if constexpr (!PerNeuron) {  // where memory of coefficients matters more, fewer variants will do
    if (arrivals.size == 1) {
      const ArrivalPass& only = arrivals.passes[0];
      const auto straight = [&](auto kind) {
        using Kind = decltype(kind);
        return call(OneChannel<Real, Kind>{Kind::of(only, block.begin), static_cast<Real>(only.unit)});
      };
      switch (only.type) {
        case ArrivalPass::Type::uint16: return straight(Ones{});
        case ArrivalPass::Type::int32: return straight(Numbers{});
        case ArrivalPass::Type::counts: return straight(Counts{});
        case ArrivalPass::Type::float64: break;
      }
    }
  }
  alignas(64) Real sum[block_size];
  if (arrivals.size > 0) {
    take_arrivals(arrivals, block.begin, block.n, sum);
  } else {
    for (std::uint32_t i = 0; i < block.n; ++i) sum[i] = Real{0};
  }
  return call(AddedUp<Real>{sum});
}

}  // namespace
}  // namespace lapicque::detail::kernels
