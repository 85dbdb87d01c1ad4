#pragma once

#include <cstdint>
#include <memory>

#include <lapicque/options.hpp>

#include "models/membrane.hpp"
#include "neurons/neuron_group.hpp"

namespace lapicque::detail {

/// Neurons whose spikes are on the grid.
[[nodiscard]] std::unique_ptr<NeuronGroup> make_membranes(const Membrane& membrane, std::uint32_t population,
                                                          std::uint32_t size, const NetworkOptions& network,
                                                          const PopulationOptions& options);

}  // namespace lapicque::detail
