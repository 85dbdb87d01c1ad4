#pragma once

namespace lapicque::detail {

/// Cores that the calling thread may run on, 0 where the system does not tell.
[[nodiscard]] int allowed_cores();

/// Number of the core that runs the calling thread, or -1 where the system does not tell.
[[nodiscard]] int present_core();

/// Has the system move the calling thread to another of the cores that it may use; what it may use stays as it was.
void leave_core(int core);

}  // namespace lapicque::detail
