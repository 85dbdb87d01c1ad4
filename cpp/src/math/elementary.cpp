#include "math/elementary.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace lapicque::detail::math {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// ln 2 in two parts; the first has 20 trailing zero bits, so that its product with any exponent is exact.
constexpr double ln2_high = 0x1.62e42fef00000p-1;
constexpr double ln2_low = 0x1.473de6af278edp-34;
constexpr double log2_e = 0x1.71547652b82fep+0;
constexpr double sqrt2 = 0x1.6a09e667f3bcdp+0;
constexpr double half_log_two_pi = 0x1.d67f1c864beb5p-1;
// 2 pi in two parts; the first has 26 bits, so that its product with another 26 bits is exact.
constexpr double two_pi_high = 0x1.921fb50000000p+2;
constexpr double two_pi_low = 0x1.110b4611a6263p-24;

constexpr double factorial(int n) { return n < 2 ? 1.0 : n * factorial(n - 1); }

template <std::size_t N>
constexpr double horner(const std::array<double, N>& coefficient, double x) {
  double sum = coefficient[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + coefficient[i];
  return sum;
}

/// 1/first!, sign/(first + stride)!, 1/(first + 2 stride)!, ...
template <std::size_t N>
constexpr std::array<double, N> factorial_series(int first, int stride, double sign) {
  std::array<double, N> series{};
  double s = 1.0;
  for (std::size_t i = 0; i < N; ++i, s *= sign) series[i] = s / factorial(first + stride * static_cast<int>(i));
  return series;
}

// Taylor series, cut where the next term is below 2^-57 of the sum: (exp(r) - 1 - r)/r^2 for |r| <= ln(2)/2,
// (sin t - t)/t^3 and (cos t - 1 + t^2/2)/t^4 in powers of t^2 for t <= pi/4, (2 atanh(s) - 2 s)/s in powers of s^2.
constexpr auto exp_series = factorial_series<12>(2, 1, 1.0);
constexpr auto sin_series = factorial_series<8>(3, 2, -1.0);
constexpr auto cos_series = factorial_series<8>(4, 2, -1.0);
constexpr std::array<double, 11> atanh_series = {0.0,        2.0 / 3.0,  2.0 / 5.0,  2.0 / 7.0,  2.0 / 9.0, 2.0 / 11.0,
                                                 2.0 / 13.0, 2.0 / 15.0, 2.0 / 17.0, 2.0 / 19.0, 2.0 / 21.0};

/// 2^k for a normal power of two.
double power_of_two(int k) { return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52); }

/// y 2^k, rounded once, into the subnormal range too.
double scale(double y, int k) {
  if (k > 1023) return y * 2.0 * power_of_two(k - 1);
  if (k < -1021) return y * power_of_two(k + 64) * 0x1p-64;
  return y * power_of_two(k);
}

/// exp(x) = 2^k (1 + r + tail) with |r| <= ln(2)/2 and tail of the order of r^2.
struct ReducedExp {
  int k;
  double r;
  double tail;

  /// 2^k (a + r + tail), where a is 0 or larger than r.
  [[nodiscard]] double plus(double a) const {
    const double sum = a + r;
    const double lost = r - (sum - a);
    return scale(sum + (lost + tail), k);
  }
};

ReducedExp reduce_exp(double x) {
  const double k = std::floor(x * log2_e + 0.5);
  const double high = x - k * ln2_high;
  const double low = k * ln2_low;
  const double r = high - low;
  const double lost = (high - r) - low;
  return {static_cast<int>(k), r, r * r * horner(exp_series, r) + (lost + lost * r)};
}

/// k ln(2) + log(1 + f) for sqrt(1/2) <= 1 + f <= sqrt(2): with s = f/(2 + f), log(1 + f) = 2 atanh(s).
double log_from_parts(double k, double f) {
  const double s = f / (2.0 + f);
  const double half_square = 0.5 * f * f;
  const double series = horner(atanh_series, s * s);
  return k * ln2_high + (f - (half_square - (s * (half_square + series) + k * ln2_low)));
}

/// 2 pi x in two parts, x in [0, 1/8].
struct Angle {
  double high;
  double low;
};

Angle angle(double x) {
  const double x_high = std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & ~((std::uint64_t{1} << 27) - 1));
  return {x_high * two_pi_high, x * two_pi_low + (x - x_high) * two_pi_high};
}

double sin_of(Angle t) {
  const double whole = t.high + t.low;
  const double square = whole * whole;
  return t.high + (t.low - whole * square * horner(sin_series, square));
}

double cos_of(Angle t) {
  const double whole = t.high + t.low;
  const double lost = t.low - (whole - t.high);
  const double square = whole * whole;
  const double half = 0.5 * square;
  const double sum = 1.0 - half;
  return sum + (((1.0 - sum) - half) + (square * square * horner(cos_series, square) - whole * lost));
}

}  // namespace

double exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893384) return infinity;
  if (x < -745.1332191019412) return 0.0;
  return reduce_exp(x).plus(1.0);
}

double expm1(double x) {
  if (std::fabs(x) < 0x1p-54 || x != x) return x;
  if (x < -37.5) return -1.0;
  if (x > 40.0) return exp(x);
  const ReducedExp reduced = reduce_exp(x);
  return reduced.plus(1.0 - power_of_two(-reduced.k));
}

double log(double x) {
  if (x != x || x == infinity) return x;
  if (x <= 0.0) return x == 0.0 ? -infinity : not_a_number;
  int k = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    k = -54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  k += static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U);
  if (m > sqrt2) {
    m *= 0.5;
    ++k;
  }
  return log_from_parts(k, m - 1.0);
}

double log1p(double x) {
  if (std::fabs(x) < 0x1p-54) return x;
  if (x > -0.25 && x < 0.4) return log_from_parts(0.0, x);
  const double sum = 1.0 + x;
  if (!(sum > 0.0) || sum == infinity) return log(sum);
  const double lost = x >= 1.0 ? 1.0 - (sum - x) : x - (sum - 1.0);
  return log(sum) + lost / sum;
}

double sin_turns(double x) {
  if (!std::isfinite(x)) return not_a_number;
  double turn = std::fabs(x);
  turn -= std::floor(turn);
  double sign = std::copysign(1.0, x);
  if (turn >= 0.5) {
    turn -= 0.5;
    sign = -sign;
  }
  if (turn > 0.25) turn = 0.5 - turn;
  return sign * (turn <= 0.125 ? sin_of(angle(turn)) : cos_of(angle(0.25 - turn)));
}

double mean_of_sine(double x) {
  const double half = 3.14159265358979323846 * x;
  return half == 0.0 ? 1.0 : sin_turns(0.5 * x) / half;
}

double phi1(double x) {
  if (x == 0.0) return 1.0;
  if (x == infinity) return x;
  if (x > 700.0) {
    // The quotient is finite a little beyond the point where exp(x) is not.
    const double root = exp(0.5 * x);
    return root / x * root;
  }
  return expm1(x) / x;
}

double stirling_remainder(double n) {
  static constexpr std::array<double, 16> small_value = {
      0.0,
      0x1.4c071bcda0a5bp-4,
      0x1.52a9b923ea649p-5,
      0x1.c579a268d80b3p-6,
      0x1.54a2662fd78a9p-6,
      0x1.10b4e513fcbedp-6,
      0x1.c6b167bebdf36p-7,
      0x1.85d4d612e4a86p-7,
      0x1.552805e7b3076p-7,
      0x1.2f4871b12ab64p-7,
      0x1.10f9d4c0743a7p-7,
      0x1.f0593088014f8p-8,
      0x1.c7018733aa9c6p-8,
      0x1.a40514700f36cp-8,
      0x1.86076c002d4a7p-8,
      0x1.6c08f6f194a10p-8,
  };
  static constexpr std::array<double, 5> series = {1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0};
  if (n < 16.0) return small_value[static_cast<std::size_t>(n)];
  const double inverse = 1.0 / n;
  return inverse * horner(series, inverse * inverse);
}

double log_factorial(double n) {
  if (!(n >= 0.0) || n != std::floor(n)) return not_a_number;
  if (n == infinity) return n;
  // Up to here n! is a double.
  if (n <= 22.0) return log(factorial(static_cast<int>(n)));
  return ((n + 0.5) * log(n) - n) + (half_log_two_pi + stirling_remainder(n));
}

double normal_quantile(double p) {
  static constexpr std::array<double, 8> centre_top = {
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr std::array<double, 8> centre_bottom = {1.0,
                                                          4.2313330701600911252e+1,
                                                          6.8718700749205790830e+2,
                                                          5.3941960214247511077e+3,
                                                          2.1213794301586595867e+4,
                                                          3.9307895800092710610e+4,
                                                          2.8729085735721942674e+4,
                                                          5.2264952788528545610e+3};
  static constexpr std::array<double, 8> middle_top = {
      1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr std::array<double, 8> middle_bottom = {1.0,
                                                          2.05319162663775882187e0,
                                                          1.67638483018380384940e0,
                                                          6.89767334985100004550e-1,
                                                          1.48103976427480074590e-1,
                                                          1.51986665636164571966e-2,
                                                          5.47593808499534494600e-4,
                                                          1.05075007164441684324e-9};
  static constexpr std::array<double, 8> tail_top = {
      6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr std::array<double, 8> tail_bottom = {1.0,
                                                        5.99832206555887937690e-1,
                                                        1.36929880922735805310e-1,
                                                        1.48753612908506148525e-2,
                                                        7.86869131145613259100e-4,
                                                        1.84631831751005468180e-5,
                                                        1.42151175831644588870e-7,
                                                        2.04426310338993978564e-15};
  if (!(p > 0.0 && p < 1.0)) return p == 0.0 ? -infinity : (p == 1.0 ? infinity : not_a_number);
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * horner(centre_top, r) / horner(centre_bottom, r);
  }
  const double r = std::sqrt(-log(q < 0.0 ? p : 1.0 - p));
  const double z = r <= 5.0 ? horner(middle_top, r - 1.6) / horner(middle_bottom, r - 1.6)
                            : horner(tail_top, r - 5.0) / horner(tail_bottom, r - 5.0);
  return q < 0.0 ? -z : z;
}

}  // namespace lapicque::detail::math
