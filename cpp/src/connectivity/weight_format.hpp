#pragma once

#include <cstdint>
#include <span>

#include <lapicque/distribution.hpp>
#include <lapicque/rule.hpp>

#include "connectivity/synapse_table.hpp"

namespace lapicque::detail {

/// How weights are held; see WeightKind.
struct WeightFormat {
  WeightKind kind = WeightKind::constant;
  std::int64_t base = 0;
  double unit = 1.0;  // a weight is unit * number
  bool operator==(const WeightFormat&) const = default;
};
[[nodiscard]] WeightFormat weight_format(const Rule& rule, const Value& weight);
/// The weights that were given one a synapse, if they were.
[[nodiscard]] std::span<const double> given_weights(const Rule& rule, const Value& weight);

}  // namespace lapicque::detail
