#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/precision.hpp>

namespace lapicque {

struct NetworkOptions {
  double dt = 0.1;         // time step [ms]
  std::uint64_t seed = 1;  // key of every random number; the same seed gives the same network and the same run
  int threads = 0;         // 0: as many as pay; results do not depend on it
  Precision precision = Precision::double_;
};

struct PopulationOptions {
  std::string name = {};                                    // unique in the network; empty: "population<id>"
  std::vector<std::pair<std::string, Value>> initial = {};  // state at t = 0; else V_m is E_L (or what the model says)
};

}  // namespace lapicque
