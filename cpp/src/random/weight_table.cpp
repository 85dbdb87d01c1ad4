#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "random/stream.hpp"
#include "random/value_table.hpp"

namespace lapicque::detail::random {

namespace {

constexpr double words = 0x1p32;
constexpr double most_points = WeightGrid::last;
constexpr int fraction_bits = 15;
constexpr std::int32_t one_half = 1 << (fraction_bits - 1);

// The body has points of equal distance, the tails 64 an octave of the distance from the end.
constexpr int body_shift = 22;
constexpr std::uint32_t tail = std::uint32_t{1} << 25;  // words of each tail
constexpr std::uint32_t body_points = ((0U - tail) >> body_shift) + 1;
constexpr int mantissa_bits = 6;
constexpr std::uint32_t mantissas = 1U << mantissa_bits;
constexpr std::size_t words_at_once = 256;

constexpr int octave(std::uint32_t distance) {
  return std::max(static_cast<int>(std::bit_width(distance)) - mantissa_bits - 1, 0);
}
constexpr std::uint32_t tail_index(std::uint32_t distance) {
  const int o = octave(distance);
  return (static_cast<std::uint32_t>(o) << mantissa_bits) + (distance >> o);
}
constexpr std::uint32_t tail_distance(std::uint32_t index) {
  if (index < 2 * mantissas) return index;
  return (mantissas + index % mantissas) << (index / mantissas - 1);
}
constexpr std::uint32_t tail_points = tail_index(tail) + 1;
static_assert(tail_distance(tail_points - 1) == tail);

bool in_body(std::uint32_t word) { return word + tail >= 2 * tail; }

std::uint16_t interpolate(const std::int32_t* point, std::uint32_t rest, int bits) {
  const std::int64_t slope = std::int64_t{point[1]} - point[0];
  return static_cast<std::uint16_t>((point[0] + one_half + (slope * rest >> bits)) >> fraction_bits);
}

std::uint16_t interpolate_body(const std::int32_t* body, std::uint32_t word) {
  return interpolate(body + (word >> body_shift), word & ((1U << body_shift) - 1), body_shift);
}

double quantile_at(const BoundedQuantile& quantile, double word) {
  return quantile((word + 0.5) / words, (words - word - 0.5) / words);
}

/// The least power of two of which `magnitude` is at most `steps` times as much.
double power_of_two(double magnitude, double steps) {
  double unit = std::ldexp(1.0, std::max(std::ilogb(magnitude) - 17, -1074));
  while (magnitude / unit > steps) unit *= 2.0;
  return unit;
}

/// The grid for values in [low, high], none below `min`.
WeightGrid grid_of(double low, double high, double min) {
  const double largest = std::max(std::fabs(low), std::fabs(high));
  if (largest == 0.0) return {};
  const bool one_side = low >= 0.0 || high <= 0.0;
  if (one_side && high - low >= largest / 8.0) {
    return {std::copysign(power_of_two(largest, most_points), low >= 0.0 ? 1.0 : -1.0), 0};
  }
  // Multiples of less than the last bit of the values would be no doubles.
  const double least = std::ldexp(1.0, std::max(std::ilogb(largest) - 52, -1074));
  const double unit = high > low ? std::max(power_of_two(high - low, most_points - 1.0), least) : least;
  return {unit, static_cast<std::int64_t>(std::max(std::floor(low / unit), std::ceil(min / unit)))};
}

/// How far the middle between two points of the body is from the quantile function. It bends most at its ends.
double bend(const BoundedQuantile& quantile, double first_word) {
  const double step = std::ldexp(1.0, body_shift);
  const double linear = 0.5 * (quantile_at(quantile, first_word) + quantile_at(quantile, first_word + step));
  return std::fabs(linear - quantile_at(quantile, first_word + 0.5 * step));
}

bool holds_weights(const WeightGrid& grid, const BoundedQuantile& quantile) {
  const double step = std::fabs(grid.unit);
  const auto holds = [&](double word, double error) {
    return error <= largest_weight_error * std::fabs(quantile_at(quantile, word));
  };
  // At a bound the nearest point within it can be a whole step away.
  if (!holds(0.0, step) || !holds(words - 1.0, step)) return false;
  return std::ranges::all_of(std::array{double{tail}, words - tail - std::ldexp(1.0, body_shift)},
                             [&](double word) { return holds(word, 0.5 * step + bend(quantile, word)); });
}

/// Calls f(first, words of [first, first + n)) with the words of a unit, some at a time.
template <class F>
void for_words(std::uint64_t seed, std::uint32_t projection, std::uint32_t a, std::uint32_t b, std::size_t size,
               const F& f) {
  std::uint32_t buffer[words_at_once];
  for (std::size_t first = 0; first < size; first += words_at_once) {
    const std::span<std::uint32_t> part{buffer, std::min(size - first, words_at_once)};
    fill_words(seed, Purpose::weight, projection, a, b, first, part);
    f(first, part);
  }
}

}  // namespace

std::optional<WeightGrid> weight_grid(const Distribution& distribution) {
  const BoundedQuantile quantile{distribution};
  const double low = quantile_at(quantile, 0.0);
  const double high = quantile_at(quantile, words - 1.0);
  if (low <= 0.0 && high >= 0.0) return std::nullopt;  // the smallest are as near to zero as one likes
  const WeightGrid grid = grid_of(low, high, quantile.min());
  return holds_weights(grid, quantile) ? std::optional{grid} : std::nullopt;
}

WeightTable::WeightTable(const Distribution& distribution) : grid_{weight_grid(distribution).value_or(WeightGrid{})} {
  const BoundedQuantile quantile{distribution};
  const auto base = static_cast<double>(grid_.base);
  const auto [at_min, at_max] = std::minmax({quantile.min() / grid_.unit, quantile.max() / grid_.unit});
  least_ = std::clamp(std::ceil(at_min) - base, 0.0, most_points);
  most_ = std::clamp(std::floor(at_max) - base, least_, most_points);

  for (std::uint32_t i = 0; i < body_points; ++i) body_.push_back(point(quantile, std::ldexp(i, body_shift)));
  for (std::uint32_t i = 0; i < tail_points; ++i) {
    const double distance = tail_distance(i);
    low_tail_.push_back(point(quantile, distance));
    high_tail_.push_back(point(quantile, words - 1.0 - distance));
  }
}

std::int32_t WeightTable::point(const BoundedQuantile& quantile, double word) const {
  const double g = quantile_at(quantile, word) / grid_.unit - static_cast<double>(grid_.base);
  return static_cast<std::int32_t>(std::floor(std::ldexp(std::clamp(g, least_, most_), fraction_bits) + 0.5));
}

std::uint16_t WeightTable::draw(std::uint32_t word) const {
  if (in_body(word)) return interpolate_body(body_.data(), word);
  const bool low = word < tail;
  const std::uint32_t distance = low ? word : ~word;
  const int o = octave(distance);
  const std::uint32_t rest = distance & ((1U << o) - 1);
  return interpolate((low ? low_tail_ : high_tail_).data() + tail_index(distance), rest, o);
}

void WeightTable::draw(const std::uint32_t* word, std::size_t n, std::uint16_t* g) const {
  const std::int32_t* body = body_.data();
  for (std::size_t i = 0; i < n; ++i) {
    if (in_body(word[i])) [[likely]] {
      g[i] = interpolate_body(body, word[i]);
    } else {
      g[i] = draw(word[i]);
    }
  }
}

void WeightTable::draw(std::uint64_t seed, std::uint32_t projection, std::uint32_t a, std::uint32_t b,
                       std::span<std::uint16_t> g) const {
  for_words(seed, projection, a, b, g.size(), [&](std::size_t first, std::span<const std::uint32_t> word) {
    draw(word.data(), word.size(), g.data() + first);
  });
}

double WeightQuantile::draw(std::uint32_t word) const { return quantile_at(quantile_, word); }

float WeightQuantile::rounded(double weight) const {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto nearest = static_cast<float>(weight);
  if (static_cast<double>(nearest) > quantile_.max()) return std::nextafter(nearest, -infinity);
  return static_cast<double>(nearest) < quantile_.min() ? std::nextafter(nearest, infinity) : nearest;
}

void WeightQuantile::draw(std::uint64_t seed, std::uint32_t projection, std::uint32_t a, std::uint32_t b,
                          std::span<double> weights) const {
  for_words(seed, projection, a, b, weights.size(), [&](std::size_t first, std::span<const std::uint32_t> word) {
    for (std::size_t i = 0; i < word.size(); ++i) weights[first + i] = draw(word[i]);
  });
}

}  // namespace lapicque::detail::random
