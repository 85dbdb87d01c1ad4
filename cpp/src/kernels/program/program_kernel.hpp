#pragma once

#include "kernels/program/program_pass.hpp"

namespace lapicque::detail::kernels {

namespace baseline {
[[nodiscard]] ProgramKernels<double> program_of_doubles();
[[nodiscard]] ProgramKernels<float> program_of_floats();
}  // namespace baseline
namespace avx2 {
[[nodiscard]] ProgramKernels<double> program_of_doubles();
[[nodiscard]] ProgramKernels<float> program_of_floats();
}  // namespace avx2
namespace avx512 {
[[nodiscard]] ProgramKernels<double> program_of_doubles();
[[nodiscard]] ProgramKernels<float> program_of_floats();
}  // namespace avx512

}  // namespace lapicque::detail::kernels
