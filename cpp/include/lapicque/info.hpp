#pragma once

#include <string>
#include <vector>

namespace lapicque {

/// Version of the library, "major.minor.patch".
[[nodiscard]] std::string version();
/// Name of the instruction set that the kernels in use were compiled for.
[[nodiscard]] std::string isa();
/// Instruction sets that this library holds kernels for and this machine can run.
[[nodiscard]] std::vector<std::string> available_isas();
/// Threads that the machine offers.
[[nodiscard]] int hardware_threads();

}  // namespace lapicque
