#include "connectivity/transposer.hpp"

#include <numeric>
#include <span>
#include <utility>

namespace lapicque::connectivity {

Transposer::Transposer(const SynapseValues& values, std::uint32_t n_sources)
    : values_{values}, writer_{table_, values, n_sources}, next_(n_sources) {}

void Transposer::begin_fill() {
  const std::size_t size = std::accumulate(next_.begin(), next_.end(), std::size_t{0});
  std::exclusive_scan(next_.begin(), next_.end(), next_.begin(), std::size_t{0});
  table_.targets.resize(size);
  if (values_.delays().vary()) delay_.resize(size);
  if (values_.weights().kind() == WeightColumn::Kind::grid) table_.weights.grid.resize(size);
  if (values_.weights().kind() == WeightColumn::Kind::exact) table_.weights.exact.resize(size);
}

SynapseTable Transposer::finish() {
  const std::span<const std::uint16_t> delays{delay_};
  std::size_t begin = 0;
  for (std::uint32_t source = 0; source < next_.size(); ++source) {
    const std::size_t end = next_[source];
    writer_.order(source, begin, end, delays.empty() ? delays : delays.subspan(begin, end - begin));
    begin = end;
  }
  writer_.finish();
  return std::move(table_);
}

}  // namespace lapicque::connectivity
