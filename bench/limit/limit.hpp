#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>

// The same function for several instruction sets, chosen when the program starts, as in the library itself.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__)
#define LIMIT_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define LIMIT_CLONES
#endif

namespace limit {

/// Nanoseconds an item of the fastest of `runs` calls of `work`, which does `items` items.
template <typename Work>
double fastest(int runs, std::size_t items, Work work) {
  using Clock = std::chrono::steady_clock;
  double best = std::numeric_limits<double>::infinity();
  for (int run = 0; run < runs; ++run) {
    const auto start = Clock::now();
    work();
    const std::chrono::duration<double, std::nano> took = Clock::now() - start;
    best = std::min(best, took.count());
  }
  return best / static_cast<double>(items);
}

void copy();
void accumulate();
void philox();
void stream();

}  // namespace limit
