#include <lapicque/distribution.hpp>

#include "bindings.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

template <class Kind>
void validate_as(const Kind& kind, const std::string& name) {
  validate(Distribution{kind}, name);
}

}  // namespace

void register_distributions(py::module_& module) {
  py::class_<Uniform>(module, "Uniform")
      .def(py::init([](double low, double high) { return Uniform{low, high}; }), py::arg("low"), py::arg("high"))
      .def("validate", &validate_as<Uniform>, py::arg("name"));
  py::class_<Normal>(module, "Normal")
      .def(py::init([](double mean, double std, double min, double max) { return Normal{mean, std, min, max}; }),
           py::arg("mean"), py::arg("std"), py::arg("min"), py::arg("max"))
      .def("validate", &validate_as<Normal>, py::arg("name"));
  py::class_<LogNormal>(module, "LogNormal")
      .def(py::init([](double mu, double sigma, double min, double max) { return LogNormal{mu, sigma, min, max}; }),
           py::arg("mu"), py::arg("sigma"), py::arg("min"), py::arg("max"))
      .def("validate", &validate_as<LogNormal>, py::arg("name"));
  py::class_<Exponential>(module, "Exponential")
      .def(py::init([](double mean, double min, double max) { return Exponential{mean, min, max}; }), py::arg("mean"),
           py::arg("min"), py::arg("max"))
      .def("validate", &validate_as<Exponential>, py::arg("name"));
}

}  // namespace lapicque::bindings
