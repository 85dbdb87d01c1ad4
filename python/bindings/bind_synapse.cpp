#include <lapicque/synapse.hpp>

#include "bindings.hpp"
#include "described.hpp"

namespace py = pybind11;

namespace lapicque::bindings {

void register_synapses(py::module_& module) {
  for_each_kind(static_cast<Synapse*>(nullptr), [&]<class Kind>(Kind*) { register_described<Kind>(module); });
  module.def("validate_synapse", [](const Synapse& synapse) { validate(synapse); }, py::arg("synapse"));
}

}  // namespace lapicque::bindings
