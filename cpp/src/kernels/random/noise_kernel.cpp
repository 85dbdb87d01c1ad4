// Currents that are drawn anew in every step: white noise and the Ornstein-Uhlenbeck process.

#include "kernels/random/noise_kernel.hpp"

#include "kernels/membranes/linear/coefficient.hpp"
#include "kernels/random/normal_group.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

/// Adds the noise of n neurons from `begin` on, of which `normal` are the normal numbers.
template <bool PerNeuron, bool Correlated, class Real>
void add_numbers(const NoisePass& pass, std::uint32_t begin, std::uint32_t n, const float* __restrict normal,
                 Real* __restrict I) {
  const std::uint32_t place = begin - pass.first_neuron;
  const Coefficient<PerNeuron, double> mean{pass.mean, place};
  const Coefficient<PerNeuron, double> kick{pass.kick, place};
  if constexpr (Correlated) {
    const Coefficient<PerNeuron, double> decay{pass.decay, place};
    double* __restrict state = pass.state + place;
    for (std::uint32_t k = 0; k < n; ++k) {
      state[k] = decay[k] * state[k] + kick[k] * static_cast<double>(normal[k]);
      I[k] += static_cast<Real>(mean[k] + state[k]);
    }
  } else {
    for (std::uint32_t k = 0; k < n; ++k) I[k] += static_cast<Real>(mean[k] + kick[k] * static_cast<double>(normal[k]));
  }
}

template <bool PerNeuron, bool Correlated, class Real>
void add_all(const NoisePass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step, Real* I) {
  const NormalDraws draw{pass.key, step, pass.tag, pass.tail_tag};
  alignas(64) float normal[words_per_group];
  for (std::uint32_t i = begin; i < end;) {
    const std::uint32_t group = i / words_per_group;
    const std::uint32_t first = group * words_per_group;
    const std::uint32_t n = (end - first < words_per_group ? end : first + words_per_group) - i;
    draw(group, normal);
    add_numbers<PerNeuron, Correlated>(pass, i, n, normal + (i - first), I);
    I += n;
    i += n;
  }
}

template <class Real>
void add_kind(const NoisePass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step, Real* I) {
  if (pass.decay != nullptr) {
    (pass.per_neuron ? add_all<true, true, Real> : add_all<false, true, Real>)(pass, begin, end, step, I);
  } else {
    (pass.per_neuron ? add_all<true, false, Real> : add_all<false, false, Real>)(pass, begin, end, step, I);
  }
}

}  // namespace

void add_noise(const NoisePass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step, double* I) {
  add_kind(pass, begin, end, step, I);
}
void add_noise(const NoisePass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step, float* I) {
  add_kind(pass, begin, end, step, I);
}

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
