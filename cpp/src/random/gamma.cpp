#include "random/gamma.hpp"

#include <cmath>

#include "math/elementary.hpp"

namespace lapicque::detail::random {

double gamma(double shape, Stream& stream) {
  if (shape < 1.0) {
    // X U^(1/shape) with X of shape + 1.
    const double factor = math::exp(math::log(stream.uniform()) / shape);
    return gamma(shape + 1.0, stream) * factor;
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = math::normal_quantile(stream.uniform());
    const double u = stream.uniform();
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    if (math::log(u) < 0.5 * x * x + d * (1.0 - v + 3.0 * math::log(root))) return d * v;
  }
}

}  // namespace lapicque::detail::random
