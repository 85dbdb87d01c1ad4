#pragma once

#include <span>

#include "equations/graph.hpp"

namespace lapicque::detail::equations {

/// Makes exponentials of multiples of one value, such as exp(-V/80), exp(-V/20) and exp(-(V + 40)/10), powers of one of
/// them, which several times shortens the equations of channels. The results are replaced in their places.
void share_exponentials(Graph& graph, std::span<NodeId* const> results);

}  // namespace lapicque::detail::equations
