#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/lif.hpp>

#include "arguments.hpp"
#include "bindings.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

using NamedReceptors = std::vector<std::pair<std::string, ReceptorKind>>;

/// What is left out (None) keeps the core's default.
void assign(Parameter& parameter, const py::object& value, const char* name) {
  if (!value.is_none()) parameter = to_parameter(value, name);
}

void assign(std::optional<Parameter>& parameter, const py::object& value, const char* name) {
  if (!value.is_none()) parameter = to_parameter(value, name);
}

Lif make_lif(const py::object& C_m, const py::object& tau_m, const py::object& g_L, const py::object& E_L,
             const py::object& V_th, const py::object& V_reset, const py::object& t_ref, const py::object& I_e,
             const std::optional<NamedReceptors>& receptors, const std::optional<std::string>& timing) {
  Lif model;
  assign(model.C_m, C_m, "C_m");
  assign(model.tau_m, tau_m, "tau_m");
  assign(model.g_L, g_L, "g_L");
  assign(model.E_L, E_L, "E_L");
  assign(model.V_th, V_th, "V_th");
  assign(model.V_reset, V_reset, "V_reset");
  assign(model.t_ref, t_ref, "t_ref");
  assign(model.I_e, I_e, "I_e");
  if (receptors) {
    model.receptors.clear();
    for (const auto& [name, kind] : *receptors) model.receptors.push_back({name, kind});
  }
  if (timing) model.spike_timing = spike_timing(*timing);
  return model;
}

NamedReceptors receptors_of(const Lif& model) {
  NamedReceptors result;
  for (const Receptor& receptor : model.receptors) result.emplace_back(receptor.name, receptor.kind);
  return result;
}

template <Parameter Lif::* Member>
py::object get(const Lif& model) {
  return from_parameter(model.*Member);
}

}  // namespace

void register_models(py::module_& module) {
  const py::none none;
  py::class_<Lif>(module, "Lif")
      .def(py::init(&make_lif), py::kw_only(), py::arg("C_m") = none, py::arg("tau_m") = none, py::arg("g_L") = none,
           py::arg("E_L") = none, py::arg("V_th") = none, py::arg("V_reset") = none, py::arg("t_ref") = none,
           py::arg("I_e") = none, py::arg("receptors") = none, py::arg("spike_timing") = none)
      .def("validate", &Lif::validate)
      .def("membrane_time_constant", &Lif::membrane_time_constant, py::arg("i"))
      .def_property_readonly("C_m", &get<&Lif::C_m>)
      .def_property_readonly("E_L", &get<&Lif::E_L>)
      .def_property_readonly("V_th", &get<&Lif::V_th>)
      .def_property_readonly("V_reset", &get<&Lif::V_reset>)
      .def_property_readonly("t_ref", &get<&Lif::t_ref>)
      .def_property_readonly("I_e", &get<&Lif::I_e>)
      .def_property_readonly("receptors", &receptors_of)
      .def_property_readonly("spike_timing", [](const Lif& model) { return to_string(model.spike_timing); });
}

}  // namespace lapicque::bindings
