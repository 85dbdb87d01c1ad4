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

template <class Kind, Parameter Kind::* Member>
py::object get_parameter(const Kind& kind) {
  return from_parameter(kind.*Member);
}

template <class Kind>
void register_one_tau(py::module_& module, const char* name) {
  py::class_<Kind>(module, name)
      .def(py::init([](const py::object& E_rev, const py::object& tau) {
             return Kind{to_parameter(E_rev, "E_rev"), to_parameter(tau, "tau")};
           }),
           py::arg("E_rev") = Kind{}.E_rev[0], py::arg("tau") = Kind{}.tau[0])
      .def_property_readonly("E_rev", &get_parameter<Kind, &Kind::E_rev>)
      .def_property_readonly("tau", &get_parameter<Kind, &Kind::tau>)
      .def("validate", &validate_kind<Kind>);
}

void register_conductances(py::module_& module) {
  register_one_tau<ExpConductance>(module, "ExpConductance");
  register_one_tau<AlphaConductance>(module, "AlphaConductance");
  py::class_<BiExpConductance>(module, "BiExpConductance")
      .def(py::init([](const py::object& E_rev, const py::object& tau_rise, const py::object& tau_decay) {
             return BiExpConductance{to_parameter(E_rev, "E_rev"), to_parameter(tau_rise, "tau_rise"),
                                     to_parameter(tau_decay, "tau_decay")};
           }),
           py::arg("E_rev") = BiExpConductance{}.E_rev[0], py::arg("tau_rise") = BiExpConductance{}.tau_rise[0],
           py::arg("tau_decay") = BiExpConductance{}.tau_decay[0])
      .def_property_readonly("E_rev", &get_parameter<BiExpConductance, &BiExpConductance::E_rev>)
      .def_property_readonly("tau_rise", &get_parameter<BiExpConductance, &BiExpConductance::tau_rise>)
      .def_property_readonly("tau_decay", &get_parameter<BiExpConductance, &BiExpConductance::tau_decay>)
      .def("validate", &validate_kind<BiExpConductance>);
  py::class_<NMDA>(module, "NMDA")
      .def(py::init([](const py::object& E_rev, const py::object& tau_rise, const py::object& tau_decay,
                       const py::object& Mg) {
             return NMDA{to_parameter(E_rev, "E_rev"), to_parameter(tau_rise, "tau_rise"),
                         to_parameter(tau_decay, "tau_decay"), to_parameter(Mg, "Mg")};
           }),
           py::arg("E_rev") = NMDA{}.E_rev[0], py::arg("tau_rise") = NMDA{}.tau_rise[0],
           py::arg("tau_decay") = NMDA{}.tau_decay[0], py::arg("Mg") = NMDA{}.Mg[0])
      .def_property_readonly("E_rev", &get_parameter<NMDA, &NMDA::E_rev>)
      .def_property_readonly("tau_rise", &get_parameter<NMDA, &NMDA::tau_rise>)
      .def_property_readonly("tau_decay", &get_parameter<NMDA, &NMDA::tau_decay>)
      .def_property_readonly("Mg", &get_parameter<NMDA, &NMDA::Mg>)
      .def("validate", &validate_kind<NMDA>);
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
  register_conductances(module);
}

}  // namespace lapicque::bindings
