#pragma once

#include <string>
#include <vector>

#include <lapicque/export.hpp>

namespace lapicque {

/// Version of the library, "major.minor.patch".
[[nodiscard]] LAPICQUE_API std::string version();
/// Name of the instruction set that the kernels in use were compiled for.
[[nodiscard]] LAPICQUE_API std::string isa();
/// Instruction sets that this library holds kernels for and this machine can run.
[[nodiscard]] LAPICQUE_API std::vector<std::string> available_isas();
/// Threads that this process can keep busy: by the cores that it may run on and the quota of its control groups, or
/// what the environment variable LAPICQUE_THREADS says.
[[nodiscard]] LAPICQUE_API int hardware_threads();

}  // namespace lapicque
