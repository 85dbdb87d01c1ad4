#include "neurons/cell_inputs.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <type_traits>

#include "neurons/gap_junctions.hpp"

namespace lapicque::detail {

void CellInputs::add(const PoissonDrive& drive) {
  std::vector<kernels::ArrivalPass>& receptor = passes[drive.receptor()];
  auto counts = std::make_unique<std::int32_t[]>(kernels::block_size);
  receptor.push_back({counts.get(), 0, kernels::ArrivalPass::Type::counts, drive.weight()});
  poisson.push_back({&drive, receptor.size() - 1, std::move(counts), {}});
}

bool CellInputs::sampled(Range block) const {
  return std::ranges::any_of(samplers, [block](const Sampler* sampler) { return sampler->samples(block); });
}

void CellInputs::sample(std::int64_t step, Range block) const {
  for (Sampler* sampler : samplers) sampler->sample(step, block);
}

void CellInputs::finish() {
  for (const std::vector<kernels::ArrivalPass>& receptor : passes) {
    arrivals.push_back({receptor.data(), receptor.size()});
  }
}

void CellInputs::draw_poisson(std::int64_t step, Range block) {
  for (PoissonBlock& input : poisson) {
    input.drive->count(step, block, input.tables, input.counts.get());
    passes[input.drive->receptor()][input.pass].first = block.begin;
  }
}

void CellInputs::choose_currents(std::int64_t first, std::int64_t last) {
  if (first >= chosen_.begin && last <= chosen_.end) return;
  acting_.clear();
  chosen_ = {first, std::numeric_limits<std::int64_t>::max()};
  for (CurrentInput* current : currents) {
    const Window window = current->window();
    if (window.begin >= last) chosen_.end = std::min(chosen_.end, window.begin);
    if (window.begin >= last || window.end <= first) continue;
    acting_.push_back(current);
    if (window.end >= last) chosen_.end = std::min(chosen_.end, window.end);
  }
}

void CellInputs::apply_currents(std::int64_t step, Range block, StateArray& I_ext) const {
  // What all get alike is added up before it is written.
  auto current = acting_.begin();
  I_ext.visit([&](auto& values) {
    using Real = std::decay_t<decltype(values[0])>;
    Real common{0};
    for (; current != acting_.end(); ++current) {
      const std::optional<double> more = (*current)->common(step, block);
      if (!more) break;
      common += static_cast<Real>(*more);
    }
    kernels_.fill<Real>()(values.data() + block.begin, block.size(), common);
  });
  for (; current != acting_.end(); ++current) (*current)->add(step, block, I_ext);
  if (gap_junctions != nullptr) gap_junctions->add_currents(step, population, block, I_ext);
}

}  // namespace lapicque::detail
