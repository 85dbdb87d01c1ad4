#include <lapicque/applied_stimulus.hpp>

#include "loop/network_state.hpp"

namespace lapicque {

bool AppliedStimulus::applied() const {
  const detail::Components& components = target_.network()->components;
  return spikes_ ? components.poisson[number_] != nullptr : components.currents[number_] != nullptr;
}

}  // namespace lapicque
