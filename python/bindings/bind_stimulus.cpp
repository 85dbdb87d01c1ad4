#include <type_traits>

#include <lapicque/stimulus.hpp>

#include "arguments.hpp"
#include "bindings.hpp"
#include "described.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

/// Samples for all targets, or one column a target.
ArrayCurrent array_current(const NamedValues& fields) {
  NamedValues others;
  for (const auto& [name, value] : fields) {
    if (!name.equal(py::str("values"))) others[name] = value;
  }
  auto current = from_fields<ArrayCurrent>(others);
  if (!fields.contains("values")) return current;
  const RealArray array = to_real(fields["values"], "values", 2);
  if (array.ndim() == 0) throw py::value_error("values must have the shape (samples,) or (samples, targets)");
  current.columns = array.ndim() == 2 ? static_cast<std::size_t>(array.shape(1)) : std::size_t{1};
  current.values.assign(array.data(), array.data() + array.size());
  return current;
}

}  // namespace

void register_stimuli(py::module_& module) {
  register_described<ArrayRate>(module);
  register_described<SineRate>(module);
  module.def("validate_rate", [](const py::object& rate) { validate(to_rate(rate, "rate")); }, py::arg("rate"));
  for_each_kind(static_cast<Stimulus*>(nullptr), [&]<class Kind>(Kind*) {
    if constexpr (std::is_same_v<Kind, ArrayCurrent>) {
      py::class_<ArrayCurrent>(module, "ArrayCurrent")
          .def(py::init(&array_current), py::arg("fields"))
          .def_static("fields", &fields_of<ArrayCurrent>);
    } else {
      register_described<Kind>(module);
    }
  });
  module.def("validate_stimulus", [](const Stimulus& stimulus) { validate(stimulus); }, py::arg("stimulus"));
}

}  // namespace lapicque::bindings
