#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace lapicque::detail::math {

/// The tables of a Decay; a local copy is known to the compiler not to change while other doubles are written.
struct DecayView {
  const double* fine;
  const double* coarse;
  std::int64_t end;
  std::size_t mask;
  int shift;

  double operator()(std::int64_t k) const {
    const auto steps = static_cast<std::size_t>(std::min(k, end));
    return fine[steps & mask] * coarse[steps >> shift];
  }
};

/// exp(-k dt/tau) for whole k >= 0 as the product of two entries of short tables, which stay in the cache. From 40 tau
/// or a little more on it is 0: less than the rounding of the 1 that is added to a trace at every spike.
class Decay {
 public:
  /// 0 for every k.
  Decay() = default;
  Decay(double tau, double dt);

  [[nodiscard]] double operator()(std::int64_t k) const { return view()(k); }
  [[nodiscard]] DecayView view() const { return {fine_.data(), coarse_.data(), end_, fine_.size() - 1, shift_}; }
  [[nodiscard]] std::size_t bytes() const { return (fine_.size() + coarse_.size()) * sizeof(double); }

  /// A k after which nothing is left.
  static constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();
  /// Largest tau/dt: tables of some ten thousand entries.
  static constexpr double longest = 1e7;

 private:
  std::int64_t end_ = 0;  // 0 from here on: the last entry of the second table
  int shift_ = 0;
  std::vector<double> fine_{1.0};    // by the lower bits of k, a power of two of entries
  std::vector<double> coarse_{0.0};  // by the other bits
};

}  // namespace lapicque::detail::math
