#include "connectivity/synapse_values.hpp"

#include <algorithm>
#include <functional>
#include <variant>

#include "random/stream.hpp"

namespace lapicque::connectivity {

namespace {

constexpr double grid_steps = 65535.0;
constexpr double longest_delay = 65535.0;  // [steps]

bool all_equal(std::span<const double> values) {
  return std::ranges::adjacent_find(values, std::not_equal_to{}) == values.end();
}

}  // namespace

WeightSource::WeightSource(const Wiring& wiring) : seed_{wiring.seed}, id_{wiring.id} {
  if (const auto* matrix = std::get_if<Matrix>(&wiring.rule)) {
    given_ = matrix->weight;
  } else if (const auto* array = std::get_if<std::vector<double>>(&wiring.weight)) {
    given_ = *array;
  } else if (const auto* scalar = std::get_if<double>(&wiring.weight)) {
    column_.low = *scalar;
    return;
  } else {
    const auto& distribution = std::get<Distribution>(wiring.weight);
    const Support range = support(distribution);
    column_.low = range.low;
    column_.step = (range.high - range.low) / grid_steps;
    if (column_.step == 0.0) return;
    column_.kind = WeightColumn::Kind::grid;
    distribution_ = &distribution;
    return;
  }
  if (all_equal(given_)) {
    column_.low = given_.empty() ? 0.0 : given_.front();
  } else {
    column_.kind = WeightColumn::Kind::exact;
  }
}

void WeightSource::draw(std::uint32_t a, std::uint32_t b, std::span<std::uint16_t> grid) const {
  random::Stream stream{seed_, random::Purpose::weight, id_, a, b};
  for (std::uint16_t& point : grid) {
    const double q = (random::draw(*distribution_, stream) - column_.low) / column_.step;
    point = static_cast<std::uint16_t>(std::clamp(q, 0.0, grid_steps) + 0.5);
  }
}

DelaySource::DelaySource(const Wiring& wiring) : dt_{wiring.dt}, seed_{wiring.seed}, id_{wiring.id} {
  if (const auto* distribution = std::get_if<Distribution>(&wiring.delay)) {
    distribution_ = distribution;
  } else if (const auto* scalar = std::get_if<double>(&wiring.delay)) {
    constant_ = steps(*scalar);
  } else {
    given_ = std::get<std::vector<double>>(wiring.delay);
    if (!all_equal(given_) || given_.empty()) return;
    constant_ = steps(given_.front());
    given_ = {};
  }
}

std::uint16_t DelaySource::steps(double time) const {
  return static_cast<std::uint16_t>(std::clamp(time / dt_ + 0.5, 1.0, longest_delay));
}

void DelaySource::draw(std::uint32_t a, std::uint32_t b, std::span<std::uint16_t> delay) const {
  random::Stream stream{seed_, random::Purpose::delay, id_, a, b};
  for (std::uint16_t& d : delay) d = steps(random::draw(*distribution_, stream));
}

void SynapseValues::draw(std::uint32_t a, std::uint32_t b, std::size_t count, ValueColumns& columns) const {
  resize(columns, count);
  if (weights_.kind() == WeightColumn::Kind::grid) weights_.draw(a, b, columns.grid);
  if (delays_.drawn()) delays_.draw(a, b, columns.delay);
}

void SynapseValues::give(std::size_t first, std::span<const std::uint16_t> offsets, ValueColumns& columns) const {
  if (weights_.kind() == WeightColumn::Kind::exact) {
    for (std::size_t i = 0; i < offsets.size(); ++i) columns.exact[i] = weights_.given(first + offsets[i]);
  }
  if (delays_.vary() && !delays_.drawn()) {
    for (std::size_t i = 0; i < offsets.size(); ++i) columns.delay[i] = delays_.given(first + offsets[i]);
  }
}

}  // namespace lapicque::connectivity
