#pragma once

#include <cstdint>
#include <functional>

namespace lapicque {

/// Called at step boundaries during a run with the steps done and the steps to do; returning false stops the run.
using Progress = std::function<bool(std::int64_t done, std::int64_t total)>;

}  // namespace lapicque
