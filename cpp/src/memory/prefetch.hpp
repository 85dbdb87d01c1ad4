#pragma once

#include <cstddef>
#include <cstdint>

namespace lapicque::detail {

inline constexpr std::size_t cache_line = 64;

#if defined(__GNUC__)
inline void prefetch(const void* address) { __builtin_prefetch(address); }
/// Into the second-level cache only: what hits the second level meanwhile needs the first one's few buffers.
inline void prefetch_far(const void* address) { __builtin_prefetch(address, 0, 2); }
#else
inline void prefetch(const void*) {}
inline void prefetch_far(const void*) {}
#endif

template <class T>
void prefetch_range(const T* values, std::size_t n) {
  for (std::size_t i = 0; i < n; i += cache_line / sizeof(T)) prefetch(values + i);
}

/// Cache lines that so many bytes touch.
inline std::size_t lines_of(const void* begin, std::size_t bytes) {
  return (reinterpret_cast<std::uintptr_t>(begin) % cache_line + bytes + cache_line - 1) / cache_line;
}

}  // namespace lapicque::detail
