#pragma once

#include <span>

#include "kernels/lif_pass.hpp"
#include "kernels/poisson_pass.hpp"
#include "kernels/words_kernel.hpp"

namespace lapicque::kernels {

/// The kernels compiled for one instruction set. All sets give the same bits.
struct KernelSet {
  const char* isa;
  LifKernel<double> lif_double;
  LifKernel<float> lif_float;
  PoissonKernel poisson;
  WordsKernel words;

  template <class Real>
  [[nodiscard]] LifKernel<Real> lif() const {
    if constexpr (sizeof(Real) == sizeof(float)) {
      return lif_float;
    } else {
      return lif_double;
    }
  }
};

/// The sets that this machine can run, the plainest first.
[[nodiscard]] std::span<const KernelSet> available();
/// The best of them, or the one that the environment variable LAPICQUE_ISA names; throws std::invalid_argument if
/// that one is not available.
[[nodiscard]] const KernelSet& selected();

}  // namespace lapicque::kernels
