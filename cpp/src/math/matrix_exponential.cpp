#include "math/matrix_exponential.hpp"

#include <algorithm>
#include <cmath>

namespace lapicque::detail::math {
namespace {

/// The unevaluated sum of two doubles, the second below half a unit of the last place of the first (Dekker 1971).
struct Twofold {
  double high = 0.0;
  double low = 0.0;
};

Twofold sum_of(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}
/// Where |a| >= |b|.
Twofold ordered_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}
Twofold split(double a) {
  constexpr double splitter = 134217729.0;  // 2^27 + 1
  const double scaled = splitter * a;
  const double high = scaled - (scaled - a);
  return {high, a - high};
}
Twofold product_of(double a, double b) {
  const double product = a * b;
  const Twofold x = split(a);
  const Twofold y = split(b);
  return {product, ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}
Twofold operator+(Twofold a, Twofold b) {
  const Twofold high = sum_of(a.high, b.high);
  const Twofold low = sum_of(a.low, b.low);
  const Twofold most = ordered_sum(high.high, high.low + low.high);
  return ordered_sum(most.high, most.low + low.low);
}
Twofold operator*(Twofold a, Twofold b) {
  const Twofold product = product_of(a.high, b.high);
  return ordered_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

using Matrix = std::vector<Twofold>;

Matrix product(std::size_t n, const Matrix& a, const Matrix& b) {
  Matrix made(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      const Twofold x = a[i * n + k];
      if (x.high == 0.0) continue;
      for (std::size_t j = 0; j < n; ++j) {
        if (b[k * n + j].high != 0.0) made[i * n + j] = made[i * n + j] + x * b[k * n + j];
      }
    }
  }
  return made;
}

/// 1/k in twice the digits.
Twofold inverse(double k) {
  const double high = 1.0 / k;
  const Twofold off = product_of(high, k);
  return ordered_sum(high, ((1.0 - off.high) - off.low) / k);
}

}  // namespace

std::vector<double> matrix_exponential(std::size_t n, const std::vector<double>& A, double h) {
  // exp(M) = exp(M/2^s)^(2^s), with M/2^s small enough for a short series.
  Matrix M(n * n);
  double norm = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    double row = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      M[i * n + j] = product_of(A[i * n + j], h);
      row += std::abs(M[i * n + j].high);
    }
    norm = std::max(norm, row);
  }
  int squarings = 0;
  if (!(norm < 0x1p200)) return std::vector<double>(n * n, std::nan(""));
  for (; norm > 0.5; norm *= 0.5) ++squarings;
  const double scale = std::ldexp(1.0, -squarings);
  for (Twofold& x : M) x = {x.high * scale, x.low * scale};
  constexpr int terms = 26;  // 0.5^26/26! is below the last of the digits
  Matrix result(n * n);
  for (std::size_t i = 0; i < n; ++i) result[i * n + i].high = 1.0;
  for (int k = terms; k > 0; --k) {
    result = product(n, M, result);
    const Twofold factor = inverse(k);
    for (Twofold& x : result) x = x * factor;
    for (std::size_t i = 0; i < n; ++i) result[i * n + i] = result[i * n + i] + Twofold{1.0, 0.0};
  }
  for (int k = 0; k < squarings; ++k) result = product(n, result, result);
  std::vector<double> rounded;
  for (const Twofold& x : result) rounded.push_back(x.high + x.low);
  return rounded;
}

}  // namespace lapicque::detail::math
