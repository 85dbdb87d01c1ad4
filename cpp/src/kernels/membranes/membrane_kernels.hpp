#pragma once

// The list of models (lapicque::Model) is the list of their kernels, too: the kernel file of a model defines its
// membrane_kernels(), and a model without one does not link.

#include "check/each_kind.hpp"
#include "kernels/membranes/membrane_pass.hpp"

namespace lapicque::detail::kernels {

/// The schemes that a model has kernels for; the others are null.
struct MembraneKernels {
  MembraneKernel exact = {};      // the exact propagator
  MembraneKernel linear = {};     // linear in V_m, with conductances
  MembraneKernel numerical = {};  // any
};

namespace baseline {
struct Isa {};
}  // namespace baseline
namespace avx2 {
struct Isa {};
}  // namespace avx2
namespace avx512 {
struct Isa {};
}  // namespace avx512

/// Names a model and an instruction set, and declares the function that has their kernels.
template <class Model, class Isa>
struct KernelsOf {
  LAPICQUE_OF_EACH_KIND(MembraneKernels membrane_kernels(KernelsOf))
};

// NOLINTBEGIN(bugprone-macro-parentheses): names of enumerators and classes cannot stand in any.
/// Numbers coefficients, and keeps their names for those who fill them in.
#define LAPICQUE_COEFFICIENTS(Name, ...)                                \
  struct Name {                                                         \
    enum : std::size_t { __VA_ARGS__, end };                            \
    [[maybe_unused]] static constexpr const char* first = #__VA_ARGS__; \
    [[maybe_unused]] static constexpr const char* more = "";            \
  };
/// Goes on where the coefficients of another list end.
#define LAPICQUE_MORE_COEFFICIENTS(Name, First, ...)                         \
  struct Name {                                                              \
    enum : std::size_t { last_of_first = First::end - 1, __VA_ARGS__, end }; \
    [[maybe_unused]] static constexpr const char* first = First::first;      \
    [[maybe_unused]] static constexpr const char* more = #__VA_ARGS__;       \
  };
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace lapicque::detail::kernels
