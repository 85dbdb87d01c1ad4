#include "machine/require_memory.hpp"

#include <cstdio>
#include <optional>

#include <lapicque/memory.hpp>

namespace lapicque::detail {
namespace {

/// Six significant digits at most, in GB.
std::string gigabytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g GB", bytes / 1e9);
  return text;
}

}  // namespace

void require_memory(const std::string& what, double bytes, const std::string& advice) {
  constexpr double worth_asking = 16e6;  // the system takes some ten microseconds to tell
  if (bytes < worth_asking) return;
  const std::optional<std::size_t> available = available_memory();
  if (!available || bytes <= static_cast<double>(*available)) return;
  throw NotEnoughMemory(what + " need at least " + gigabytes(bytes) + " of memory, but only " +
                        gigabytes(static_cast<double>(*available)) + " are available; " + advice);
}

}  // namespace lapicque::detail
