#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lapicque::detail {

/// Makes room for so many elements, at least twice as many as there was room for.
template <class T>
void grow_capacity(std::vector<T>& elements, std::size_t size) {
  if (size > elements.capacity()) elements.reserve(std::max(size, 2 * elements.capacity()));
}

}  // namespace lapicque::detail
