#pragma once

// A one-stage receptor whose current passes through registers once a step: what it does to the membrane is handed over
// vector by vector, and what arrives is taken straight from its channel where there is only one.

#include <cstddef>
#include <cstdint>

#include "kernels/arrivals.hpp"
#include "kernels/coefficient.hpp"
#include "kernels/lif_pass.hpp"

namespace lapicque::kernels {
namespace {

template <class Real>
constexpr bool is_one_stage(const ReceptorPass<Real>& r) {
  return r.kind == ReceptorPass<Real>::Kind::one_stage;
}

// What arrives is added to decayed currents, of a vector of neurons or of one.

/// Nothing arrives.
template <class Real>
struct NoArrivals {
  [[nodiscard]] Vector<Real> add_to(Vector<Real> I, std::size_t) const { return I; }
  [[nodiscard]] Real add_to(Real I, std::size_t) const { return I; }
};

/// One channel of sums.
template <class Real, class Sum>
struct OneChannel {
  [[nodiscard]] Vector<Real> add_to(Vector<Real> I, std::size_t i) const { return I + take(sums + i, unit); }
  [[nodiscard]] Real add_to(Real I, std::size_t i) const {
    const Real arriving = unit * static_cast<Real>(sums[i]);
    sums[i] = Sum{0};
    return I + arriving;
  }
  Sum* sums;
  Real unit;
};

/// Several channels, added up beforehand.
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
      : I_decay{r.I_decay, begin}, I_to_V{r.I_to_V, begin}, I{r.I + begin}, arrivals{what} {}

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
std::uint32_t with_fused(const ReceptorPass<Real>& r, const ReceptorArrivals& arrivals, const LifBlock& block,
                         const F& f) {
  const auto call = [&](const auto& what) {
    return f(FusedReceptor<PerNeuron, Real, std::decay_t<decltype(what)>>{r, what, block.begin});
  };
  if (arrivals.size == 0) return call(NoArrivals<Real>{});
  const ArrivalPass& first = arrivals.passes[0];
  if constexpr (!PerNeuron) {  // where memory of coefficients matters more, fewer variants will do
    const Real unit = static_cast<Real>(first.unit);
    if (arrivals.size == 1 && first.type == ArrivalPass::Type::uint16) {
      return call(OneChannel<Real, std::uint16_t>{sums_of<std::uint16_t>(first, block.begin), unit});
    }
    if (arrivals.size == 1 && first.type == ArrivalPass::Type::int32) {
      return call(OneChannel<Real, std::int32_t>{sums_of<std::int32_t>(first, block.begin), unit});
    }
  }
  alignas(64) Real sum[block_size];
  take_arrivals(arrivals, block.begin, block.n, sum);
  return call(AddedUp<Real>{sum});
}

}  // namespace
}  // namespace lapicque::kernels
