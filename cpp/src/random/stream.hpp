#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <lapicque/distribution.hpp>

#include "random/philox.hpp"

namespace lapicque::detail::random {

/// What a random number is for. The values are part of the definition of every result: never renumber.
enum class Purpose : std::uint8_t {
  initial_state = 1,
  poisson_input = 2,
  poisson_source = 3,
  connectivity = 4,
  weight = 5,
  delay = 6,
  row_count = 7,
  poisson_input_refinement = 8,
  poisson_source_refinement = 9,
  delay_refinement = 10,
  noise = 16,
  noise_tail = 17,
  gamma_source = 18,
  escape_noise = 20,
  equation_uniform = 21,
  equation_normal = 22,
};

[[nodiscard]] constexpr Key key_of(std::uint64_t seed) {
  return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
}

/// Last word of a counter: what for, and for which entity (population, projection, ...; below 2^24).
[[nodiscard]] constexpr std::uint32_t tag(Purpose purpose, std::uint32_t entity) {
  return static_cast<std::uint32_t>(purpose) << 24 | entity;
}

/// The words of the counters {first, a, b, tag}, {first + 1, a, b, tag}, ... one after the other; at most 2^34 of them.
class Stream {
 public:
  Stream(std::uint64_t seed, Purpose purpose, std::uint32_t entity, std::uint32_t a, std::uint32_t b,
         std::uint32_t first = 0)
      : counter_{first, a, b, tag(purpose, entity)}, key_{key_of(seed)} {}

  std::uint32_t next32() {
    if (used_ == filled_) refill();
    return words_[used_++];
  }
  std::uint64_t next64() {
    const std::uint64_t low = next32();
    return low | std::uint64_t{next32()} << 32;
  }
  /// Uniform on the open interval (0, 1): an odd multiple of 2^-53. A 53rd random bit would round up to 1 at times.
  double uniform() { return (static_cast<double>(next64() >> 12) + 0.5) * 0x1p-52; }
  /// Uniform on {0, ..., n - 1}, n >= 1, without bias (Lemire 2019).
  std::uint32_t below(std::uint32_t n);

 private:
  // A stream of which few words are asked for pays for few; one that goes on gets many at a time, which is cheaper.
  static constexpr std::uint32_t single_blocks = 4;
  static constexpr std::uint32_t blocks_at_once = 16;

  void refill();

  Counter counter_;
  Key key_;
  std::uint32_t used_ = 0;
  std::uint32_t filled_ = 0;
  std::array<std::uint32_t, std::size_t{4} * blocks_at_once> words_;  // filled up to filled_
};

/// Writes words first, first + 1, ... of a stream without making it; `first` is a multiple of 4.
void fill_words(std::uint64_t seed, Purpose purpose, std::uint32_t entity, std::uint32_t a, std::uint32_t b,
                std::uint64_t first, std::span<std::uint32_t> words);

/// One draw; redraws until it is inside [min, max].
[[nodiscard]] double draw(const Distribution& distribution, Stream& stream);

}  // namespace lapicque::detail::random
