#pragma once

// See lanes.hpp. Plain C++, for processors that have no version of their own.

#include <cstdint>

namespace lapicque::detail::kernels {
namespace {

constexpr unsigned wide_lanes = 4;
constexpr unsigned half_lanes = 8;

struct Wide {
  std::uint64_t lane[wide_lanes];
};

inline Wide wide(std::uint32_t value) { return {{value, value, value, value}}; }
inline Wide load_wide(const std::uint64_t* p) { return {{p[0], p[1], p[2], p[3]}}; }
inline Wide add(Wide a, const Wide& b) {
  for (unsigned l = 0; l < wide_lanes; ++l) a.lane[l] += b.lane[l];
  return a;
}
inline Wide multiply(Wide a, const Wide& b) {
  for (unsigned l = 0; l < wide_lanes; ++l) a.lane[l] = (a.lane[l] & 0xFFFFFFFFU) * (b.lane[l] & 0xFFFFFFFFU);
  return a;
}
inline Wide upper(Wide a) {
  for (unsigned l = 0; l < wide_lanes; ++l) a.lane[l] >>= 32;
  return a;
}
inline Wide exclusive_or(Wide a, const Wide& b) {
  for (unsigned l = 0; l < wide_lanes; ++l) a.lane[l] ^= b.lane[l];
  return a;
}
inline void store_pairs(std::uint32_t* out, const Wide& even, const Wide& odd) {
  for (unsigned l = 0; l < wide_lanes; ++l) {
    out[2 * l] = static_cast<std::uint32_t>(even.lane[l]);
    out[2 * l + 1] = static_cast<std::uint32_t>(odd.lane[l]);
  }
}
inline void store_blocks(std::uint32_t* out, const Wide& w0, const Wide& w1, const Wide& w2, const Wide& w3) {
  for (unsigned l = 0; l < wide_lanes; ++l) {
    std::uint32_t* block = out + 4 * (l / 2 + l % 2 * (wide_lanes / 2));
    block[0] = static_cast<std::uint32_t>(w0.lane[l]);
    block[1] = static_cast<std::uint32_t>(w1.lane[l]);
    block[2] = static_cast<std::uint32_t>(w2.lane[l]);
    block[3] = static_cast<std::uint32_t>(w3.lane[l]);
  }
}

struct Halves {
  std::uint16_t lane[half_lanes];
};
using Mark = bool;

inline Halves halves(std::uint16_t value) { return {{value, value, value, value, value, value, value, value}}; }
inline Halves load_halves(const std::uint32_t* words) {
  Halves x{};
  for (unsigned l = 0; l < half_lanes; ++l) x.lane[l] = static_cast<std::uint16_t>(words[l / 2] >> (l % 2 * 16));
  return x;
}
inline Halves counts_of(std::uint16_t value) { return halves(value); }
inline Halves counts_below(Halves counts, const Halves& x, const Halves& limit) {
  for (unsigned l = 0; l < half_lanes; ++l) {
    counts.lane[l] = static_cast<std::uint16_t>(counts.lane[l] - (x.lane[l] < limit.lane[l] ? 1 : 0));
  }
  return counts;
}
inline Mark no_mark() { return false; }
inline Mark mark_equal(Mark mark, const Halves& x, const Halves& limit) {
  for (unsigned l = 0; l < half_lanes; ++l) mark = mark || x.lane[l] == limit.lane[l];
  return mark;
}
inline bool any(Mark mark) { return mark; }
inline void store_counts(std::int32_t* out, const Halves& counts, std::int32_t base) {
  for (unsigned l = 0; l < half_lanes; ++l) out[l] = base + counts.lane[l];
}

}  // namespace
}  // namespace lapicque::detail::kernels
