#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cells/cell_group.hpp"
#include "neurons/neuron_group.hpp"

namespace lapicque::detail {

/// A population: a name and its cells.
struct PopulationState {
  std::string name;
  std::uint32_t size;
  std::unique_ptr<CellGroup> cells;
  NeuronGroup* neurons;  // the same cells if they are neurons, else null
};

}  // namespace lapicque::detail
