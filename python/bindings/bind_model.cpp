#include <pybind11/stl.h>

#include <string>
#include <utility>
#include <vector>

#include <lapicque/model.hpp>

#include "bindings.hpp"
#include "described.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

std::vector<std::pair<std::string, std::string>> named_state(const Model& model) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const StateDescription& variable : state_variables(model)) all.emplace_back(variable.name, variable.unit);
  return all;
}

}  // namespace

void register_models(py::module_& module) {
  for_each_kind(static_cast<Model*>(nullptr), [&]<class Kind>(Kind*) {
    register_described<Kind>(module).def("validate", &Kind::validate).def("state", [](const Kind& model) {
      return named_state(model);
    });
  });
}

}  // namespace lapicque::bindings
