#include <pybind11/stl.h>

#include <optional>
#include <string>

#include <lapicque/stimulus.hpp>

#include "arguments.hpp"
#include "bindings.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

std::optional<Parameter> to_optional(const py::object& value, const std::string& name) {
  if (value.is_none()) return {};
  return to_parameter(value, name);
}

void register_noise(py::module_& module) {
  py::class_<WhiteNoise>(module, "WhiteNoise")
      .def(py::init([](const py::object& mean, const py::object& std, const py::object& intensity, double start,
                       double stop) {
             return WhiteNoise{to_parameter(mean, "mean"), to_optional(std, "std"), to_optional(intensity, "intensity"),
                               start, stop};
           }),
           py::arg("mean"), py::arg("std"), py::arg("intensity"), py::arg("start"), py::arg("stop"));
  py::class_<OrnsteinUhlenbeck>(module, "OrnsteinUhlenbeck")
      .def(
          py::init([](const py::object& mean, const py::object& std, const py::object& tau, double start, double stop) {
            return OrnsteinUhlenbeck{to_parameter(mean, "mean"), to_parameter(std, "std"), to_parameter(tau, "tau"),
                                     start, stop};
          }),
          py::arg("mean"), py::arg("std"), py::arg("tau"), py::arg("start"), py::arg("stop"));
}

void register_rates(py::module_& module) {
  py::class_<ArrayRate>(module, "ArrayRate")
      .def(py::init(
               [](const py::object& values, double every) { return ArrayRate{to_vector(values, "values"), every}; }),
           py::arg("values"), py::arg("every"));
  py::class_<SineRate>(module, "SineRate")
      .def(py::init([](double offset, double amplitude, double frequency, double phase) {
             return SineRate{offset, amplitude, frequency, phase};
           }),
           py::arg("offset"), py::arg("amplitude"), py::arg("frequency"), py::arg("phase"));
  module.def("validate_rate", [](const py::object& rate) { validate(to_rate(rate, "rate")); }, py::arg("rate"));
}

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
             return PoissonInput{to_rate(rate, "rate"), weight, receptor};
           }),
           py::arg("rate"), py::arg("weight"), py::arg("receptor"));
  register_noise(module);
  register_rates(module);
  module.def("validate_stimulus", [](const Stimulus& stimulus) { validate(stimulus); }, py::arg("stimulus"));
}

}  // namespace lapicque::bindings
