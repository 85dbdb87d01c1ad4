#include <pybind11/stl.h>

#include <string>
#include <vector>

#include <lapicque/info.hpp>
#include <lapicque/names.hpp>

#include "bindings.hpp"

namespace lapicque::bindings {

void register_info(pybind11::module_& module) {
  module.def("version", &version);
  module.def("isa", &isa);
  module.def("available_isas", &available_isas);
  module.def("hardware_threads", &hardware_threads);
  module.def(
      "nearest_name",
      [](const std::string& name, const std::vector<std::string>& known) { return nearest_name(name, known); },
      pybind11::arg("name"), pybind11::arg("known"));
}

}  // namespace lapicque::bindings
