#pragma once

#include <cstdint>
#include <memory>

#include <lapicque/options.hpp>

#include "models/membrane.hpp"
#include "neurons/neuron_group.hpp"

namespace lapicque::detail {

/// Neurons that are integrated numerically, whose spikes are off the grid, and which take in what arrives there.
[[nodiscard]] std::unique_ptr<NeuronGroup> make_precise_membranes(const Membrane& membrane, std::uint32_t population,
                                                                  std::uint32_t size, const NetworkOptions& network,
                                                                  const PopulationOptions& options);

}  // namespace lapicque::detail
