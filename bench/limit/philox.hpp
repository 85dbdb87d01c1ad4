#pragma once

#include <cstdint>

namespace limit {

struct Words {
  std::uint32_t a, b, c, d;
};

/// Philox4x32-10 (Salmon et al. 2011) of the counter (a, b, 0, 0). Inlined, so that loops over counters become vectors.
__attribute__((always_inline)) inline Words philox(std::uint32_t a, std::uint32_t b) {
  std::uint32_t c = 0, d = 0;
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
  return {a, b, c, d};
}

}  // namespace limit
