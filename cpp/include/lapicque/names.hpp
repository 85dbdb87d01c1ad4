#pragma once

#include <optional>
#include <span>
#include <string>

#include <lapicque/export.hpp>

namespace lapicque {

/// Which of the known names somebody may have meant: that of the same thing if `name` is what other simulators call it,
/// else the one that the fewest slips of the keyboard lead to; none where none is near.
[[nodiscard]] LAPICQUE_API std::optional<std::string> nearest_name(const std::string& name,
                                                                   std::span<const std::string> known);

}  // namespace lapicque
