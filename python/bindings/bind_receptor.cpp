#include <lapicque/receptor.hpp>

#include "arguments.hpp"
#include "bindings.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

template <class Kind>
void validate_kind(const Kind& kind) {
  validate(ReceptorKind{kind});
}

}  // namespace

void register_receptors(py::module_& module) {
  py::class_<Delta>(module, "Delta")
      .def(py::init([](int sign) { return Delta{sign}; }), py::arg("sign") = 0)
      .def_readonly("sign", &Delta::sign)
      .def("validate", &validate_kind<Delta>);
  py::class_<ExpCurrent>(module, "ExpCurrent")
      .def(py::init([](const py::object& tau, int sign) { return ExpCurrent{to_parameter(tau, "tau"), sign}; }),
           py::arg("tau") = ExpCurrent{}.tau[0], py::arg("sign") = 0)
      .def_property_readonly("tau", [](const ExpCurrent& self) { return from_parameter(self.tau); })
      .def_readonly("sign", &ExpCurrent::sign)
      .def("validate", &validate_kind<ExpCurrent>);
  py::class_<AlphaCurrent>(module, "AlphaCurrent")
      .def(py::init([](const py::object& tau, int sign) { return AlphaCurrent{to_parameter(tau, "tau"), sign}; }),
           py::arg("tau") = AlphaCurrent{}.tau[0], py::arg("sign") = 0)
      .def_property_readonly("tau", [](const AlphaCurrent& self) { return from_parameter(self.tau); })
      .def_readonly("sign", &AlphaCurrent::sign)
      .def("validate", &validate_kind<AlphaCurrent>);
  py::class_<BiExpCurrent>(module, "BiExpCurrent")
      .def(py::init([](const py::object& tau_rise, const py::object& tau_decay, int sign) {
             return BiExpCurrent{to_parameter(tau_rise, "tau_rise"), to_parameter(tau_decay, "tau_decay"), sign};
           }),
           py::arg("tau_rise") = BiExpCurrent{}.tau_rise[0], py::arg("tau_decay") = BiExpCurrent{}.tau_decay[0],
           py::arg("sign") = 0)
      .def_property_readonly("tau_rise", [](const BiExpCurrent& self) { return from_parameter(self.tau_rise); })
      .def_property_readonly("tau_decay", [](const BiExpCurrent& self) { return from_parameter(self.tau_decay); })
      .def_readonly("sign", &BiExpCurrent::sign)
      .def("validate", &validate_kind<BiExpCurrent>);
}

}  // namespace lapicque::bindings
