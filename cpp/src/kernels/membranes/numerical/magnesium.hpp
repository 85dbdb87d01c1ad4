#pragma once

#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Part of the NMDA channels that magnesium leaves open, at its concentration over the one that blocks half of them at
/// 0 mV (Jahr & Stevens 1990).
template <class V>
[[nodiscard]] V magnesium_open(V Mg, V V_m) {
  const V one = V::all(1);
  return one / (one + Mg * exp(V::all(static_cast<typename V::Number>(-0.062)) * V_m));
}

}  // namespace
}  // namespace lapicque::detail::kernels
