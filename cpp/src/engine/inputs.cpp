#include "engine/inputs.hpp"

#include "random/stream.hpp"

namespace lapicque {

void CurrentInput::add(std::int64_t step, Range range, AlignedArray<double>& I_ext) const {
  if (!waveform_->same_for_all()) {
    for_each_in(target_, range, [&](std::size_t j, std::uint32_t i) { I_ext[i] += waveform_->current(step, j); });
    return;
  }
  const double current = waveform_->current(step, 0);
  if (current == 0.0) return;
  for_each_in(target_, range, [&](std::size_t, std::uint32_t i) { I_ext[i] += current; });
}

PoissonDrive::PoissonDrive(std::uint32_t id, Selection target, const PoissonInput& input, std::uint32_t receptor,
                           double dt, std::uint64_t seed)
    : target_{std::move(target)},
      counts_{"rate", input.rate, static_cast<std::uint32_t>(target_.size()), dt},
      weight_{input.weight},
      receptor_{receptor},
      key_{random::key_of(seed)},
      tag_{random::tag(random::Purpose::poisson_input, id)} {}

void PoissonDrive::add(std::int64_t step, Range range, NeuronGroup& group) const {
  double* arriving = group.receptors()[receptor_].arriving.data();
  random::Counter words{};
  std::uint32_t quad = UINT32_MAX;
  for_each_in(target_, range, [&](std::size_t j, std::uint32_t i) {
    if (i / 4 != quad) words = poisson_words(key_, tag_, quad = i / 4, step);
    arriving[i] += weight_ * counts_.count(static_cast<std::uint32_t>(j), words[i % 4]);
  });
}

}  // namespace lapicque
