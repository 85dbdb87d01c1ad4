#pragma once

// What the vectors of all instruction sets have in common; see vector.hpp.

#include <cstddef>
#include <cstring>

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#endif

namespace lapicque::detail::kernels {
namespace {

/// Writes zeros over n bytes, n the size of a register or a fraction of it.
template <std::size_t n>
void clear_bytes(void* p) {
  static_cast<void>(std::memset(p, 0, n));
}

/// Number of the lowest bit that is set; some bit is.
inline unsigned lowest_bit(unsigned bits) {
#if defined(_MSC_VER) && !defined(__clang__)
  unsigned long index;
  _BitScanForward(&index, bits);
  return index;
#else
  return static_cast<unsigned>(__builtin_ctz(bits));
#endif
}

}  // namespace
}  // namespace lapicque::detail::kernels
