#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/recorder.hpp>

#include "bindings.hpp"
#include "numpy_interop.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

using OwnedSpikeRecorder = Owned<SpikeRecorder>;
using OwnedStateRecorder = Owned<StateRecorder>;
using OwnedWeightRecorder = Owned<WeightRecorder>;

/// Times and neurons.
py::typing::Tuple<py::array_t<double>, py::array_t<std::int64_t>> spikes(const OwnedSpikeRecorder& self,
                                                                         std::size_t first) {
  Spikes spikes = self.readable().spikes(first);
  return py::make_tuple(to_numpy(std::move(spikes.t)), to_numpy(std::move(spikes.i)));
}

/// Samples from number `first` on, row-major; there are as many rows of no columns.
py::array_t<double> to_rows(std::vector<double>&& values, std::size_t samples, std::size_t first, std::size_t columns) {
  const auto rows = static_cast<py::ssize_t>(first < samples ? samples - first : 0);
  return to_numpy(std::move(values), {rows, static_cast<py::ssize_t>(columns)});
}

py::array_t<double> samples(const OwnedStateRecorder& self, const std::string& variable, std::size_t first) {
  return to_rows(self.readable().samples(variable, first), self.readable().size(), first,
                 self.handle.selection().size());
}

py::array_t<double> weight_samples(const OwnedWeightRecorder& self, std::size_t first) {
  return to_rows(self.readable().samples(first), self.readable().size(), first, self.handle.synapses().size());
}

/// What a copy of the records has to know of the network: its clock, and how often it was set back.
template <class Recorder>
void def_clock(py::class_<Owned<Recorder>>& recorder) {
  recorder.def_property_readonly("time", [](const Owned<Recorder>& self) { return self.owner->idle().time(); });
  recorder.def_property_readonly("resets", [](const Owned<Recorder>& self) { return self.owner->resets; });
}

}  // namespace

void register_recorders(py::module_& module) {
  py::class_<OwnedSpikeRecorder> spike_recorder(module, "SpikeRecorder");
  spike_recorder.def("__len__", [](const OwnedSpikeRecorder& self) { return self.readable().size(); })
      .def("spikes", &spikes, py::arg("first"));
  def_clock(spike_recorder);

  py::class_<OwnedStateRecorder> state_recorder(module, "StateRecorder");
  state_recorder.def("__len__", [](const OwnedStateRecorder& self) { return self.readable().size(); })
      .def_property_readonly("variables", [](const OwnedStateRecorder& self) { return self.handle.variables(); })
      .def("times", [](const OwnedStateRecorder& self) { return to_numpy(self.readable().times()); })
      .def("samples", &samples, py::arg("variable"), py::arg("first"));
  def_clock(state_recorder);

  py::class_<OwnedWeightRecorder> weight_recorder(module, "WeightRecorder");
  weight_recorder.def("__len__", [](const OwnedWeightRecorder& self) { return self.readable().size(); })
      .def_property_readonly(
          "synapses",
          [](const OwnedWeightRecorder& self) { return to_numpy(std::vector<std::int64_t>(self.handle.synapses())); })
      .def("times", [](const OwnedWeightRecorder& self) { return to_numpy(self.readable().times()); })
      .def("samples", &weight_samples, py::arg("first"));
  def_clock(weight_recorder);
}

}  // namespace lapicque::bindings
