#include "stimuli/current_input.hpp"

#include <algorithm>

#include "kernels/dispatch.hpp"
#include "random/stream.hpp"

namespace lapicque::detail {

void WaveformInput::add(std::int64_t step, Range block, StateArray& I_ext) {
  const bool same = waveform_->same_for_all();
  const double common = same ? waveform_->current(step, 0) : 0.0;
  if (same && common == 0.0) return;
  I_ext.visit([&](auto& values) {
    using Real = std::decay_t<decltype(values[0])>;
    if (same && targets().selection().contiguous()) {
      const Range run = targets().run_in(block);
      for (std::uint32_t i = run.begin; i < run.end; ++i) values[i] += static_cast<Real>(common);
      return;
    }
    targets().for_each_in(block, [&](std::size_t j, std::uint32_t i) {
      values[i] += static_cast<Real>(same ? common : waveform_->current(step, j));
    });
  });
}

std::optional<double> WaveformInput::common(std::int64_t step, Range block) const {
  if (!waveform_->same_for_all() || !targets().selection().contiguous()) return std::nullopt;
  const Range run = targets().run_in(block);
  if (run.size() == 0) return 0.0;
  if (run.size() < block.size()) return std::nullopt;
  return waveform_->current(step, 0);
}

PoissonDrive::PoissonDrive(std::uint32_t id, Selection target, const PoissonInput& input, std::uint32_t receptor,
                           double dt, std::uint64_t seed)
    : targets_{std::move(target)},
      rates_{input.rate, static_cast<std::uint32_t>(targets_.selection().size()), dt},
      weight_{input.weight},
      receptor_{receptor},
      kernel_{kernels::selected().poisson},
      key_{random::key_of(seed)},
      id_{id} {
  rates_.number_by(targets_.selection());
}

void PoissonDrive::count(std::int64_t step, Range range, CountTables& tables, std::int32_t* counts) const {
  const kernels::PoissonPass pass = rates_.at(step, tables)
                                        .pass(key_, random::tag(random::Purpose::poisson_input, id_),
                                              random::tag(random::Purpose::poisson_input_refinement, id_));
  if (targets_.selection().contiguous()) {
    const Range run = targets_.run_in(range);
    std::fill(counts, counts + (run.begin - range.begin), 0);
    if (run.size() > 0) kernel_(pass, run.begin, run.end, step, counts + (run.begin - range.begin));
    std::fill(counts + (run.end - range.begin), counts + range.size(), 0);
    return;
  }
  std::fill_n(counts, range.size(), 0);
  Range hull{range.end, range.begin};
  targets_.for_each_in(
      range, [&](std::size_t, std::uint32_t i) { hull = {std::min(hull.begin, i), std::max(hull.end, i + 1)}; });
  if (hull.begin >= hull.end) return;
  std::int32_t drawn[kernels::block_size];
  kernel_(pass, hull.begin, hull.end, step, drawn);
  targets_.for_each_in(range, [&](std::size_t, std::uint32_t i) { counts[i - range.begin] = drawn[i - hull.begin]; });
}

}  // namespace lapicque::detail
