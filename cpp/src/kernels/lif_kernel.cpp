// The leaky integrate-and-fire neuron, block by block: external current, receptors, membrane, threshold and reset.
//
//     V_m(t + dt) = V_m + (exp(-dt/tau_m) - 1)(V_m - E_L) + drive        unless refractory
//     V_m >= V_th: a spike, V_m = V_reset

#include "kernels/lif_kernel.hpp"

#include <cstring>

#include "kernels/coefficient.hpp"
#include "kernels/receptors.hpp"

namespace lapicque::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// State, input and buffers of a block stay in the L1 cache while receptors and membrane pass over them.
constexpr std::size_t block_size = 256;

template <bool PerNeuron>
void external_current(const LifPass& pass, std::size_t begin, std::size_t n, double* __restrict drive) {
  const Coefficient<PerNeuron> current_to_V{pass.current_to_V, begin};
  const Coefficient<PerNeuron> I_e{pass.I_e, begin};
  if (pass.I_ext == nullptr) {
    for (std::size_t i = 0; i < n; ++i) drive[i] = current_to_V[i] * I_e[i];
    return;
  }
  const double* __restrict I_ext = pass.I_ext + begin;
  for (std::size_t i = 0; i < n; ++i) drive[i] = current_to_V[i] * (I_e[i] + I_ext[i]);
}

template <bool PerNeuron>
void integrate_membrane(const LifPass& pass, std::size_t begin, std::size_t n, const double* __restrict drive) {
  const Coefficient<PerNeuron> leak{pass.leak, begin};
  const Coefficient<PerNeuron> E_L{pass.E_L, begin};
  const Coefficient<PerNeuron> V_reset{pass.V_reset, begin};
  double* __restrict V_m = pass.V_m + begin;
  const std::int32_t* __restrict refractory = pass.refractory + begin;
  for (std::size_t i = 0; i < n; ++i) {
    const double free = V_m[i] + (V_m[i] - E_L[i]) * leak[i] + drive[i];
    V_m[i] = refractory[i] > 0 ? V_reset[i] : free;
  }
}

template <bool PerNeuron>
void threshold_and_reset(const LifPass& pass, std::size_t begin, std::size_t n, unsigned char* __restrict fired) {
  const Coefficient<PerNeuron> V_th{pass.V_th, begin};
  const Coefficient<PerNeuron> V_reset{pass.V_reset, begin};
  const Coefficient<PerNeuron, std::int32_t> refractory_steps{pass.refractory_steps, begin};
  double* __restrict V_m = pass.V_m + begin;
  std::int32_t* __restrict refractory = pass.refractory + begin;
  for (std::size_t i = 0; i < n; ++i) {
    // A refractory neuron is at V_reset, which is below V_th.
    const bool fires = V_m[i] >= V_th[i];
    const std::int32_t left = refractory[i] > 0 ? refractory[i] - 1 : 0;
    V_m[i] = fires ? V_reset[i] : V_m[i];
    refractory[i] = fires ? refractory_steps[i] : left;
    fired[i] = fires;
  }
}

/// Writes the indices of the set bytes; fired[n] ... are zero up to a multiple of eight.
std::uint32_t* compact(const unsigned char* fired, std::size_t n, std::uint32_t first, std::uint32_t* spikes) {
  for (std::size_t i = 0; i < n; i += 8) {
    std::uint64_t any;
    std::memcpy(&any, fired + i, sizeof any);
    if (any == 0) continue;
    for (std::size_t j = i; j < i + 8; ++j) {
      *spikes = first + static_cast<std::uint32_t>(j);
      spikes += fired[j];
    }
  }
  return spikes;
}

template <bool PerNeuron>
std::uint32_t* advance_block(const LifPass& pass, std::uint32_t begin, std::uint32_t n, std::uint32_t* spikes) {
  alignas(64) double drive[block_size];
  alignas(64) unsigned char fired[block_size];
  external_current<PerNeuron>(pass, begin, n, drive);
  for (std::size_t r = 0; r < pass.n_receptors; ++r) add_receptor<PerNeuron>(pass.receptors[r], begin, n, drive);
  integrate_membrane<PerNeuron>(pass, begin, n, drive);
  threshold_and_reset<PerNeuron>(pass, begin, n, fired);
  for (std::size_t i = n; i % 8 != 0; ++i) fired[i] = 0;
  return compact(fired, n, begin, spikes);
}

}  // namespace

std::uint32_t lif_step(const LifPass& pass, std::uint32_t begin, std::uint32_t end, std::uint32_t* spikes) {
  std::uint32_t* next = spikes;
  for (std::uint32_t i = begin; i < end; i += block_size) {
    const std::uint32_t n = end - i < block_size ? end - i : static_cast<std::uint32_t>(block_size);
    next = pass.per_neuron ? advance_block<true>(pass, i, n, next) : advance_block<false>(pass, i, n, next);
  }
  return static_cast<std::uint32_t>(next - spikes);
}

}  // namespace lapicque::kernels::LAPICQUE_KERNEL_ISA
