#include "connectivity/weight_format.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "random/value_table.hpp"

namespace lapicque::detail {
namespace {

bool all_equal(std::span<const double> values) {
  return std::ranges::adjacent_find(values, std::not_equal_to{}) == values.end();
}

template <class T>
bool holds(double value) {
  return value >= static_cast<double>(std::numeric_limits<T>::lowest()) &&
         value <= static_cast<double>(std::numeric_limits<T>::max()) &&
         static_cast<double>(static_cast<T>(value)) == value;
}

/// The narrowest type that holds all values exactly.
WeightKind kind_of(std::span<const double> values) {
  if (std::ranges::all_of(values, holds<std::int16_t>)) return WeightKind::int16;
  return std::ranges::all_of(values, holds<float>) ? WeightKind::float32 : WeightKind::float64;
}

/// The narrowest type that holds every weight of a range to its last bits.
WeightKind kind_of(const Support& range) {
  // No draw comes nearer to zero, where a range has both signs.
  constexpr double nearest = 0x1p-60;
  const auto [least, most] = std::minmax({std::fabs(range.low), std::fabs(range.high)});
  const double smallest = range.low > 0.0 || range.high < 0.0 ? least : nearest * most;
  const bool narrow = smallest >= static_cast<double>(std::numeric_limits<float>::min()) &&
                      most <= static_cast<double>(std::numeric_limits<float>::max());
  return narrow ? WeightKind::float32 : WeightKind::float64;
}

}  // namespace

std::span<const double> given_weights(const Rule& rule, const Value& weight) {
  if (const auto* matrix = std::get_if<Matrix>(&rule)) return matrix->weight;
  if (const auto* array = std::get_if<std::vector<double>>(&weight)) return *array;
  return {};
}

WeightFormat weight_format(const Rule& rule, const Value& weight) {
  const bool listed = std::holds_alternative<Matrix>(rule);
  const auto* distribution = std::get_if<Distribution>(&weight);
  if (!listed && distribution != nullptr) {
    const Support range = support(*distribution);
    if (range.low == range.high) return {.unit = range.low};
    const std::optional<random::WeightGrid> grid = random::weight_grid(*distribution);
    if (!grid) return {.kind = kind_of(range)};
    // In-degrees of millions of such numbers add up to less than 2^53.
    constexpr std::int64_t largest = std::int64_t{1} << 32;
    const bool far = grid->base > largest || grid->base < -largest;
    return {.kind = far ? WeightKind::far_grid : WeightKind::grid, .base = grid->base, .unit = grid->unit};
  }
  const auto* scalar = std::get_if<double>(&weight);
  if (!listed && scalar != nullptr) return {.unit = *scalar};
  const std::span<const double> given = given_weights(rule, weight);
  if (all_equal(given)) return {.unit = given.empty() ? 0.0 : given.front()};
  return {.kind = kind_of(given)};
}

}  // namespace lapicque::detail
