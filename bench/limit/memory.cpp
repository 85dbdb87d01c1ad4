#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <span>
#include <vector>

#include "limit.hpp"

namespace limit {

namespace {

void copy(const char* level, std::size_t bytes, std::size_t rounds, int runs) {
  const std::vector<double> from(bytes / 2 / sizeof(double), 1.0);
  std::vector<double> to(from.size());
  const double ns = fastest(runs, rounds * from.size(), [&] {
    for (std::size_t round = 0; round < rounds; ++round) {
      std::memcpy(to.data(), from.data(), from.size() * sizeof(double));
      // Keeps the compiler from leaving out a copy that the next one overwrites.
      asm volatile("" : : "r"(to.data()) : "memory");
    }
  });
  std::printf("copy of doubles, %9zu bytes (%4s), %6.1f GB/s read %9.3f\n", bytes, level, 8.0 / ns, ns);
}

void add(std::uint32_t* sums, std::span<const std::uint16_t> index, std::size_t stride) {
  for (const std::uint16_t i : index) sums[i * stride] += 3;
}

void accumulate(std::size_t bytes) {
  constexpr std::size_t reach = 1 << 16;  // of a 16-bit index
  const std::size_t sums = bytes / sizeof(std::uint32_t);
  const std::size_t stride = std::max<std::size_t>(1, sums / reach);
  std::vector<std::uint32_t> row(sums);
  // As many as do not stay in the second-level cache: synapses are read from memory.
  std::vector<std::uint16_t> index(std::size_t{1} << 23);
  std::mt19937 random(1);
  std::uniform_int_distribution<unsigned> any(0, static_cast<unsigned>(sums / stride - 1));
  for (auto& i : index) i = static_cast<std::uint16_t>(any(random));
  // One part after the other, so that a run is short and yet no part is in a near cache.
  constexpr std::size_t part = 1 << 16;
  std::size_t next = 0;
  const double ns = fastest(1000, part, [&] {
    add(row.data(), std::span(index).subspan(next, part), stride);
    next = (next + part) % index.size();
    asm volatile("" : : "r"(row.data()) : "memory");
  });
  std::printf("random += into 32-bit sums, window of %7zu bytes %18.3f\n", bytes, ns);
}

}  // namespace

void copy() {
  copy("L2", std::size_t{1} << 18, 10, 500);
  copy("L3", std::size_t{1} << 23, 1, 100);
  copy("DRAM", std::size_t{1} << 29, 1, 9);
}

void accumulate() {
  for (const std::size_t bytes : {32 << 10, 256 << 10, 1 << 20}) accumulate(bytes);
}

}  // namespace limit
