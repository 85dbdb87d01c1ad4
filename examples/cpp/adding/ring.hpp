#pragma once

// The public part of a rule of connection. In the library it stands in <lapicque/rule.hpp>, and its name in the variant
// `Rule` there.

#include <cstdint>
#include <tuple>

#include <lapicque/describe.hpp>

namespace lapicque {

/// Source i with the k targets that follow it, the first one after the last.
struct Ring {
  std::int64_t k = 1;  // targets of a source
};

template <>
struct Description<Ring> {
  static constexpr const char* name = "Ring";
  static constexpr auto fields = std::tuple{Field{"k", &Ring::k, "1", Bound::any, "targets of a source"}};
};

}  // namespace lapicque
