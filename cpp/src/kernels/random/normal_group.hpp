#pragma once

// Standard normal numbers for a group of neurons: the quantile function of one word each, computed without branches
// where the word is not far out. docs/random_numbers.md gives the definition and its accuracy.
//
// These loops are plain C++, which compilers turn into vectors of any width; every operation rounds in the same way in
// all of them.

#include <cstdint>
#include <cstring>

#include "kernels/random/philox_group.hpp"
#include "math/elementary.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Words whose distance from the nearer end, in units of half a word, is below this are in a tail: 2^-12 of all words
/// on either side, beyond 3.49 standard deviations.
constexpr std::int32_t tail_distance = 1 << 20;

constexpr float log_series[] = {1.0F,         -0.49999988F, 0.33334187F,  -0.25002074F, 0.19956833F,
                                -0.16562402F, 0.14952283F,  -0.14366788F, 0.087222435F};
constexpr float quantile_series[] = {1.2533141F,      -0.32811713F,   0.016333058F,  0.0033053302F,
                                     -1.7282272e-04F, -5.622667e-05F, 9.166597e-06F, 3.888836e-06F,
                                     5.120452e-07F,   3.2219504e-08F, 8.236653e-10F};

/// Even and odd powers apart, so that neither waits for the other.
template <unsigned N>
float polynomial(const float (&coefficient)[N], float x) {
  const float square = x * x;
  constexpr unsigned even = (N - 1) / 2 * 2;
  constexpr unsigned odd = (N - 2) / 2 * 2 + 1;
  float of_even = coefficient[even];
  float of_odd = coefficient[odd];
  for (unsigned j = even; j > 1; j -= 2) of_even = of_even * square + coefficient[j - 2];
  for (unsigned j = odd; j > 1; j -= 2) of_odd = of_odd * square + coefficient[j - 2];
  return of_even + x * of_odd;
}

inline std::int32_t bits_of(float x) {
  std::int32_t bits;
  static_cast<void>(std::memcpy(&bits, &x, sizeof bits));
  return bits;
}
inline float float_of(std::int32_t bits) {
  float x;
  static_cast<void>(std::memcpy(&x, &bits, sizeof x));
  return x;
}

/// log(x) for a normal x > 0.
inline float log_of(float x) {
  // Exponent and mantissa, the latter between sqrt(1/2) and sqrt(2).
  const std::int32_t exponent = (bits_of(x) - 0x3F3504F3) >> 23;
  const float f = float_of(bits_of(x) - (exponent << 23)) - 1.0F;
  return static_cast<float>(exponent) * 0.693147181F + f * polynomial(log_series, f);
}

/// Magnitude of the word as a number from the middle of all words, which is 0, to either end.
inline std::int32_t from_middle(std::int32_t word) { return word ^ (word >> 31); }

/// Quantile of (w + 1/2)/2^32 for a word w + 2^31 of two's complement that is in no tail.
inline float central_normal(std::int32_t word) {
  const std::int32_t middle = from_middle(word);
  const float x = (static_cast<float>(middle) + 0.5F) * 0x1p-31F;
  const float rest = (static_cast<float>(INT32_MAX - middle) + 0.5F) * 0x1p-31F;  // 1 - x
  const float z = x * polynomial(quantile_series, log_of(rest * (1.0F + x)));
  return float_of(bits_of(z) | (word & INT32_MIN));
}

/// Quantile for a word in a tail, with 32 more bits.
inline float tail_normal(std::int32_t word, std::uint32_t more) {
  const auto distance = static_cast<std::uint64_t>(INT32_MAX - from_middle(word)) << 32 | more;
  const auto z = static_cast<float>(math::normal_quantile((static_cast<double>(distance) + 0.5) * 0x1p-64));
  return word < 0 ? z : -z;
}

/// What the normal numbers of a step have in common.
struct NormalDraws {
  NormalDraws(const std::uint32_t* seed, std::int64_t step, std::uint32_t tag, std::uint32_t of_tails)
      : key{seed},
        low{static_cast<std::uint32_t>(step)},
        high{static_cast<std::uint32_t>(static_cast<std::uint64_t>(step) >> 32)},
        tail_tag{of_tails},
        philox{seed, low, high, tag} {}

  /// Those of the neurons 64 group, ..., 64 group + 63.
  void operator()(std::uint32_t group, float* __restrict normal) const {
    alignas(64) std::uint32_t words[words_per_group];
    draw_group(philox, group, words);
    std::int32_t least = INT32_MAX;
    for (std::uint32_t k = 0; k < words_per_group; ++k) {
      const auto word = static_cast<std::int32_t>(words[k]);
      const std::int32_t distance = INT32_MAX - from_middle(word);
      least = distance < least ? distance : least;
      normal[k] = central_normal(word);
    }
    if (least < tail_distance) draw_tails(group, words, normal);
  }

  void draw_tails(std::uint32_t group, const std::uint32_t* words, float* normal) const {
    for (std::uint32_t k = 0; k < words_per_group; ++k) {
      const auto word = static_cast<std::int32_t>(words[k]);
      if (INT32_MAX - from_middle(word) >= tail_distance) continue;
      const std::uint32_t neuron = words_per_group * group + k;
      normal[k] = tail_normal(word, philox_word(key, neuron / 4, low, high, tail_tag, neuron % 4));
    }
  }

  const std::uint32_t* key;
  std::uint32_t low;
  std::uint32_t high;
  std::uint32_t tail_tag;
  PhiloxLanes philox;
};

}  // namespace
}  // namespace lapicque::detail::kernels
