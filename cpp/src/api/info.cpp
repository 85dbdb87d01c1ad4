#include <lapicque/info.hpp>

#include <thread>

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

int hardware_threads() {
  const unsigned n = std::thread::hardware_concurrency();
  return n == 0 ? 1 : static_cast<int>(n);
}

}  // namespace lapicque
