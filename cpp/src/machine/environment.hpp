#pragma once

#include <optional>

namespace lapicque::detail {

/// The number in a variable of the environment, if there is one; refuses what is none, or not in [low, high].
[[nodiscard]] std::optional<double> number_from_environment(const char* variable, double low, double high);

}  // namespace lapicque::detail
