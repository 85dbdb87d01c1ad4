#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "limit.hpp"

namespace limit {

namespace {

// Philox4x32-10 (Salmon et al. 2011) of the counters 0, 1, ...; the four words of each go to rows of their own, so that
// the loop over counters can be done in vectors.
LIMIT_CLONES void draw(std::uint32_t* __restrict out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t a = static_cast<std::uint32_t>(i), b = 0, c = 0, d = 0;
    std::uint32_t key0 = 1, key1 = 2;
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t p = std::uint64_t{0xD2511F53} * a;
      const std::uint64_t q = std::uint64_t{0xCD9E8D57} * c;
      a = static_cast<std::uint32_t>(q >> 32) ^ b ^ key0;
      b = static_cast<std::uint32_t>(q);
      c = static_cast<std::uint32_t>(p >> 32) ^ d ^ key1;
      d = static_cast<std::uint32_t>(p);
      key0 += 0x9E3779B9;
      key1 += 0xBB67AE85;
    }
    out[i] = a;
    out[n + i] = b;
    out[2 * n + i] = c;
    out[3 * n + i] = d;
  }
}

// The arithmetic of a neuron with two synaptic currents: four values read, four written.
LIMIT_CLONES void advance(double* V, double* x, double* y, double* r, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    V[i] = 0.99 * V[i] + 0.01 * x[i] + 0.02 * y[i] + 0.5;
    x[i] *= 0.95;
    y[i] *= 0.9;
    r[i] -= 0.125;
  }
}

void stream(const char* level, std::size_t n) {
  std::vector<double> V(n, 1.0), x(n, 1.0), y(n, 1.0), r(n, 1.0);
  const std::size_t rounds = (std::size_t{1} << 17) / n;
  const double ns = fastest(200, rounds * n, [&] {
    for (std::size_t round = 0; round < rounds; ++round) {
      advance(V.data(), x.data(), y.data(), r.data(), n);
      asm volatile("" : : "r"(V.data()), "r"(x.data()), "r"(y.data()), "r"(r.data()) : "memory");
    }
    // Decay for ever would end in denormal numbers, which are slow.
    for (auto* values : {&V, &x, &y, &r}) std::fill(values->begin(), values->end(), 1.0);
  });
  std::printf("4 doubles read and written, %6zu items (%s) %23.3f\n", n, level, ns);
}

}  // namespace

void philox() {
  std::vector<std::uint32_t> out(1 << 12);
  const std::size_t rounds = 20;
  const double ns = fastest(500, rounds * out.size(), [&] {
    for (std::size_t round = 0; round < rounds; ++round) {
      draw(out.data(), out.size() / 4);
      asm volatile("" : : "r"(out.data()) : "memory");
    }
  });
  std::printf("%-58s %10.3f\n", "Philox4x32-10, a 32-bit number", ns);
}

void stream() {
  stream("L1", 512);
  stream("L2", 8192);
}

}  // namespace limit
