#include <utility>

#include <lapicque/projection.hpp>

#include "bindings.hpp"
#include "numpy_interop.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

using OwnedProjection = Owned<Projection>;

/// Drawing synapses may take seconds, so other Python threads go on meanwhile.
template <class Action>
auto without_gil(const OwnedProjection& self, Action action) {
  const RunningMark mark(*self.owner);
  const py::gil_scoped_release release;
  return action(self.handle);
}

py::tuple synapses(const OwnedProjection& self) {
  Synapses all = without_gil(self, [](const Projection& projection) { return projection.synapses(); });
  return py::make_tuple(to_numpy(std::move(all.pre)), to_numpy(std::move(all.post)), to_numpy(std::move(all.weight)),
                        to_numpy(std::move(all.delay)));
}

}  // namespace

void register_projections(py::module_& module) {
  py::class_<OwnedProjection>(module, "Projection")
      .def_property_readonly("receptor", [](const OwnedProjection& self) { return self.handle.receptor(); })
      .def("__len__",
           [](const OwnedProjection& self) {
             return without_gil(self, [](const Projection& projection) { return projection.size(); });
           })
      .def("synapses", &synapses);
}

}  // namespace lapicque::bindings
