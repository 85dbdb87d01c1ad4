#pragma once

#include <cstdint>

namespace lapicque::detail {

/// Number of this process; that of a forked one is another. 0 where processes are not forked.
[[nodiscard]] std::int64_t present_process();

}  // namespace lapicque::detail
