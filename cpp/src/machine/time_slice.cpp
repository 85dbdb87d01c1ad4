#include "machine/time_slice.hpp"

#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace lapicque::detail {

#if defined(__linux__) && defined(SYS_sched_getattr)
namespace {

constexpr std::uint64_t shortest_slice = 100'000;  // that Linux grants [ns]

/// The system's struct sched_attr of sched_setattr(2), version 1, which not every C library declares.
struct Attributes {
  std::uint32_t size;
  std::uint32_t policy;
  std::uint64_t flags;
  std::int32_t nice;
  std::uint32_t priority;
  std::uint64_t runtime;  // of ordinary threads: the slice [ns], 0 for the system's own
  std::uint64_t deadline;
  std::uint64_t period;
  std::uint32_t least_utilisation;
  std::uint32_t most_utilisation;
};

bool get(Attributes& attributes) {
  attributes = {};
  return syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) == 0;
}

bool set_slice(Attributes attributes, std::uint64_t slice) {
  attributes.runtime = slice;
  return syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

}  // namespace

ShortSlices::ShortSlices() {
  Attributes present;
  // Systems that do not know slices of ordinary threads report none.
  if (!get(present) || present.policy != SCHED_OTHER || present.runtime <= shortest_slice) return;
  if (set_slice(present, shortest_slice)) before_ = present.runtime;
}

ShortSlices::~ShortSlices() {
  Attributes present;
  if (before_ != 0 && get(present)) set_slice(present, before_);
}

#else

ShortSlices::ShortSlices() = default;
ShortSlices::~ShortSlices() = default;

#endif

}  // namespace lapicque::detail
