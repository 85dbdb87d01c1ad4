#pragma once

#include <cstddef>
#include <vector>

namespace lapicque::detail::math {

/// exp(A h) of an n by n matrix, by rows. In arithmetic of twice the digits, so that each entry is rounded once in
/// effect, whatever the eigenvalues: equal ones, defective matrices, and rates that differ by many orders.
[[nodiscard]] std::vector<double> matrix_exponential(std::size_t n, const std::vector<double>& A, double h);

}  // namespace lapicque::detail::math
