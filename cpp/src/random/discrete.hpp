#pragma once

#include <cstdint>

#include "random/stream.hpp"

namespace lapicque::detail::random {

/// Successes in n trials of probability p.
[[nodiscard]] std::int64_t binomial(std::int64_t n, double p, Stream& stream);
/// Marked items among `draws` taken without replacement from `total` items of which `marked` are marked.
[[nodiscard]] std::int64_t hypergeometric(std::int64_t total, std::int64_t marked, std::int64_t draws, Stream& stream);

}  // namespace lapicque::detail::random
