#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "limit.hpp"
#include "philox.hpp"

namespace limit {

namespace {

// The four words of each counter go to rows of their own, so that the loop over counters can be done in vectors.
LIMIT_CLONES void draw(std::uint32_t* __restrict out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const Words words = philox(static_cast<std::uint32_t>(i), 0);
    out[i] = words.a;
    out[n + i] = words.b;
    out[2 * n + i] = words.c;
    out[3 * n + i] = words.d;
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
