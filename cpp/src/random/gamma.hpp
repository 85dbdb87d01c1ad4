#pragma once

#include "random/stream.hpp"

namespace lapicque::detail::random {

/// A draw from the gamma distribution of mean `shape` and variance `shape`, shape > 0 (Marsaglia & Tsang 2000).
[[nodiscard]] double gamma(double shape, Stream& stream);

}  // namespace lapicque::detail::random
