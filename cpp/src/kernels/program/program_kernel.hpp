#pragma once

#include "kernels/program/program_pass.hpp"

namespace lapicque::detail::kernels {

#define LAPICQUE_PROGRAM_KERNELS(isa)             \
  namespace isa {                                 \
  extern const ProgramKernels<double> of_doubles; \
  extern const ProgramKernels<float> of_floats;   \
  }
LAPICQUE_PROGRAM_KERNELS(baseline)
LAPICQUE_PROGRAM_KERNELS(avx2)
LAPICQUE_PROGRAM_KERNELS(avx512)
#undef LAPICQUE_PROGRAM_KERNELS

}  // namespace lapicque::detail::kernels
