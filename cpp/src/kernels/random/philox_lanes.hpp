#pragma once

// Philox4x32-10 (Salmon et al. 2011; random/philox.hpp is the plain form) for many counters {n, a, b, c} at once, of
// which only the first word differs. Products of 64 bits need no masking on the way: the next round multiplies lower
// halves only, and the words are stored by their lower halves.

#include <cstdint>

#include "kernels/simd/lanes.hpp"

namespace lapicque::detail::kernels {
namespace {

constexpr std::uint32_t philox_m0 = 0xD2511F53U;
constexpr std::uint32_t philox_m1 = 0xCD9E8D57U;
constexpr std::uint32_t philox_w0 = 0x9E3779B9U;
constexpr std::uint32_t philox_w1 = 0xBB67AE85U;

struct WideBlock {
  Wide word[4];
};

/// Everything that the counters {n, a, b, c} have in common. Their first words alone are wide in the first round, and
/// the second round still has a factor in common.
struct PhiloxLanes {
  PhiloxLanes(const std::uint32_t* key, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    const std::uint64_t p1 = std::uint64_t{philox_m1} * b;
    const std::uint32_t word0 = static_cast<std::uint32_t>(p1 >> 32) ^ a ^ key[0];
    const std::uint64_t p0 = std::uint64_t{philox_m0} * word0;
    first_word2 = wide(c ^ key[1]);
    second_word0 = wide(static_cast<std::uint32_t>(p1) ^ (key[0] + philox_w0));
    second_word2 = wide(static_cast<std::uint32_t>(p0 >> 32) ^ (key[1] + philox_w1));
    second_word3 = wide(static_cast<std::uint32_t>(p0));
    for (std::uint32_t round = 2; round < 10; ++round) {
      k0[round] = wide(key[0] + round * philox_w0);
      k1[round] = wide(key[1] + round * philox_w1);
    }
  }

  [[nodiscard]] WideBlock operator()(Wide n) const {
    const Wide m0 = wide(philox_m0);
    const Wide m1 = wide(philox_m1);
    const Wide p0 = multiply(n, m0);
    const Wide p1 = multiply(exclusive_or(upper(p0), first_word2), m1);
    WideBlock x = {{exclusive_or(upper(p1), second_word0), p1, exclusive_or(p0, second_word2), second_word3}};
    for (int round = 2; round < 10; ++round) {
      const Wide even = multiply(x.word[0], m0);
      const Wide odd = multiply(x.word[2], m1);
      x = {{exclusive_or(exclusive_or(upper(odd), x.word[1]), k0[round]), odd,
            exclusive_or(exclusive_or(upper(even), x.word[3]), k1[round]), even}};
    }
    return x;
  }

  Wide first_word2, second_word0, second_word2, second_word3;
  Wide k0[10], k1[10];  // from the third round on
};

/// Word `w` of the block of one counter.
inline std::uint32_t philox_word(const std::uint32_t* key, std::uint32_t n, std::uint32_t a, std::uint32_t b,
                                 std::uint32_t c, std::uint32_t w) {
  std::uint32_t x[4] = {n, a, b, c};
  for (std::uint32_t round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{philox_m0} * x[0];
    const std::uint64_t p1 = std::uint64_t{philox_m1} * x[2];
    x[0] = static_cast<std::uint32_t>(p1 >> 32) ^ x[1] ^ (key[0] + round * philox_w0);
    x[1] = static_cast<std::uint32_t>(p1);
    x[2] = static_cast<std::uint32_t>(p0 >> 32) ^ x[3] ^ (key[1] + round * philox_w1);
    x[3] = static_cast<std::uint32_t>(p0);
  }
  return x[w];
}

}  // namespace
}  // namespace lapicque::detail::kernels
