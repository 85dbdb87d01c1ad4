#include <span>
#include <utility>

#include <lapicque/projection.hpp>

#include "arguments.hpp"
#include "bindings.hpp"
#include "interpreter.hpp"
#include "numpy_interop.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

using OwnedProjection = Owned<Projection>;

/// Drawing synapses may take seconds, so other Python threads go on meanwhile.
template <class Action>
auto without_gil(const OwnedProjection& self, Action action) {
  const RunningMark mark(*self.owner);
  const ReleasedGil release;
  return action(self.handle);
}

using Columns =
    py::typing::Tuple<py::array_t<std::int64_t>, py::array_t<std::int64_t>, py::array_t<double>, py::array_t<double>>;

/// Sources, targets, weights and delays.
Columns synapses(const OwnedProjection& self) {
  Synapses all = without_gil(self, [](const Projection& projection) { return projection.synapses(); });
  return py::make_tuple(to_numpy(std::move(all.pre)), to_numpy(std::move(all.post)), to_numpy(std::move(all.weight)),
                        to_numpy(std::move(all.delay)));
}

py::array_t<double> weights(const OwnedProjection& self) {
  return to_numpy(without_gil(self, [](const Projection& projection) { return projection.weights(); }));
}

void set_weights(const OwnedProjection& self, const py::object& values) {
  const RealArray weights = to_real(values, "weights", 1);
  if (weights.ndim() != 1) throw py::value_error("weights must have the shape (synapses,)");
  const std::span<const double> span{weights.data(), static_cast<std::size_t>(weights.size())};
  without_gil(self, [span](const Projection& projection) { projection.set_weights(span); });
}

}  // namespace

void register_projections(py::module_& module) {
  py::class_<OwnedProjection>(module, "Projection")
      .def_property_readonly("receptor", [](const OwnedProjection& self) { return self.handle.receptor(); })
      .def("__len__",
           [](const OwnedProjection& self) {
             return without_gil(self, [](const Projection& projection) { return projection.size(); });
           })
      .def("remove", [](const OwnedProjection& self) { self.owner->idle().remove(self.handle); })
      .def("synapses", &synapses)
      .def("weights", &weights)
      .def("set_weights", &set_weights, py::arg("weights"));
}

}  // namespace lapicque::bindings
