#pragma once

#include <string>

namespace lapicque::detail {

/// Throws NotEnoughMemory if `bytes` are more than the system has left. Does not ask it about little.
void require_memory(const std::string& what, double bytes, const std::string& advice);

}  // namespace lapicque::detail
