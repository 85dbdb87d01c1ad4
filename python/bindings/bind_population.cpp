#include <pybind11/stl.h>

#include <cstdint>
#include <string>

#include <lapicque/population.hpp>

#include "arguments.hpp"
#include "bindings.hpp"
#include "numpy_interop.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

using OwnedPopulation = Owned<Population>;
using OwnedSelection = Owned<Selection>;

OwnedSelection all(const OwnedPopulation& self) { return {self.owner, self.handle}; }

OwnedSelection slice(const OwnedPopulation& self, std::int64_t start, std::int64_t count, std::int64_t stride) {
  return {self.owner, self.idle().slice(start, count, stride)};
}

OwnedSelection select(const OwnedPopulation& self, const py::object& indices) {
  return {self.owner, self.idle().select(to_indices(indices, "indices"))};
}

py::array state(const OwnedPopulation& self, const std::string& variable) {
  if (self.owner->network.precision() == Precision::single) {
    return to_view(self.idle().state_single(variable), self.owner);
  }
  return to_view(self.idle().state(variable), self.owner);
}

}  // namespace

void register_populations(py::module_& module) {
  py::class_<OwnedSelection>(module, "Selection").def("__len__", [](const OwnedSelection& self) {
    return self.idle().size();
  });
  py::class_<OwnedPopulation>(module, "Population")
      .def("__len__", [](const OwnedPopulation& self) { return self.handle.size(); })
      .def_property_readonly("name", [](const OwnedPopulation& self) { return self.handle.name(); })
      .def("all", &all)
      .def("slice", &slice, py::arg("start"), py::arg("count"), py::arg("stride"))
      .def("select", &select, py::arg("indices"))
      .def("state_names", [](const OwnedPopulation& self) { return self.handle.state_names(); })
      .def("state", &state, py::arg("variable"));
}

}  // namespace lapicque::bindings
