#pragma once

// Synaptic currents: each receptor adds what it does to V_m in this step to `drive` [mV], then takes in what arrives.
// A weight that arrives in a step acts from the end of the step on.

#include <cstddef>
#include <cstdint>

#include "kernels/delivery/arrivals.hpp"
#include "kernels/membranes/coefficient.hpp"
#include "kernels/membranes/neuron_block.hpp"
#include "kernels/membranes/receptor_pass.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class Real>
void add_delta(std::size_t n, const Real* __restrict arriving, Real* __restrict drive) {
  for (std::size_t i = 0; i < n; ++i) drive[i] += arriving[i];
}

template <bool PerNeuron, class Real>
void add_one_stage(const ReceptorPass<Real>& r, std::size_t begin, std::size_t n, const Real* __restrict arriving,
                   Real* __restrict drive) {
  const Coefficient<PerNeuron, Real> I_decay{r.decay.values, begin};
  const Coefficient<PerNeuron, Real> I_to_V{r.x_to_V.values, begin};
  Real* __restrict I = r.x + begin;
  for (std::size_t i = 0; i < n; ++i) {
    drive[i] += I_to_V[i] * I[i];
    I[i] = I_decay[i] * I[i] + arriving[i];
  }
}

template <bool PerNeuron, class Real>
void add_two_stage(const ReceptorPass<Real>& r, std::size_t begin, std::size_t n, const Real* __restrict arriving,
                   Real* __restrict drive) {
  const Coefficient<PerNeuron, Real> I_decay{r.decay.values, begin};
  const Coefficient<PerNeuron, Real> I_to_V{r.x_to_V.values, begin};
  const Coefficient<PerNeuron, Real> rise_decay{r.rise_decay.values, begin};
  const Coefficient<PerNeuron, Real> rise_to_I{r.rise_to_x.values, begin};
  const Coefficient<PerNeuron, Real> rise_to_V{r.rise_to_V.values, begin};
  const Coefficient<PerNeuron, Real> rise_per_weight{r.rise_per_weight.values, begin};
  Real* __restrict I = r.x + begin;
  Real* __restrict rise = r.rise + begin;
  for (std::size_t i = 0; i < n; ++i) {
    drive[i] += I_to_V[i] * I[i] + rise_to_V[i] * rise[i];
    I[i] = I_decay[i] * I[i] + rise_to_I[i] * rise[i];
    rise[i] = rise_decay[i] * rise[i] + rise_per_weight[i] * arriving[i];
  }
}

template <bool PerNeuron, class Real>
void add_effect(const ReceptorPass<Real>& r, std::size_t begin, std::size_t n, const Real* __restrict arriving,
                Real* drive) {
  if (r.effect == ReceptorEffect::delta) {
    add_delta(n, arriving, drive);
  } else if (r.rise == nullptr) {
    add_one_stage<PerNeuron>(r, begin, n, arriving, drive);
  } else {
    add_two_stage<PerNeuron>(r, begin, n, arriving, drive);
  }
}

}  // namespace
}  // namespace lapicque::detail::kernels
