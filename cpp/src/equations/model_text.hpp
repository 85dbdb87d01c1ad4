#pragma once

#include <vector>

#include <lapicque/equations.hpp>

namespace lapicque {
struct StateDescription;
}

namespace lapicque::detail::equations {

/// The variables of a model and of its receptors.
[[nodiscard]] std::vector<StateDescription> state_of(const Equations& model);

}  // namespace lapicque::detail::equations
