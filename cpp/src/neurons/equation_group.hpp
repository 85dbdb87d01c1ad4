#pragma once

#include <cstdint>
#include <memory>

#include <lapicque/equations.hpp>
#include <lapicque/options.hpp>

#include "neurons/neuron_group.hpp"

namespace lapicque::detail {

/// Neurons whose equations are text, which a register machine takes through steps. Spikes are on the grid.
[[nodiscard]] std::unique_ptr<NeuronGroup> make_equation_neurons(const Equations& model, std::uint32_t population,
                                                                 std::uint32_t size, const NetworkOptions& network,
                                                                 const PopulationOptions& options);

}  // namespace lapicque::detail
