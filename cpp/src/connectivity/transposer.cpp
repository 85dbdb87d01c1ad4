#include "connectivity/transposer.hpp"

#include <numeric>

namespace lapicque::connectivity {

namespace {

template <class T>
void add(std::vector<T>& column, const HugeArray<T>& all, std::size_t begin, std::size_t end) {
  column.insert(column.end(), all.begin() + begin, all.begin() + end);
}

}  // namespace

void Transposer::begin_fill() {
  const std::size_t size = std::accumulate(next_.begin(), next_.end(), std::size_t{0});
  std::exclusive_scan(next_.begin(), next_.end(), next_.begin(), std::size_t{0});
  targets_.extend(size);
  if (columns_.delay) delay_.extend(size);
  if (columns_.grid) grid_.extend(size);
  if (columns_.number) number_.extend(size);
}

void Transposer::add_row(std::uint32_t neuron, Row& row) {
  const std::size_t begin = neuron == 0 ? 0 : next_[neuron - 1];
  const std::size_t end = next_[neuron];
  add(row.targets, targets_, begin, end);
  if (columns_.delay) add(row.values.delay, delay_, begin, end);
  if (columns_.grid) add(row.values.grid, grid_, begin, end);
  if (columns_.number) add(row.values.number, number_, begin, end);
}

}  // namespace lapicque::connectivity
