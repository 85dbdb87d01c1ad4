#include "plasticity/spike_history.hpp"

#include <algorithm>

namespace lapicque::detail {

SpikeHistory::SpikeHistory(std::uint32_t population, Range neurons, const TraceConstants& constants, double dt,
                           std::int64_t begin)
    : population_{population}, neurons_{neurons}, constants_{constants}, begin_{begin}, decay_{constants.tau, dt} {
  if (constants.tau_slow > 0.0) slow_decay_ = math::Decay{constants.tau_slow, dt};
  start(begin);
}

void SpikeHistory::start(std::int64_t origin) {
  origin_ = origin;
  newest_.assign(neurons_.size(), 0);
  spikes_.assign(1, {long_ago, 0, 0.0});
  neuron_.assign(1, 0);
  slow_.assign(constants_.tau_slow > 0.0 ? 1 : 0, 0.0);
}

void SpikeHistory::add(std::int64_t step, std::span<const std::uint32_t> neurons) {
  const std::int32_t now = since_origin(step);
  for (const std::uint32_t i : neurons) {
    std::uint32_t& newest = newest_[i - neurons_.begin];
    const TargetSpike before = spikes_[newest];
    const std::int64_t gap = std::int64_t{now} - before.step;
    if (!slow_.empty()) {
      const double after = newest == 0 ? 0.0 : raised(slow_[newest], constants_.pairing);
      slow_.push_back(after * slow_decay_(gap));
    }
    const double trace = raised(before.trace * decay_(gap), constants_.pairing);
    spikes_.push_back({now, newest, trace});
    neuron_.push_back(i - neurons_.begin);
    newest = static_cast<std::uint32_t>(spikes_.size() - 1);
  }
}

void SpikeHistory::forget(std::int64_t horizon) {
  const std::int32_t limit = since_origin(horizon);
  number_.assign(spikes_.size(), 0);
  last_kept_.assign(newest_.size(), false);
  // From the newest to the oldest: marked with 1 are those that stay.
  for (std::size_t s = spikes_.size(); --s > 0;) {
    const bool recent = spikes_[s].step >= limit;
    number_[s] = recent || !last_kept_[neuron_[s]] ? 1 : 0;
    if (!recent) last_kept_[neuron_[s]] = true;
  }
  std::uint32_t kept = 1;
  for (std::size_t s = 1; s < spikes_.size(); ++s) {
    if (number_[s] == 0) continue;
    const TargetSpike spike = spikes_[s];
    const std::int32_t step = std::max(long_ago, spike.step) - std::max(limit, std::int32_t{0});
    spikes_[kept] = {std::max(long_ago, step), number_[spike.previous], spike.trace};
    neuron_[kept] = neuron_[s];
    if (!slow_.empty()) slow_[kept] = slow_[s];
    number_[s] = kept++;
  }
  for (std::uint32_t& newest : newest_) newest = number_[newest];
  origin_ += std::max(limit, std::int32_t{0});
  spikes_.resize(kept);
  neuron_.resize(kept);
  if (!slow_.empty()) slow_.resize(kept);
}

void SpikeHistory::gather(std::vector<PastSpike>& all) const {
  for (std::size_t s = 1; s < spikes_.size(); ++s) {
    all.push_back(
        {origin_ + spikes_[s].step, neurons_.begin + neuron_[s], spikes_[s].trace, slow_.empty() ? 0.0 : slow_[s]});
  }
}

void SpikeHistory::restore(std::span<const PastSpike> all, std::int64_t now) {
  start(now);
  for (const PastSpike& spike : all) {
    if (!neurons_.contains(spike.neuron)) continue;
    std::uint32_t& newest = newest_[spike.neuron - neurons_.begin];
    const auto step = static_cast<std::int32_t>(std::max<std::int64_t>(long_ago, spike.step - now));
    spikes_.push_back({step, newest, spike.trace});
    neuron_.push_back(spike.neuron - neurons_.begin);
    if (!slow_.empty()) slow_.push_back(spike.slow);
    newest = static_cast<std::uint32_t>(spikes_.size() - 1);
  }
}

std::size_t SpikeHistory::bytes() const {
  return (newest_.capacity() + neuron_.capacity() + number_.capacity()) * sizeof(std::uint32_t) +
         spikes_.capacity() * sizeof(TargetSpike) + slow_.capacity() * sizeof(double) + decay_.bytes() +
         slow_decay_.bytes();
}

}  // namespace lapicque::detail
