#include "connectivity/row_writer.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace lapicque::connectivity {

namespace {

constexpr std::size_t longest_segment = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t largest_index = std::numeric_limits<std::uint32_t>::max();

/// Counting needs a pass over the span of delays, sorting a logarithm more a synapse.
bool counting_pays(std::size_t synapses, std::size_t span) { return span <= 4 * synapses + 64; }

template <class T>
void scatter(std::span<const T> from, std::span<const std::uint32_t> rank, T* to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[rank[i]] = from[i];
}

template <class T>
void scatter(std::vector<T>& column, std::span<const std::uint32_t> rank, std::vector<T>& scratch) {
  scratch.resize(column.size());
  scatter(std::span<const T>{column}, rank, scratch.data());
  column.swap(scratch);
}

template <class T>
void add(std::vector<T>& column, const std::vector<T>& row) {
  column.insert(column.end(), row.begin(), row.end());
}

}  // namespace

RowWriter::RowWriter(SynapseTable& table, const SynapseValues& values, std::uint32_t n_sources)
    : table_{table}, values_{values}, n_sources_{n_sources} {
  table_.row_synapse.assign(n_sources_ + 1, 0);
  table_.row_segment.assign(n_sources_ + 1, 0);
  table_.weights = values_.weights().column();
}

void RowWriter::reserve(std::size_t synapses) {
  table_.targets.reserve(synapses);
  if (values_.weights().kind() == WeightColumn::Kind::grid) table_.weights.grid.reserve(synapses);
  if (values_.weights().kind() == WeightColumn::Kind::exact) table_.weights.exact.reserve(synapses);
}

void RowWriter::append(std::uint32_t source, Row& row) {
  const std::size_t size = row.targets.size();
  if (size == 0) return;
  if (size > largest_index) throw std::length_error("a source has more than 2^32 synapses onto one range of targets");
  begin_row(source);
  if (!std::ranges::is_sorted(row.targets)) sort_by_target(row);
  const std::size_t offset = table_.targets.size();
  if (!values_.delays().vary()) {
    add(table_.targets, row.targets);
    add(table_.weights.grid, row.values.grid);
    add(table_.weights.exact, row.values.exact);
    add_segments(values_.delays().constant(), size);
  } else {
    table_.targets.resize(offset + size);
    table_.weights.grid.resize(table_.weights.grid.size() + row.values.grid.size());
    table_.weights.exact.resize(table_.weights.exact.size() + row.values.exact.size());
    write_by_delay(row, offset);
  }
  end_row(offset + size);
}

void RowWriter::order(std::uint32_t source, std::size_t begin, std::size_t end, std::span<const std::uint16_t> delays) {
  if (begin == end) return;
  if (end - begin > largest_index) {
    throw std::length_error("a source has more than 2^32 synapses onto one range of targets");
  }
  begin_row(source);
  const auto first = static_cast<std::ptrdiff_t>(begin);
  const auto last = static_cast<std::ptrdiff_t>(end);
  const bool sorted = std::is_sorted(table_.targets.begin() + first, table_.targets.begin() + last);
  if (sorted && delays.empty()) {
    add_segments(values_.delays().constant(), end - begin);
    end_row(end);
    return;
  }
  const auto copy = [&](auto& column, auto& slice) {
    if (!column.empty()) slice.assign(column.begin() + first, column.begin() + last);
  };
  copy(table_.targets, slice_.targets);
  copy(table_.weights.grid, slice_.values.grid);
  copy(table_.weights.exact, slice_.values.exact);
  if (delays.empty()) {
    slice_.values.delay.assign(end - begin, values_.delays().constant());
  } else {
    slice_.values.delay.assign(delays.begin(), delays.end());
  }
  if (!sorted) sort_by_target(slice_);
  write_by_delay(slice_, begin);
  end_row(end);
}

void RowWriter::finish() {
  const std::size_t end = table_.targets.size();
  const auto segments = static_cast<std::uint32_t>(table_.segments.size());
  for (; rows_ < n_sources_; ++rows_) {
    table_.row_synapse[rows_ + 1] = end;
    table_.row_segment[rows_ + 1] = segments;
  }
}

void RowWriter::begin_row(std::uint32_t source) {
  for (; rows_ < source; ++rows_) {
    table_.row_synapse[rows_ + 1] = table_.row_synapse[rows_];
    table_.row_segment[rows_ + 1] = table_.row_segment[rows_];
  }
}

void RowWriter::end_row(std::size_t end) {
  if (table_.segments.size() > largest_index) {
    throw std::length_error("a table of synapses has more than 2^32 segments of equal delay");
  }
  ++rows_;
  table_.row_synapse[rows_] = end;
  table_.row_segment[rows_] = static_cast<std::uint32_t>(table_.segments.size());
}

void RowWriter::sort_by_target(Row& row) {
  keys_.resize(row.targets.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) keys_[i] = std::uint64_t{row.targets[i]} << 32 | i;
  rank_keys();
  scatter(row.targets, rank_, sorted_.targets);
  if (!row.values.delay.empty()) scatter(row.values.delay, rank_, sorted_.values.delay);
  if (!row.values.grid.empty()) scatter(row.values.grid, rank_, sorted_.values.grid);
  if (!row.values.exact.empty()) scatter(row.values.exact, rank_, sorted_.values.exact);
}

void RowWriter::write_by_delay(const Row& row, std::size_t offset) {
  const auto [low, high] = std::ranges::minmax(row.values.delay);
  const std::size_t span = static_cast<std::size_t>(high - low) + 1;
  rank_.resize(row.targets.size());
  if (counting_pays(row.targets.size(), span)) {
    count_by_delay(row.values.delay, low, span);
  } else {
    sort_by_delay(row.values.delay);
  }
  scatter(std::span{row.targets}, rank_, table_.targets.data() + offset);
  if (!row.values.grid.empty()) scatter(std::span{row.values.grid}, rank_, table_.weights.grid.data() + offset);
  if (!row.values.exact.empty()) scatter(std::span{row.values.exact}, rank_, table_.weights.exact.data() + offset);
}

void RowWriter::count_by_delay(std::span<const std::uint16_t> delays, std::uint16_t low, std::size_t span) {
  cursor_.assign(span, 0);
  for (const std::uint16_t delay : delays) ++cursor_[static_cast<std::size_t>(delay - low)];
  std::uint32_t start = 0;
  for (std::size_t d = 0; d < span; ++d) {
    const std::uint32_t count = cursor_[d];
    add_segments(static_cast<std::uint16_t>(low + d), count);
    cursor_[d] = start;
    start += count;
  }
  for (std::size_t i = 0; i < delays.size(); ++i) rank_[i] = cursor_[static_cast<std::size_t>(delays[i] - low)]++;
}

void RowWriter::sort_by_delay(std::span<const std::uint16_t> delays) {
  keys_.resize(delays.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) keys_[i] = std::uint64_t{delays[i]} << 32 | i;
  rank_keys();
  for (std::size_t i = 0; i < keys_.size();) {
    const std::uint64_t delay = keys_[i] >> 32;
    const std::size_t first = i;
    while (i < keys_.size() && keys_[i] >> 32 == delay) ++i;
    add_segments(static_cast<std::uint16_t>(delay), i - first);
  }
}

void RowWriter::rank_keys() {
  std::ranges::sort(keys_);
  rank_.resize(keys_.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    rank_[static_cast<std::uint32_t>(keys_[i])] = static_cast<std::uint32_t>(i);
  }
}

void RowWriter::add_segments(std::uint16_t delay, std::size_t count) {
  while (count > 0) {
    const std::size_t part = std::min(count, longest_segment);
    table_.segments.push_back({delay, static_cast<std::uint16_t>(part)});
    count -= part;
  }
}

}  // namespace lapicque::connectivity
