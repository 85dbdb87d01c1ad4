#include "connectivity/synapse_values.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <variant>

namespace lapicque::detail::connectivity {

namespace {

constexpr double longest_delay = 65535.0;  // [steps]

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

std::span<const double> given_weights(const Rule& rule, const Value& weight) {
  if (const auto* matrix = std::get_if<Matrix>(&rule)) return matrix->weight;
  if (const auto* array = std::get_if<std::vector<double>>(&weight)) return *array;
  return {};
}

}  // namespace

}  // namespace lapicque::detail::connectivity

namespace lapicque::detail {

WeightFormat weight_format(const Rule& rule, const Value& weight) {
  const bool listed = std::holds_alternative<Matrix>(rule);
  const auto* distribution = std::get_if<Distribution>(&weight);
  if (!listed && distribution != nullptr) {
    const Support range = support(*distribution);
    if (range.low == range.high) return {.unit = range.low};
    const random::WeightGrid grid = random::weight_grid(*distribution);
    // In-degrees of millions of such numbers add up to less than 2^53.
    constexpr std::int64_t largest = std::int64_t{1} << 32;
    const bool far = grid.base > largest || grid.base < -largest;
    return {.kind = far ? WeightKind::far_grid : WeightKind::grid, .base = grid.base, .unit = grid.unit};
  }
  const auto* scalar = std::get_if<double>(&weight);
  if (!listed && scalar != nullptr) return {.unit = *scalar};
  const std::span<const double> given = connectivity::given_weights(rule, weight);
  if (connectivity::all_equal(given)) return {.unit = given.empty() ? 0.0 : given.front()};
  return {.kind = connectivity::kind_of(given)};
}

}  // namespace lapicque::detail

namespace lapicque::detail::connectivity {

WeightSource::WeightSource(const ProjectionPlan& plan)
    : format_{weight_format(plan.rule, plan.weight)}, seed_{plan.seed}, id_{plan.id} {
  if (is_grid(format_.kind)) table_ = std::make_unique<random::WeightTable>(std::get<Distribution>(plan.weight));
  if (!table_ && !whole_numbers(format_.kind)) given_ = given_weights(plan.rule, plan.weight);
}

void WeightSource::draw(std::uint32_t a, std::uint32_t b, std::span<std::uint16_t> grid) const {
  table_->draw(seed_, id_, a, b, grid);
}

DelaySource::DelaySource(const ProjectionPlan& plan) : dt_{plan.dt}, seed_{plan.seed}, id_{plan.id} {
  if (const auto* distribution = std::get_if<Distribution>(&plan.delay)) {
    table_ = std::make_unique<random::DelayTable>(*distribution, dt_);
  } else if (const auto* scalar = std::get_if<double>(&plan.delay)) {
    constant_ = steps(*scalar);
  } else {
    given_ = std::get<std::vector<double>>(plan.delay);
    if (!all_equal(given_) || given_.empty()) return;
    constant_ = steps(given_.front());
    given_ = {};
  }
}

std::uint16_t DelaySource::steps(double time) const {
  return static_cast<std::uint16_t>(std::clamp(time / dt_ + 0.5, 1.0, longest_delay));
}

void DelaySource::draw(std::uint32_t a, std::uint32_t b, std::span<std::uint16_t> delay) const {
  table_->draw(seed_, id_, a, b, delay);
}

std::optional<std::uint16_t> constant_delay(const ProjectionPlan& plan) {
  if (std::holds_alternative<Distribution>(plan.delay)) return std::nullopt;
  const DelaySource delays{plan};
  if (delays.vary()) return std::nullopt;
  return delays.constant();
}

void SynapseValues::draw(std::uint32_t a, std::uint32_t b, std::size_t count, ValueColumns& columns) const {
  columns.resize(columns_, count);
  if (columns_.grid) weights_.draw(a, b, columns.grid);
  if (!columns_.delay) return;
  if (delays_.drawn()) {
    delays_.draw(a, b, columns.delay);
  } else if (!delays_.vary()) {
    std::ranges::fill(columns.delay, delays_.constant());
  }
}

void SynapseValues::give(std::size_t first, std::span<const std::uint16_t> offsets, ValueColumns& columns) const {
  if (columns_.number) {
    for (std::size_t i = 0; i < offsets.size(); ++i) columns.number[i] = weights_.given(first + offsets[i]);
  }
  if (columns_.delay && delays_.vary() && !delays_.drawn()) {
    for (std::size_t i = 0; i < offsets.size(); ++i) columns.delay[i] = delays_.given(first + offsets[i]);
  }
}

}  // namespace lapicque::detail::connectivity
