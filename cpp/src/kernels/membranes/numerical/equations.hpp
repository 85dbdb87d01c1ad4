#pragma once

// Parts that classes of equations are made of. C numbers their coefficients, and functions of y take any number of
// variables.

#include <cstddef>

#include "kernels/membranes/numerical/refinement.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Equations of a leaky membrane: its step, its leak and its capacitance.
template <class C>
struct LeakyMembrane {
  static auto dt(const auto& neurons) { return neurons[C::dt]; }
  static auto inverse_C(const auto& neurons) { return neurons[C::inverse_C]; }

  template <class V, std::size_t N>
  static V conductance(const auto& neurons, const V (& /*y*/)[N]) {
    return neurons[C::g_L];
  }
  template <class V, std::size_t N>
  static V fastest_rate(const auto& neurons, const V (& /*y*/)[N]) {
    return neurons[C::g_L] * neurons[C::inverse_C];
  }
};

/// Equations of a membrane whose only variable is V_m.
struct PotentialAlone {
  static constexpr std::size_t states = 1;
  static constexpr double unit[states] = {1.0};

  template <class V>
  static void others_after(const auto& /*neurons*/, const V (& /*y*/)[states], V /*V_m*/, V /*h*/,
                           V (& /*after*/)[states]) {}
};

/// Equations of a membrane that a spike puts to V_reset, where it is held.
template <class C>
struct ResetAndHeld {
  static constexpr bool holds = true;
  static constexpr bool resets = true;

  static auto V_reset(const auto& neurons) { return neurons[C::V_reset]; }
  template <class V, std::size_t N>
  static void reset(const auto& neurons, V (&y)[N]) {
    y[0] = neurons[C::V_reset];
  }
};

}  // namespace
}  // namespace lapicque::detail::kernels
