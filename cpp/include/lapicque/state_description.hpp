#pragma once

#include <string>

namespace lapicque {

/// A state variable of a neuron.
struct StateDescription {
  std::string name;
  std::string unit;
};

}  // namespace lapicque
