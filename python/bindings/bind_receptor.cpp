#include <lapicque/receptor.hpp>

#include "bindings.hpp"
#include "described.hpp"

namespace py = pybind11;

namespace lapicque::bindings {

void register_receptors(py::module_& module) {
  for_each_kind(static_cast<ReceptorKind*>(nullptr), [&]<class Kind>(Kind*) {
    register_described<Kind>(module)
        .def("validate", [](const Kind& kind) { validate(ReceptorKind{kind}); })
        .attr("weight_unit") = Description<Kind>::weight_unit;
  });
}

}  // namespace lapicque::bindings
