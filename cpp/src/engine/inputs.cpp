#include "engine/inputs.hpp"

#include <algorithm>

#include "random/stream.hpp"

namespace lapicque {

void CurrentInput::add(std::int64_t step, Range range, StateArray& I_ext) const {
  const bool same = waveform_->same_for_all();
  const double common = same ? waveform_->current(step, 0) : 0.0;
  if (same && common == 0.0) return;
  I_ext.visit([&](auto& values) {
    using Real = std::decay_t<decltype(values[0])>;
    targets_.for_each_in(range, [&](std::size_t j, std::uint32_t i) {
      values[i] += static_cast<Real>(same ? common : waveform_->current(step, j));
    });
  });
}

PoissonDrive::PoissonDrive(std::uint32_t id, Selection target, const PoissonInput& input, std::uint32_t receptor,
                           double dt, std::uint64_t seed)
    : targets_{std::move(target)},
      counts_{"rate", input.rate, static_cast<std::uint32_t>(targets_.selection().size()), dt},
      weight_{input.weight},
      receptor_{receptor},
      key_{random::key_of(seed)},
      tag_{random::tag(random::Purpose::poisson_input, id)} {}

void PoissonDrive::count(std::int64_t step, Range range, std::int32_t* counts) const {
  std::fill_n(counts, range.size(), 0);
  random::Counter words{};
  std::uint32_t quad = UINT32_MAX;
  targets_.for_each_in(range, [&](std::size_t j, std::uint32_t i) {
    if (i / 4 != quad) words = poisson_words(key_, tag_, quad = i / 4, step);
    counts[i - range.begin] =
        static_cast<std::int32_t>(counts_.count(static_cast<std::uint32_t>(j), words[i % 4]));
  });
}

void CellInputs::add(const PoissonDrive& drive) {
  std::vector<kernels::ArrivalPass>& receptor = passes[drive.receptor()];
  auto counts = std::make_unique<std::int32_t[]>(kernels::block_size);
  receptor.push_back({counts.get(), 0, kernels::ArrivalPass::Type::int32, drive.weight()});
  poisson.push_back({&drive, receptor.size() - 1, std::move(counts)});
}

void CellInputs::finish() {
  for (const std::vector<kernels::ArrivalPass>& receptor : passes) {
    arrivals.push_back({receptor.data(), receptor.size()});
  }
}

void CellInputs::draw_poisson(std::int64_t step, Range block) {
  for (const PoissonBlock& input : poisson) {
    input.drive->count(step, block, input.counts.get());
    passes[input.drive->receptor()][input.pass].first = block.begin;
  }
}

void CellInputs::apply_currents(std::int64_t step, Range block, StateArray& I_ext) const {
  I_ext.visit([block](auto& values) { std::fill(values.data() + block.begin, values.data() + block.end, 0); });
  for (const CurrentInput* current : currents) current->add(step, block, I_ext);
}

}  // namespace lapicque
