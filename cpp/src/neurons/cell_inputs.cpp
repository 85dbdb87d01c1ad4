#include "neurons/cell_inputs.hpp"

#include <algorithm>

#include "neurons/gap_junctions.hpp"

namespace lapicque::detail {

void CellInputs::add(const PoissonDrive& drive) {
  std::vector<kernels::ArrivalPass>& receptor = passes[drive.receptor()];
  auto counts = std::make_unique<std::int32_t[]>(kernels::block_size);
  receptor.push_back({counts.get(), 0, kernels::ArrivalPass::Type::counts, drive.weight()});
  poisson.push_back({&drive, receptor.size() - 1, std::move(counts), {}});
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

void CellInputs::apply_currents(std::int64_t step, Range block, StateArray& I_ext) const {
  I_ext.visit([block](auto& values) { std::fill(values.data() + block.begin, values.data() + block.end, 0); });
  for (CurrentInput* current : currents) current->add(step, block, I_ext);
  if (gap_junctions != nullptr) gap_junctions->add_currents(step, population, block, I_ext);
}

}  // namespace lapicque::detail
