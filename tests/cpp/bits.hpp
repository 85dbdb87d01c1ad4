#pragma once

// Doubles compared by their bits.

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

/// Distance of `value` from `expected` in units of the last place of `expected`.
inline double ulps(double value, double expected) {
  const double magnitude = std::fabs(expected);
  return std::fabs(value - expected) / (std::nextafter(magnitude, std::numeric_limits<double>::infinity()) - magnitude);
}

/// FNV-1a over the bytes of what was added.
class Checksum {
 public:
  void add(std::uint64_t bits) {
    for (int byte = 0; byte < 8; ++byte) {
      value_ = (value_ ^ ((bits >> (8 * byte)) & 0xFFU)) * 0x100000001B3U;
    }
  }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325U;
};
