// The list of the membranes of one instruction set.

#include "kernels/membranes/membrane_kernels.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {

#define LAPICQUE_LIST_MEMBRANE(name) {&name##_step, &name##_step},
MembraneKernelSet membranes() { return {LAPICQUE_MEMBRANES(LAPICQUE_LIST_MEMBRANE)}; }
#undef LAPICQUE_LIST_MEMBRANE

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA
