#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "limit.hpp"

namespace limit {

namespace {

constexpr std::size_t lanes = 16;
using Lanes = std::array<std::uint32_t, lanes>;

// One round of Philox4x32 (Salmon et al. 2011) in every lane.
inline void round(Lanes& a, Lanes& b, Lanes& c, Lanes& d, std::uint32_t key0, std::uint32_t key1) {
  for (std::size_t i = 0; i < lanes; ++i) {
    const std::uint64_t p = std::uint64_t{0xD2511F53} * a[i];
    const std::uint64_t q = std::uint64_t{0xCD9E8D57} * c[i];
    const auto x = static_cast<std::uint32_t>(q >> 32) ^ b[i] ^ key0;
    const auto y = static_cast<std::uint32_t>(p >> 32) ^ d[i] ^ key1;
    b[i] = static_cast<std::uint32_t>(q);
    d[i] = static_cast<std::uint32_t>(p);
    a[i] = x;
    c[i] = y;
  }
}

LIMIT_CLONES void draw(std::uint32_t* out, std::size_t blocks) {
  for (std::size_t block = 0; block < blocks; ++block) {
    Lanes a, b{}, c{}, d{};
    for (std::size_t i = 0; i < lanes; ++i) a[i] = static_cast<std::uint32_t>(block * lanes + i);
    std::uint32_t key0 = 1, key1 = 2;
    for (int r = 0; r < 10; ++r) {
      round(a, b, c, d, key0, key1);
      key0 += 0x9E3779B9;
      key1 += 0xBB67AE85;
    }
    std::uint32_t* to = out + block * 4 * lanes;
    for (std::size_t i = 0; i < lanes; ++i) {
      to[i] = a[i];
      to[lanes + i] = b[i];
      to[2 * lanes + i] = c[i];
      to[3 * lanes + i] = d[i];
    }
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
  const std::size_t rounds = (std::size_t{1} << 22) / n;
  const double ns = fastest(9, rounds * n, [&] {
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
  const std::size_t rounds = 1000;
  const double ns = fastest(9, rounds * out.size(), [&] {
    for (std::size_t round = 0; round < rounds; ++round) {
      draw(out.data(), out.size() / (4 * lanes));
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
