#pragma once

#include <cstdint>
#include <memory>

#include <lapicque/model.hpp>
#include <lapicque/options.hpp>

#include "models/membrane.hpp"
#include "neurons/neuron_group.hpp"

namespace lapicque::detail {

/// Leaky neurons with current receptors: the exact propagator.
[[nodiscard]] std::unique_ptr<NeuronGroup> make_lif(const Lif& model, std::uint32_t population, std::uint32_t size,
                                                    const NetworkOptions& network, const PopulationOptions& options);
/// All others.
[[nodiscard]] std::unique_ptr<NeuronGroup> make_membranes(const Membrane& membrane, std::uint32_t population,
                                                          std::uint32_t size, const NetworkOptions& network,
                                                          const PopulationOptions& options);

}  // namespace lapicque::detail
