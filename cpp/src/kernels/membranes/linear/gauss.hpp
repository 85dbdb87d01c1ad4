#pragma once

#include <cstddef>

namespace lapicque::detail::kernels {

/// Nodes of Gauss's formula on [0, 1] from the middle.
inline constexpr double gauss_offset = 0.38729833462074168852;
[[nodiscard]] constexpr double gauss_node(std::size_t k) { return 0.5 + (static_cast<double>(k) - 1.0) * gauss_offset; }

/// Curvatures of the linear membrane are divided by it, so that 1 - curvature + curvature^2/2 takes one multiplication.
inline constexpr double curvature_unit = 1.41421356237309504880;

}  // namespace lapicque::detail::kernels
