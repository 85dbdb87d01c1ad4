#pragma once

#include <vector>

#include <lapicque/equations.hpp>
#include <lapicque/state_description.hpp>

namespace lapicque::detail::equations {

/// The variables of a model and of its receptors.
[[nodiscard]] std::vector<StateDescription> state_of(const Equations& model);

}  // namespace lapicque::detail::equations
