#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <variant>

#include <lapicque/model.hpp>

#include "kernels/fill_kernel.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/precise_pass.hpp"
#include "kernels/program/program_pass.hpp"
#include "kernels/random/noise_pass.hpp"
#include "kernels/random/poisson_pass.hpp"
#include "kernels/random/words_kernel.hpp"
#include "kernels/scan_kernel.hpp"

namespace lapicque::detail::kernels {

/// The kernels of all models, as lapicque::Model counts them.
using MembraneTable = std::array<MembraneKernels, std::variant_size_v<Model>>;

/// The kernels compiled for one instruction set. All sets give the same bits.
struct KernelSet {
  const char* isa;
  ScanKernel<double> finite_double;
  ScanKernel<float> finite_float;
  ScanKernel<double> zero_double;
  ScanKernel<float> zero_float;
  FillKernel<double> fill_double;
  FillKernel<float> fill_float;
  FlushKernel<double> flush_double;
  FlushKernel<float> flush_float;
  PoissonKernel poisson;
  WordsKernel words;
  NoiseKernel<double> noise_double;
  NoiseKernel<float> noise_float;
  MembraneTable membranes;
  PreciseKernels precise;
  ProgramKernels<double> program_double;
  ProgramKernels<float> program_float;

  /// The kernels of one model.
  template <class Model>
  [[nodiscard]] const MembraneKernels& of_model() const {
    return membranes[index_of<Model>(static_cast<lapicque::Model*>(nullptr))];
  }
  template <class Real>
  [[nodiscard]] static MembraneStep<Real> of(const MembraneKernel& kernel) {
    return choose<Real>(kernel.of_doubles, kernel.of_floats);
  }
  template <class Real>
  [[nodiscard]] NoiseKernel<Real> noise() const {
    return choose<Real>(noise_double, noise_float);
  }
  template <class Real>
  [[nodiscard]] FillKernel<Real> fill() const {
    return choose<Real>(fill_double, fill_float);
  }
  template <class Real>
  [[nodiscard]] FlushKernel<Real> flush() const {
    return choose<Real>(flush_double, flush_float);
  }
  /// The register machine.
  template <class Real>
  [[nodiscard]] const ProgramKernels<Real>& program() const {
    if constexpr (sizeof(Real) == sizeof(double)) {
      return program_double;
    } else {
      return program_float;
    }
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
  template <class Model, class... All>
  [[nodiscard]] static constexpr std::size_t index_of(std::variant<All...>*) {
    static_assert((std::is_same_v<Model, All> || ...), "not a model");
    std::size_t index = 0;
    static_cast<void>(((std::is_same_v<Model, All> ? true : (++index, false)) || ...));
    return index;
  }
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
