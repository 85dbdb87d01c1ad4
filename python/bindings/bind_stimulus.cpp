#include <pybind11/stl.h>

#include <string>

#include <lapicque/stimulus.hpp>

#include "arguments.hpp"
#include "bindings.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

ArrayCurrent make_array_current(const py::object& values, double every, double start) {
  const RealArray array = to_real(values, "values", 2);
  if (array.ndim() == 0) throw py::value_error("values must have the shape (samples,) or (samples, targets)");
  const auto columns = array.ndim() == 2 ? static_cast<std::size_t>(array.shape(1)) : std::size_t{1};
  return {{array.data(), array.data() + array.size()}, columns, every, start};
}

}  // namespace

void register_stimuli(py::module_& module) {
  py::class_<Step>(module, "Step")
      .def(py::init([](double start, double stop, double amplitude) { return Step{start, stop, amplitude}; }),
           py::arg("start"), py::arg("stop"), py::arg("amplitude"));
  py::class_<Steps>(module, "Steps")
      .def(py::init([](const py::object& times, const py::object& amplitudes) {
             return Steps{to_vector(times, "times"), to_vector(amplitudes, "amplitudes")};
           }),
           py::arg("times"), py::arg("amplitudes"));
  py::class_<Sine>(module, "Sine")
      .def(py::init([](double amplitude, double frequency, double phase, double offset, double start, double stop) {
             return Sine{amplitude, frequency, phase, offset, start, stop};
           }),
           py::arg("amplitude"), py::arg("frequency"), py::arg("phase"), py::arg("offset"), py::arg("start"),
           py::arg("stop"));
  py::class_<Ramp>(module, "Ramp")
      .def(py::init([](double start, double stop, double start_amplitude, double stop_amplitude) {
             return Ramp{start, stop, start_amplitude, stop_amplitude};
           }),
           py::arg("start"), py::arg("stop"), py::arg("start_amplitude"), py::arg("stop_amplitude"));
  py::class_<ArrayCurrent>(module, "ArrayCurrent")
      .def(py::init(&make_array_current), py::arg("values"), py::arg("every"), py::arg("start"));
  py::class_<PoissonInput>(module, "PoissonInput")
      .def(py::init([](const py::object& rate, double weight, const std::string& receptor) {
             return PoissonInput{to_parameter(rate, "rate"), weight, receptor};
           }),
           py::arg("rate"), py::arg("weight"), py::arg("receptor"));
  py::class_<ArrayRate>(module, "ArrayRate")
      .def(py::init(
               [](const py::object& values, double every) { return ArrayRate{to_vector(values, "values"), every}; }),
           py::arg("values"), py::arg("every"));
  module.def("validate_stimulus", [](const Stimulus& stimulus) { validate(stimulus); }, py::arg("stimulus"));
  module.def("validate_rate", [](const ArrayRate& rate) { validate(rate); }, py::arg("rate"));
}

}  // namespace lapicque::bindings
