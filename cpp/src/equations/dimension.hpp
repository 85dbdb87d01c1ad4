#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lapicque::detail::equations {

/// Exponents of mV, ms, pA, mM and um, times two: square roots of units are units, too.
struct Dimension {
  std::array<std::int16_t, 5> halves{};

  [[nodiscard]] bool is_none() const { return *this == Dimension{}; }
  bool operator==(const Dimension&) const = default;
};

/// Nothing where an exponent gets out of range.
[[nodiscard]] std::optional<Dimension> product(const Dimension& a, const Dimension& b);
[[nodiscard]] std::optional<Dimension> quotient(const Dimension& a, const Dimension& b);
/// To the power of halves/2; nothing if that is no power of units.
[[nodiscard]] std::optional<Dimension> power(const Dimension& a, int halves);

/// "mV", "nS", "mV*nS/ms", "1".
[[nodiscard]] std::string text(const Dimension& dimension);

/// A unit as a multiple of those that the simulator counts in.
struct Unit {
  const char* name;
  Dimension dimension;
  double factor;
};
/// Null if there is none of the name.
[[nodiscard]] const Unit* find_unit(const std::string& name);
[[nodiscard]] std::vector<std::string> unit_names();

}  // namespace lapicque::detail::equations
