#include "engine/inputs.hpp"

#include <algorithm>
#include <iterator>

#include "kernels/dispatch.hpp"
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
      kernel_{kernels::selected().poisson},
      key_{random::key_of(seed)},
      id_{id} {
  counts_.number_by(target_);
  if (target_.contiguous()) return;
  for (std::size_t j = 0; j < target_.size(); ++j) scattered_.push_back(target_[j]);
  std::sort(scattered_.begin(), scattered_.end());
}

void PoissonDrive::add(std::int64_t step, Range range, NeuronGroup& group) const {
  if (target_.size() == 0) return;
  double* arriving = group.receptors()[receptor_].arriving.data();
  const kernels::PoissonPass pass = counts_.pass(key_, random::tag(random::Purpose::poisson_input, id_),
                                                 random::tag(random::Purpose::poisson_input_refinement, id_));
  const auto add_block = [&](std::uint32_t i, const std::int32_t* counts, std::uint32_t n) {
    for (std::uint32_t k = 0; k < n; ++k) arriving[i + k] += weight_ * counts[k];
  };
  if (target_.contiguous()) {
    const std::uint32_t first = target_[0];
    const auto last = first + static_cast<std::uint32_t>(target_.size());
    for_each_block(kernel_, pass, {std::max(range.begin, first), std::min(range.end, last)}, step, add_block);
    return;
  }
  auto next = std::lower_bound(scattered_.begin(), scattered_.end(), range.begin);
  const auto stop = std::lower_bound(next, scattered_.end(), range.end);
  while (next != stop) {
    // The targets of one group of trains share the work of drawing.
    const std::uint32_t first = *next;
    const std::uint32_t group_end = (first / kernels::trains_per_group + 1) * kernels::trains_per_group;
    const auto group_stop = std::lower_bound(next, stop, group_end);
    for_each_block(kernel_, pass, {first, *std::prev(group_stop) + 1}, step,
                   [&](std::uint32_t i, const std::int32_t* counts, std::uint32_t n) {
                     for (; next != group_stop && *next < i + n; ++next) arriving[*next] += weight_ * counts[*next - i];
                   });
  }
}

}  // namespace lapicque
