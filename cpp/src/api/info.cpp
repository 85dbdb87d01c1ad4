#include <lapicque/info.hpp>

#include "kernels/dispatch.hpp"

namespace lapicque {

using namespace detail;

std::string version() { return LAPICQUE_VERSION; }

std::string isa() { return kernels::selected().isa; }

std::vector<std::string> available_isas() {
  std::vector<std::string> names;
  for (const kernels::KernelSet& set : kernels::available()) names.emplace_back(set.isa);
  return names;
}

}  // namespace lapicque
