#pragma once

#include <cstddef>

namespace lapicque {

inline constexpr std::size_t cache_line = 64;

#if defined(__GNUC__)
inline void prefetch(const void* address) { __builtin_prefetch(address); }
#else
inline void prefetch(const void*) {}
#endif

template <class T>
void prefetch_range(const T* values, std::size_t n) {
  for (std::size_t i = 0; i < n; i += cache_line / sizeof(T)) prefetch(values + i);
}

}  // namespace lapicque
