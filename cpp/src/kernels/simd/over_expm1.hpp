#pragma once

#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// x/(exp(x) - 1), 1 at x = 0, from x and its exponential: the shape of many rates.
template <class V>
V over_expm1(V x, V exponential) {
  const auto number = [](double value) { return V::all(static_cast<typename V::Number>(value)); };
  // Near 0, where the difference cancels digits, it is a series, of Bernoulli's numbers over factorials.
  const V square = x * x;
  V even = number(1.0 / 74724249600.0);
  even = number(-691.0 / 1307674368000.0) + square * even;
  even = number(1.0 / 47900160.0) + square * even;
  even = number(-1.0 / 1209600.0) + square * even;
  even = number(1.0 / 30240.0) + square * even;
  even = number(-1.0 / 720.0) + square * even;
  even = number(1.0 / 12.0) + square * even;
  const V series = (V::all(1) - number(0.5) * x) + square * even;
  const auto close = number(0.25) >= square;
  const V difference = V::select(close, V::all(1), exponential - V::all(1));
  return V::select(close, series, x / difference);
}

}  // namespace
}  // namespace lapicque::detail::kernels
