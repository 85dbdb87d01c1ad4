#include <lapicque/applied_stimulus.hpp>

#include "loop/network_state.hpp"

namespace lapicque {

bool AppliedStimulus::applied() const {
  const detail::Components& components = target_.network()->components;
  return spikes_ ? components.poisson[number_] != nullptr : components.currents[number_] != nullptr;
}

std::size_t AppliedStimulus::bytes() const {
  if (!applied()) return 0;
  const detail::Components& components = target_.network()->components;
  if (spikes_) return components.poisson[number_]->bytes();
  detail::CountBytes state;
  components.currents[number_]->visit_state(state);
  return state.bytes() + components.currents[number_]->constant_bytes();
}

}  // namespace lapicque
