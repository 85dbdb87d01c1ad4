#pragma once

// Synaptic currents: each receptor adds what it does to V_m in this step to `drive` [mV], then takes in what arrives.
// A weight that arrives in a step acts from the end of the step on.

#include <cstddef>
#include <cstdint>

#include "kernels/coefficient.hpp"
#include "kernels/lif_pass.hpp"

namespace lapicque::kernels {
namespace {

inline void add_delta(const ReceptorPass& r, std::size_t begin, std::size_t n, double* __restrict drive) {
  double* __restrict arriving = r.arriving + begin;
  for (std::size_t i = 0; i < n; ++i) {
    drive[i] += arriving[i];
    arriving[i] = 0.0;
  }
}

template <bool PerNeuron>
void add_one_stage(const ReceptorPass& r, std::size_t begin, std::size_t n, double* __restrict drive) {
  const Coefficient<PerNeuron> I_decay{r.I_decay, begin};
  const Coefficient<PerNeuron> I_to_V{r.I_to_V, begin};
  double* __restrict arriving = r.arriving + begin;
  double* __restrict I = r.I + begin;
  for (std::size_t i = 0; i < n; ++i) {
    drive[i] += I_to_V[i] * I[i];
    I[i] = I_decay[i] * I[i] + arriving[i];
    arriving[i] = 0.0;
  }
}

template <bool PerNeuron>
void add_two_stage(const ReceptorPass& r, std::size_t begin, std::size_t n, double* __restrict drive) {
  const Coefficient<PerNeuron> I_decay{r.I_decay, begin};
  const Coefficient<PerNeuron> I_to_V{r.I_to_V, begin};
  const Coefficient<PerNeuron> rise_decay{r.rise_decay, begin};
  const Coefficient<PerNeuron> rise_to_I{r.rise_to_I, begin};
  const Coefficient<PerNeuron> rise_to_V{r.rise_to_V, begin};
  const Coefficient<PerNeuron> rise_per_weight{r.rise_per_weight, begin};
  double* __restrict arriving = r.arriving + begin;
  double* __restrict I = r.I + begin;
  double* __restrict rise = r.rise + begin;
  for (std::size_t i = 0; i < n; ++i) {
    drive[i] += I_to_V[i] * I[i] + rise_to_V[i] * rise[i];
    I[i] = I_decay[i] * I[i] + rise_to_I[i] * rise[i];
    rise[i] = rise_decay[i] * rise[i] + rise_per_weight[i] * arriving[i];
    arriving[i] = 0.0;
  }
}

template <bool PerNeuron>
void add_receptor(const ReceptorPass& r, std::size_t begin, std::size_t n, double* drive) {
  switch (r.kind) {
    case ReceptorPass::Kind::delta: add_delta(r, begin, n, drive); break;
    case ReceptorPass::Kind::one_stage: add_one_stage<PerNeuron>(r, begin, n, drive); break;
    case ReceptorPass::Kind::two_stage: add_two_stage<PerNeuron>(r, begin, n, drive); break;
  }
}

}  // namespace
}  // namespace lapicque::kernels
