#include "connectivity/rows/synapse_values.hpp"

#include <algorithm>
#include <memory>
#include <variant>

#include "connectivity/delay_range.hpp"

namespace lapicque::detail::connectivity {

WeightSource::WeightSource(const ProjectionPlan& plan)
    : format_{weight_format(plan.rule, plan.weight)}, seed_{plan.seed}, id_{plan.id} {
  if (format_.kind == WeightKind::constant) return;
  const auto* distribution = std::get_if<Distribution>(&plan.weight);
  if (is_grid(format_.kind)) {
    table_ = std::make_unique<random::WeightTable>(*distribution);
  } else if (given_ = given_weights(plan.rule, plan.weight); given_.empty()) {
    quantile_ = std::make_unique<random::WeightQuantile>(*distribution);
  }
}

void WeightSource::draw(std::uint32_t a, std::uint32_t b, ValueColumns& columns) const {
  if (table_) table_->draw(seed_, id_, a, b, columns.grid);
  if (!quantile_) return;
  quantile_->draw(seed_, id_, a, b, columns.number);
  if (format_.kind != WeightKind::float32) return;
  // Where plasticity will change them, they begin with the same weights.
  for (double& number : columns.number) number = static_cast<double>(quantile_->rounded(number));
}

DelaySource::DelaySource(const ProjectionPlan& plan) : dt_{plan.dt}, seed_{plan.seed}, id_{plan.id} {
  if (const auto* distribution = std::get_if<Distribution>(&plan.delay)) {
    table_ = std::make_unique<random::DelayTable>(*distribution, dt_);
  } else if (const auto* scalar = std::get_if<double>(&plan.delay)) {
    constant_ = steps(*scalar);
  } else {
    given_ = std::get<std::vector<double>>(plan.delay);
    if (given_.empty() || std::ranges::any_of(given_, [this](double delay) { return delay != given_.front(); })) return;
    constant_ = steps(given_.front());
    given_ = {};
  }
}

std::uint16_t DelaySource::steps(double time) const {
  return static_cast<std::uint16_t>(std::clamp(time / dt_ + 0.5, 1.0, static_cast<double>(longest_delay)));
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
  weights_.draw(a, b, columns);
  if (!columns_.delay) return;
  if (delays_.drawn()) {
    delays_.draw(a, b, columns.delay);
  } else if (!delays_.vary()) {
    std::ranges::fill(columns.delay, delays_.constant());
  }
}

void SynapseValues::give(std::size_t first, std::span<const std::uint16_t> offsets, ValueColumns& columns) const {
  if (columns_.number && !weights_.drawn()) {
    for (std::size_t i = 0; i < offsets.size(); ++i) columns.number[i] = weights_.given(first + offsets[i]);
  }
  if (columns_.delay && delays_.vary() && !delays_.drawn()) {
    for (std::size_t i = 0; i < offsets.size(); ++i) columns.delay[i] = delays_.given(first + offsets[i]);
  }
}

}  // namespace lapicque::detail::connectivity
