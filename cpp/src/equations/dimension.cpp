#include "equations/dimension.hpp"

#include <algorithm>
#include <cstdlib>

namespace lapicque::detail::equations {
namespace {

constexpr Dimension potential{{2, 0, 0, 0, 0}};
constexpr Dimension time{{0, 2, 0, 0, 0}};
constexpr Dimension rate{{0, -2, 0, 0, 0}};
constexpr Dimension current{{0, 0, 2, 0, 0}};
constexpr Dimension conductance{{-2, 0, 2, 0, 0}};
constexpr Dimension capacitance{{-2, 2, 2, 0, 0}};
constexpr Dimension resistance{{2, 0, -2, 0, 0}};
constexpr Dimension charge{{0, 2, 2, 0, 0}};
constexpr Dimension concentration{{0, 0, 0, 2, 0}};
constexpr Dimension length{{0, 0, 0, 0, 2}};

// The first of a dimension is the one that errors name it by.
constexpr Unit units[] = {{"mV", potential, 1.0},
                          {"V", potential, 1e3},
                          {"uV", potential, 1e-3},
                          {"ms", time, 1.0},
                          {"s", time, 1e3},
                          {"us", time, 1e-3},
                          {"kHz", rate, 1.0},
                          {"Hz", rate, 1e-3},
                          {"pA", current, 1.0},
                          {"nA", current, 1e3},
                          {"uA", current, 1e6},
                          {"mA", current, 1e9},
                          {"nS", conductance, 1.0},
                          {"pS", conductance, 1e-3},
                          {"uS", conductance, 1e3},
                          {"mS", conductance, 1e6},
                          {"S", conductance, 1e9},
                          {"pF", capacitance, 1.0},
                          {"nF", capacitance, 1e3},
                          {"uF", capacitance, 1e6},
                          {"F", capacitance, 1e12},
                          {"GOhm", resistance, 1.0},
                          {"MOhm", resistance, 1e-3},
                          {"kOhm", resistance, 1e-6},
                          {"fC", charge, 1.0},
                          {"pC", charge, 1e3},
                          {"mM", concentration, 1.0},
                          {"uM", concentration, 1e-3},
                          {"nM", concentration, 1e-6},
                          {"um", length, 1.0},
                          {"mm", length, 1e3},
                          {"cm", length, 1e4}};

std::optional<Dimension> combined(const Dimension& a, const Dimension& b, int sign) {
  Dimension sum;
  for (std::size_t k = 0; k < sum.halves.size(); ++k) {
    const int exponent = static_cast<int>(a.halves[k]) + sign * static_cast<int>(b.halves[k]);
    if (std::abs(exponent) > INT8_MAX) return std::nullopt;
    sum.halves[k] = static_cast<std::int16_t>(exponent);
  }
  return sum;
}

std::string with_exponent(const char* name, int halves) {
  if (halves == 2) return name;
  if (halves % 2 == 0) return std::string{name} + "**" + std::to_string(halves / 2);
  return std::string{name} + "**" + (halves == 1 ? "0.5" : std::to_string(halves / 2) + ".5");
}

}  // namespace

std::optional<Dimension> product(const Dimension& a, const Dimension& b) { return combined(a, b, 1); }
std::optional<Dimension> quotient(const Dimension& a, const Dimension& b) { return combined(a, b, -1); }

std::optional<Dimension> power(const Dimension& a, int halves) {
  Dimension raised;
  for (std::size_t k = 0; k < raised.halves.size(); ++k) {
    const int twice = static_cast<int>(a.halves[k]) * halves;
    if (twice % 2 != 0 || std::abs(twice / 2) > INT8_MAX) return std::nullopt;
    raised.halves[k] = static_cast<std::int16_t>(twice / 2);
  }
  return raised;
}

std::string text(const Dimension& dimension) {
  if (dimension.is_none()) return "a plain number";
  for (const Unit& unit : units) {
    if (unit.dimension == dimension && unit.factor == 1.0) return unit.name;
  }
  constexpr const char* base[] = {"mV", "ms", "pA", "mM", "um"};
  std::string above;
  std::string below;
  for (std::size_t k = 0; k < dimension.halves.size(); ++k) {
    const auto halves = static_cast<int>(dimension.halves[k]);
    if (halves > 0) above += (above.empty() ? "" : "*") + with_exponent(base[k], halves);
    if (halves < 0) below += "/" + with_exponent(base[k], -halves);
  }
  return (above.empty() ? "1" : above) + below;
}

const Unit* find_unit(const std::string& name) {
  const auto* found = std::ranges::find_if(units, [&](const Unit& unit) { return unit.name == name; });
  return found == std::end(units) ? nullptr : found;
}

std::vector<std::string> unit_names() {
  std::vector<std::string> names;
  for (const Unit& unit : units) names.emplace_back(unit.name);
  return names;
}

}  // namespace lapicque::detail::equations
