#include <pybind11/stl.h>

#include <lapicque/synapse.hpp>

#include "bindings.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

Pairing pairing(bool nearest) { return nearest ? Pairing::nearest : Pairing::all_to_all; }

Stdp make_stdp(double tau_plus, double tau_minus, double lambda, double alpha, double mu_plus, double mu_minus,
               double Wmax, bool nearest) {
  return {tau_plus, tau_minus, lambda, alpha, mu_plus, mu_minus, Wmax, pairing(nearest)};
}

TripletStdp make_triplet(double tau_plus, double tau_plus_triplet, double tau_minus, double tau_minus_triplet,
                         double Aplus, double Aplus_triplet, double Aminus, double Aminus_triplet, double Wmax,
                         bool nearest) {
  return {tau_plus, tau_plus_triplet, tau_minus, tau_minus_triplet, Aplus, Aplus_triplet,
          Aminus,   Aminus_triplet,   Wmax,      pairing(nearest)};
}

}  // namespace

void register_synapses(py::module_& module) {
  py::class_<Static>(module, "Static").def(py::init<>());
  py::class_<TsodyksMarkram>(module, "TsodyksMarkram")
      .def(py::init([](double U, double tau_rec, double tau_fac) { return TsodyksMarkram{U, tau_rec, tau_fac}; }),
           py::arg("U"), py::arg("tau_rec"), py::arg("tau_fac"));
  py::class_<Stdp>(module, "Stdp")
      .def(py::init(&make_stdp), py::arg("tau_plus"), py::arg("tau_minus"), py::arg("lambda_"), py::arg("alpha"),
           py::arg("mu_plus"), py::arg("mu_minus"), py::arg("Wmax"), py::arg("nearest"));
  py::class_<TripletStdp>(module, "TripletStdp")
      .def(py::init(&make_triplet), py::arg("tau_plus"), py::arg("tau_plus_triplet"), py::arg("tau_minus"),
           py::arg("tau_minus_triplet"), py::arg("Aplus"), py::arg("Aplus_triplet"), py::arg("Aminus"),
           py::arg("Aminus_triplet"), py::arg("Wmax"), py::arg("nearest"));
  py::class_<VogelsSprekeler>(module, "VogelsSprekeler")
      .def(py::init([](double tau, double eta, double alpha, double Wmax) {
             return VogelsSprekeler{tau, eta, alpha, Wmax};
           }),
           py::arg("tau"), py::arg("eta"), py::arg("alpha"), py::arg("Wmax"));
  module.def("validate_synapse", [](const Synapse& synapse) { validate(synapse); }, py::arg("synapse"));
}

}  // namespace lapicque::bindings
