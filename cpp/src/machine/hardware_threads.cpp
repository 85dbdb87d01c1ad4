#include <algorithm>
#include <cmath>
#include <optional>
#include <thread>

#include <lapicque/info.hpp>

#include "machine/control_group.hpp"
#include "machine/environment.hpp"
#include "machine/placement.hpp"

namespace lapicque {

using namespace detail;
namespace {

/// Threads that a quota of time keeps busy. A part of a processor is none: threads that meet all the time would wait
/// for the one that has used up its share.
int threads_of_quota(int processors) {
  static const std::optional<double> quota = ControlGroups{}.processors();
  return quota ? static_cast<int>(std::clamp(std::floor(*quota), 1.0, static_cast<double>(processors))) : processors;
}

}  // namespace

int hardware_threads() {
  constexpr double most = 1024.0;
  if (const auto given = number_from_environment("LAPICQUE_THREADS", 1.0, most)) return static_cast<int>(*given);
  const int cores = allowed_cores();
  return threads_of_quota(cores > 0 ? cores : std::max(static_cast<int>(std::thread::hardware_concurrency()), 1));
}

}  // namespace lapicque
