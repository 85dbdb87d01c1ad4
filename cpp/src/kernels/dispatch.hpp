#pragma once

#include <span>

#include "kernels/membranes/lif_pass.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/precise_pass.hpp"
#include "kernels/random/noise_pass.hpp"
#include "kernels/random/poisson_pass.hpp"
#include "kernels/random/words_kernel.hpp"
#include "kernels/scan_kernel.hpp"

namespace lapicque::detail::kernels {

/// The kernels compiled for one instruction set. All sets give the same bits.
struct KernelSet {
  const char* isa;
  LifKernel<double> lif_double;
  LifKernel<float> lif_float;
  ScanKernel<double> finite_double;
  ScanKernel<float> finite_float;
  ScanKernel<double> zero_double;
  ScanKernel<float> zero_float;
  PoissonKernel poisson;
  WordsKernel words;
  NoiseKernel<double> noise_double;
  NoiseKernel<float> noise_float;
  MembraneKernelSet membranes;
  PreciseKernels precise;

  template <class Real>
  [[nodiscard]] LifKernel<Real> lif() const {
    return choose<Real>(lif_double, lif_float);
  }
  template <class Real>
  [[nodiscard]] static MembraneKernel<Real> of(const MembraneKernelPair& pair) {
    return choose<Real>(pair.of_doubles, pair.of_floats);
  }
  template <class Real>
  [[nodiscard]] NoiseKernel<Real> noise() const {
    return choose<Real>(noise_double, noise_float);
  }
  /// True where all values are finite.
  template <class Real>
  [[nodiscard]] ScanKernel<Real> all_finite() const {
    return choose<Real>(finite_double, finite_float);
  }
  /// True where all values are zero.
  template <class Real>
  [[nodiscard]] ScanKernel<Real> all_zero() const {
    return choose<Real>(zero_double, zero_float);
  }

 private:
  template <class Real, class Double, class Float>
  [[nodiscard]] static auto choose(Double of_doubles, Float of_floats) {
    if constexpr (sizeof(Real) == sizeof(double)) {
      return of_doubles;
    } else {
      return of_floats;
    }
  }
};

/// The sets that this machine can run, the plainest first.
[[nodiscard]] std::span<const KernelSet> available();
/// The best of them, or the one that the environment variable LAPICQUE_ISA names; throws std::invalid_argument if
/// that one is not available.
[[nodiscard]] const KernelSet& selected();

}  // namespace lapicque::detail::kernels
