#pragma once

#include <cstdint>

namespace lapicque {

/// Of the state and its propagators. Weights, sums of weights that are multiples of a unit, and times are the same in
/// both.
enum class Precision : std::uint8_t { double_, single };

}  // namespace lapicque
