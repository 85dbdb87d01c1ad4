#include "random/stream.hpp"

#include <algorithm>
#include <cstddef>
#include <variant>

#include "kernels/dispatch.hpp"
#include "math/elementary.hpp"

namespace lapicque::detail::random {

namespace {

struct Once {
  Stream& stream;

  double operator()(const Uniform& d) const { return d.low + (d.high - d.low) * stream.uniform(); }
  double operator()(const Normal& d) const { return d.mean + d.std * math::normal_quantile(stream.uniform()); }
  double operator()(const LogNormal& d) const {
    return math::exp(d.mu + d.sigma * math::normal_quantile(stream.uniform()));
  }
  double operator()(const Exponential& d) const { return -d.mean * math::log(stream.uniform()); }
};

// The instruction set is chosen once: a stream may be made for a handful of words.
kernels::WordsKernel words_kernel() {
  static const kernels::WordsKernel kernel = kernels::selected().words;
  return kernel;
}

// Rounding may take low + (high - low) u a last bit beyond high.
bool inside(const Uniform& d, double value) { return value >= d.low && value <= d.high; }

template <class Bounded>
bool inside(const Bounded& d, double value) {
  return value >= d.min && value <= d.max;
}

}  // namespace

void Stream::refill() {
  used_ = 0;
  if (counter_[0] < single_blocks) {
    const Counter block = philox4x32(counter_, key_);
    std::copy(block.begin(), block.end(), words_.begin());
    filled_ = 4;
    ++counter_[0];
    return;
  }
  const kernels::WordsPass pass = {{key_[0], key_[1]}, counter_[1], counter_[2], counter_[3]};
  words_kernel()(pass, counter_[0], blocks_at_once, words_.data());
  filled_ = 4 * blocks_at_once;
  counter_[0] += blocks_at_once;
}

void fill_words(std::uint64_t seed, Purpose purpose, std::uint32_t entity, std::uint32_t a, std::uint32_t b,
                std::uint64_t first, std::span<std::uint32_t> words) {
  const Key key = key_of(seed);
  const kernels::WordsPass pass = {{key[0], key[1]}, a, b, tag(purpose, entity)};
  const auto block = static_cast<std::uint32_t>(first / 4);
  const std::size_t whole = words.size() / 4;
  words_kernel()(pass, block, whole, words.data());
  if (words.size() % 4 == 0) return;
  const Counter last = philox4x32({block + static_cast<std::uint32_t>(whole), a, b, tag(purpose, entity)}, key);
  std::copy_n(last.begin(), words.size() % 4, words.begin() + static_cast<std::ptrdiff_t>(4 * whole));
}

std::uint32_t Stream::below(std::uint32_t n) {
  std::uint64_t product = std::uint64_t{next32()} * n;
  auto low = static_cast<std::uint32_t>(product);
  if (low < n) {
    // 2^32 mod n products fall short of a whole share for everybody.
    const std::uint32_t surplus = (0U - n) % n;
    while (low < surplus) {
      product = std::uint64_t{next32()} * n;
      low = static_cast<std::uint32_t>(product);
    }
  }
  return static_cast<std::uint32_t>(product >> 32);
}

double draw(const Distribution& distribution, Stream& stream) {
  return std::visit(
      [&stream](const auto& d) {
        for (;;) {
          const double value = Once{stream}(d);
          if (inside(d, value)) return value;
        }
      },
      distribution);
}

}  // namespace lapicque::detail::random
