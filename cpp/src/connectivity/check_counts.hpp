#pragma once

#include <cstdint>

#include <lapicque/rule.hpp>

namespace lapicque::detail::connectivity {

/// Throws std::invalid_argument unless the counts that `rule` asks for are not negative and find enough pairs.
/// `self_pairs` is the number of neurons that are among the sources and among the targets.
void check_counts(const Rule& rule, std::int64_t n_pre, std::int64_t n_post, std::int64_t self_pairs);

}  // namespace lapicque::detail::connectivity
