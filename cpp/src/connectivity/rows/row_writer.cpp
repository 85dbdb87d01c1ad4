#include "connectivity/rows/row_writer.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace lapicque::detail::connectivity {

namespace {

constexpr std::size_t longest_segment = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t largest_index = std::numeric_limits<std::uint32_t>::max();

/// Counting needs a pass over the span of delays, sorting a logarithm more a synapse.
bool counting_pays(std::size_t synapses, std::size_t span) { return span <= 4 * synapses + 64; }

template <class T>
void scatter(std::vector<T>& column, std::span<const std::uint32_t> rank, std::vector<T>& scratch) {
  if (column.empty()) return;
  scratch.resize(column.size());
  for (std::size_t i = 0; i < column.size(); ++i) scratch[rank[i]] = column[i];
  column.swap(scratch);
}

template <class T>
void pack(std::span<const double> numbers, std::byte* to) {
  for (std::size_t j = 0; j < numbers.size(); ++j) {
    const T value = static_cast<T>(numbers[j]);
    std::memcpy(to + j * sizeof(T), &value, sizeof(T));
  }
}

}  // namespace

RowWriter::RowWriter(SynapseTable& table, std::uint32_t n_sources, std::uint16_t constant_delay,
                     const std::optional<WeightFormat>& widened)
    : table_{table}, constant_delay_{constant_delay}, widened_from_{widened} {
  table_.row.reserve(std::size_t{n_sources} + 1);
  table_.row.push_back({0, 0});
}

void RowWriter::append(Row& row) {
  const std::size_t size = row.targets.size();
  if (size > largest_index) throw std::length_error("a source has more than 2^32 synapses onto one range of targets");
  if (!std::ranges::is_sorted(row.targets)) sort_by_target(row);
  if (row.values.delay.empty()) {
    write(row, 0, size, constant_delay_);
  } else {
    sort_by_delay(row);
    const std::vector<std::uint16_t>& delay = row.values.delay;
    for (std::size_t i = 0; i < size;) {
      const std::size_t first = i;
      while (i < size && delay[i] == delay[first]) ++i;
      write(row, first, i - first, delay[first]);
    }
  }
  if (table_.segments.size() > largest_index) {
    throw std::length_error("a table of synapses has more than 2^32 segments of equal delay");
  }
  table_.row.push_back({table_.row.back().synapse + size, static_cast<std::uint32_t>(table_.segments.size())});
}

void RowWriter::sort_by_target(Row& row) {
  rank_by(row.targets);
  permute(row);
}

void RowWriter::sort_by_delay(Row& row) {
  const std::span<const std::uint16_t> delays{row.values.delay};
  const auto [low, high] = std::ranges::minmax(delays);
  const std::size_t span = static_cast<std::size_t>(high - low) + 1;
  if (counting_pays(delays.size(), span)) {
    count_by_delay(delays, low, span);
  } else {
    rank_by(delays);
  }
  permute(row);
}

void RowWriter::permute(Row& row) {
  scatter(row.targets, rank_, sorted_.targets);
  scatter(row.values.delay, rank_, sorted_.values.delay);
  scatter(row.values.grid, rank_, sorted_.values.grid);
  scatter(row.values.number, rank_, sorted_.values.number);
}

void RowWriter::count_by_delay(std::span<const std::uint16_t> delays, std::uint16_t low, std::size_t span) {
  cursor_.assign(span, 0);
  for (const std::uint16_t delay : delays) ++cursor_[static_cast<std::size_t>(delay - low)];
  std::uint32_t start = 0;
  for (std::uint32_t& cursor : cursor_) {
    const std::uint32_t count = cursor;
    cursor = start;
    start += count;
  }
  rank_.resize(delays.size());
  for (std::size_t i = 0; i < delays.size(); ++i) rank_[i] = cursor_[static_cast<std::size_t>(delays[i] - low)]++;
}

void RowWriter::rank_by(std::span<const std::uint16_t> column) {
  keys_.resize(column.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) keys_[i] = std::uint64_t{column[i]} << 32 | i;
  std::ranges::sort(keys_);
  rank_.resize(keys_.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    rank_[static_cast<std::uint32_t>(keys_[i])] = static_cast<std::uint32_t>(i);
  }
}

void RowWriter::write(const Row& row, std::size_t first, std::size_t count, std::uint16_t delay) {
  while (count > 0) {
    const std::size_t part = std::min(count, longest_segment);
    table_.segments.push_back({delay, static_cast<std::uint16_t>(part)});
    std::byte* to = table_.data.extend(part * table_.synapse_bytes());
    const std::size_t target_bytes = part * sizeof(std::uint16_t);
    std::memcpy(to, row.targets.data() + first, target_bytes);
    if (widened_from_ && row.values.number.empty()) {
      write_widened(*widened_from_, row, first, part, to + target_bytes);
    } else {
      write_weights(row, first, part, to + target_bytes);
    }
    first += part;
    count -= part;
  }
}

void RowWriter::write_weights(const Row& row, std::size_t first, std::size_t count, std::byte* to) const {
  const ValueColumns& values = row.values;
  const auto numbers = [&] { return std::span{values.number}.subspan(first, count); };
  switch (table_.kind) {
    case WeightKind::constant: break;
    case WeightKind::grid:
    case WeightKind::far_grid: std::memcpy(to, values.grid.data() + first, count * sizeof(std::uint16_t)); break;
    case WeightKind::int16: pack<std::int16_t>(numbers(), to); break;
    case WeightKind::float32: pack<float>(numbers(), to); break;
    case WeightKind::float64: pack<double>(numbers(), to); break;
  }
}

void RowWriter::write_widened(const WeightFormat& from, const Row& row, std::size_t first, std::size_t count,
                              std::byte* to) {
  widened_.resize(count);
  for (std::size_t j = 0; j < count; ++j) {
    const std::int64_t number = is_grid(from.kind) ? from.base + row.values.grid[first + j] : 1;
    widened_[j] = from.unit * static_cast<double>(number);
  }
  pack<double>(widened_, to);
}

}  // namespace lapicque::detail::connectivity
