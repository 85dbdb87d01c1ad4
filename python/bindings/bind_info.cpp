#include <pybind11/stl.h>

#include <lapicque/info.hpp>

#include "bindings.hpp"

namespace lapicque::bindings {

void register_info(pybind11::module_& module) {
  module.def("version", &version);
  module.def("isa", &isa);
  module.def("available_isas", &available_isas);
  module.def("hardware_threads", &hardware_threads);
}

}  // namespace lapicque::bindings
