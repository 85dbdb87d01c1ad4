#include "random/stream.hpp"

#include <variant>

#include "math/elementary.hpp"

namespace lapicque::random {

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

// Rounding may take low + (high - low) u a last bit beyond high.
bool inside(const Uniform& d, double value) { return value >= d.low && value <= d.high; }

template <class Bounded>
bool inside(const Bounded& d, double value) {
  return value >= d.min && value <= d.max;
}

}  // namespace

void Stream::refill() {
  words_ = philox4x32(counter_, key_);
  ++counter_[0];
  used_ = 0;
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

}  // namespace lapicque::random
