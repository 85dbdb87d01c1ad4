#include "plasticity/synapse_dynamics.hpp"

#include <type_traits>
#include <variant>

namespace lapicque::detail {

std::optional<TraceConstants> target_traces(const TracesOf<Static>& /*of*/) { return std::nullopt; }
std::unique_ptr<SynapseDynamics> make_dynamics(const DynamicsOf<Static>& /*of*/) { return nullptr; }

std::optional<TraceConstants> target_traces(const Synapse& synapse) {
  return std::visit([](const auto& kind) { return target_traces(TracesOf<std::remove_cvref_t<decltype(kind)>>{kind}); },
                    synapse);
}

std::unique_ptr<SynapseDynamics> make_dynamics(const Synapse& synapse, const SynapseTable& table, double dt,
                                               const SpikeHistory* history) {
  return std::visit(
      [&](const auto& kind) {
        return make_dynamics(DynamicsOf<std::remove_cvref_t<decltype(kind)>>{kind, table, dt, history});
      },
      synapse);
}

}  // namespace lapicque::detail
