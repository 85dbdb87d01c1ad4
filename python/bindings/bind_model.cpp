#include <pybind11/stl.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/network.hpp>

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

/// A parameter of a model and its name.
template <class Model>
struct Field {
  const char* name;
  Parameter Model::* member;
};

/// Registers a model whose constructor takes its parameters as a dict; those left out keep the core's default.
template <class Model>
void register_model(py::module_& module, const char* name, std::vector<Field<Model>> fields,
                    std::function<void(Model&, const py::dict&)> set_more = {}) {
  py::class_<Model>(module, name)
      .def(py::init([fields, set_more](const py::dict& parameters, const std::optional<NamedReceptors>& receptors) {
             Model model;
             for (const Field<Model>& field : fields) {
               if (parameters.contains(field.name)) assign(model.*field.member, parameters[field.name], field.name);
             }
             if (set_more) set_more(model, parameters);
             if (receptors) {
               model.receptors.clear();
               for (const auto& [receptor, kind] : *receptors) model.receptors.push_back({receptor, kind});
             }
             return model;
           }),
           py::arg("parameters") = py::dict(), py::arg("receptors") = py::none())
      .def("validate", &Model::validate)
      .def("parameters", [fields](const Model& model) {
        py::dict all;
        for (const Field<Model>& field : fields) all[field.name] = from_parameter(model.*field.member);
        return all;
      });
}

void register_gif(py::module_& module) {
  const std::vector<Field<Gif>> fields = {
      {"C_m", &Gif::C_m},           {"g_L", &Gif::g_L},           {"E_L", &Gif::E_L},
      {"V_reset", &Gif::V_reset},   {"V_T_star", &Gif::V_T_star}, {"Delta_V", &Gif::Delta_V},
      {"lambda_0", &Gif::lambda_0}, {"t_ref", &Gif::t_ref},       {"I_e", &Gif::I_e}};
  const std::vector<std::pair<const char*, std::vector<double> Gif::*>> lists = {
      {"tau_stc", &Gif::tau_stc}, {"q_stc", &Gif::q_stc}, {"tau_sfa", &Gif::tau_sfa}, {"q_sfa", &Gif::q_sfa}};
  register_model<Gif>(module, "Gif", fields, [lists](Gif& model, const py::dict& parameters) {
    for (const auto& [name, member] : lists) {
      if (parameters.contains(name)) model.*member = to_vector(parameters[name], name);
    }
  });
}

void register_other_models(py::module_& module) {
  register_gif(module);
  register_model<Qif>(module, "Qif",
                      {{"C_m", &Qif::C_m},
                       {"g_L", &Qif::g_L},
                       {"E_L", &Qif::E_L},
                       {"V_c", &Qif::V_c},
                       {"V_peak", &Qif::V_peak},
                       {"V_reset", &Qif::V_reset},
                       {"t_ref", &Qif::t_ref},
                       {"I_e", &Qif::I_e}});
  register_model<Eif>(module, "Eif",
                      {{"C_m", &Eif::C_m},
                       {"g_L", &Eif::g_L},
                       {"E_L", &Eif::E_L},
                       {"V_th", &Eif::V_th},
                       {"Delta_T", &Eif::Delta_T},
                       {"V_peak", &Eif::V_peak},
                       {"V_reset", &Eif::V_reset},
                       {"t_ref", &Eif::t_ref},
                       {"I_e", &Eif::I_e}});
  register_model<AdEx>(module, "AdEx",
                       {{"C_m", &AdEx::C_m},
                        {"g_L", &AdEx::g_L},
                        {"E_L", &AdEx::E_L},
                        {"V_th", &AdEx::V_th},
                        {"Delta_T", &AdEx::Delta_T},
                        {"V_peak", &AdEx::V_peak},
                        {"V_reset", &AdEx::V_reset},
                        {"t_ref", &AdEx::t_ref},
                        {"a", &AdEx::a},
                        {"b", &AdEx::b},
                        {"tau_w", &AdEx::tau_w},
                        {"I_e", &AdEx::I_e}});
  register_model<Izhikevich>(module, "Izhikevich",
                             {{"a", &Izhikevich::a},
                              {"b", &Izhikevich::b},
                              {"c", &Izhikevich::c},
                              {"d", &Izhikevich::d},
                              {"V_th", &Izhikevich::V_th},
                              {"I_e", &Izhikevich::I_e}});
  register_model<HodgkinHuxley>(module, "HodgkinHuxley",
                                {{"C_m", &HodgkinHuxley::C_m},
                                 {"g_Na", &HodgkinHuxley::g_Na},
                                 {"g_K", &HodgkinHuxley::g_K},
                                 {"g_L", &HodgkinHuxley::g_L},
                                 {"E_Na", &HodgkinHuxley::E_Na},
                                 {"E_K", &HodgkinHuxley::E_K},
                                 {"E_L", &HodgkinHuxley::E_L},
                                 {"t_ref", &HodgkinHuxley::t_ref},
                                 {"I_e", &HodgkinHuxley::I_e}});
  register_model<TraubMiles>(module, "TraubMiles",
                             {{"C_m", &TraubMiles::C_m},
                              {"g_Na", &TraubMiles::g_Na},
                              {"g_K", &TraubMiles::g_K},
                              {"g_L", &TraubMiles::g_L},
                              {"E_Na", &TraubMiles::E_Na},
                              {"E_K", &TraubMiles::E_K},
                              {"E_L", &TraubMiles::E_L},
                              {"V_T", &TraubMiles::V_T},
                              {"t_ref", &TraubMiles::t_ref},
                              {"I_e", &TraubMiles::I_e}});
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
  register_other_models(module);
}

}  // namespace lapicque::bindings
