#pragma once

#include <cstdint>
#include <memory>

#include <lapicque/model.hpp>
#include <lapicque/options.hpp>

#include "neurons/neuron_group.hpp"

namespace lapicque::detail {

/// Makes the neurons of a validated model; refuses parameters and initial values that do not fit `size` or `dt`.
[[nodiscard]] std::unique_ptr<NeuronGroup> make_neurons(const Model& model, std::uint32_t population,
                                                        std::uint32_t size, const NetworkOptions& network,
                                                        const PopulationOptions& options);

}  // namespace lapicque::detail
