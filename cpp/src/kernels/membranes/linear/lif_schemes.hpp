#pragma once

// The schemes of Lif with conductances, which have files of their own beside that of the exact propagator.

#include "kernels/membranes/membrane_pass.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {

MembraneKernel linear_lif();
MembraneKernel numerical_lif();

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
