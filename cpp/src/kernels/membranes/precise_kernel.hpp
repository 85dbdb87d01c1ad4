#pragma once

#include "kernels/membranes/precise_pass.hpp"

namespace lapicque::detail::kernels {

#define LAPICQUE_DECLARE_PRECISE(isa)                                                                                \
  namespace isa {                                                                                                    \
  void precise_bound(const PrecisePass& pass, const PreciseBlock& block);                                            \
  std::uint32_t precise_alert(const PrecisePass& pass, const PreciseBlock& block, std::uint32_t* places);            \
  void precise_below(const PrecisePass& pass, const PreciseBlock& block);                                            \
  void precise_take(const ReceptorArrivals* arrivals, std::size_t n_receptors, std::uint32_t begin, std::uint32_t n, \
                    double* arriving);                                                                               \
  }
LAPICQUE_DECLARE_PRECISE(baseline)
LAPICQUE_DECLARE_PRECISE(avx2)
LAPICQUE_DECLARE_PRECISE(avx512)
#undef LAPICQUE_DECLARE_PRECISE

}  // namespace lapicque::detail::kernels
