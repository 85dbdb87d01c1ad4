#include "kernels/dispatch.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "kernels/membranes/precise_kernel.hpp"
#include "kernels/program/program_kernel.hpp"
#include "kernels/random/noise_kernel.hpp"
#include "kernels/random/poisson_kernel.hpp"
#include "kernels/random/words_kernel.hpp"

#if defined(LAPICQUE_X86_KERNELS) && defined(_MSC_VER)
#include <intrin.h>
#endif

namespace lapicque::detail::kernels {
namespace {

#if defined(LAPICQUE_X86_KERNELS) && defined(_MSC_VER)
struct Cpu {
  bool avx2 = false;
  bool avx512 = false;
};

Cpu detect() {
  int leaf1[4];
  int leaf7[4];
  __cpuid(leaf1, 1);
  if ((leaf1[2] >> 27 & 1) == 0) return {};  // the system does not save the wide registers
  const unsigned long long saved = _xgetbv(0);
  __cpuidex(leaf7, 7, 0);
  const bool ymm = (saved & 0x6) == 0x6;
  const bool zmm = (saved & 0xE6) == 0xE6;
  const auto bit = [&](int n) { return (leaf7[1] >> n & 1) != 0; };
  return {ymm && bit(5), zmm && bit(16) && bit(17) && bit(30) && bit(31)};
}

bool has_avx2() { return detect().avx2; }
bool has_avx512() { return detect().avx512; }
#elif defined(LAPICQUE_X86_KERNELS)
bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}
#endif

#if defined(__aarch64__) || defined(_M_ARM64)
constexpr const char* baseline_name = "neon";
#elif defined(__x86_64__) || defined(_M_X64)
constexpr const char* baseline_name = "sse2";
#else
constexpr const char* baseline_name = "baseline";
#endif

/// Equations have the register machine instead.
template <class Isa, class OneModel>
MembraneKernels kernels_of() {
  if constexpr (std::is_same_v<OneModel, Equations>) {
    return {};
  } else {
    return membrane_kernels(KernelsOf<OneModel, Isa>{});
  }
}

template <class Isa, class... Models>
MembraneTable membranes_of(std::variant<Models...>*) {
  return {kernels_of<Isa, Models>()...};
}

std::vector<KernelSet> find_available() {
#define LAPICQUE_KERNELS(isa)                                                                                         \
  &isa::all_finite, &isa::all_finite, &isa::all_zero, &isa::all_zero, &isa::fill, &isa::fill, &isa::flush,            \
      &isa::flush, &isa::poisson_counts, &isa::philox_words, &isa::add_noise, &isa::add_noise,                        \
      membranes_of<isa::Isa>(static_cast<Model*>(nullptr)),                                                           \
      {&isa::precise_bound, &isa::precise_alert, &isa::precise_below, &isa::precise_take}, isa::program_of_doubles(), \
      isa::program_of_floats()
  std::vector<KernelSet> sets = {{baseline_name, LAPICQUE_KERNELS(baseline)}};
#ifdef LAPICQUE_X86_KERNELS
  if (has_avx2()) sets.push_back({"avx2", LAPICQUE_KERNELS(avx2)});
  if (has_avx512()) sets.push_back({"avx512", LAPICQUE_KERNELS(avx512)});
#endif
#undef LAPICQUE_KERNELS
  return sets;
}

}  // namespace

std::span<const KernelSet> available() {
  static const std::vector<KernelSet> sets = find_available();
  return sets;
}

const KernelSet& selected() {
  const char* wanted = std::getenv("LAPICQUE_ISA");
  if (wanted == nullptr || *wanted == '\0') return available().back();
  std::vector<std::string> known;
  for (const KernelSet& set : available()) {
    if (wanted == std::string{set.isa}) return set;
    known.emplace_back(set.isa);
  }
  check::unknown("instruction set in LAPICQUE_ISA", wanted, known);
}

}  // namespace lapicque::detail::kernels
