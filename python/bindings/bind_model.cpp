#include <pybind11/stl.h>

#include <string>
#include <tuple>
#include <type_traits>
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

/// Rows of variable, scheme and reason.
std::vector<std::tuple<std::string, std::string, std::string>> named_schemes(const Equations& equations) {
  std::vector<std::tuple<std::string, std::string, std::string>> all;
  for (const VariableScheme& row : schemes_of(equations)) all.emplace_back(row.variable, row.scheme, row.reason);
  return all;
}

}  // namespace

void register_models(py::module_& module) {
  for_each_kind(static_cast<Model*>(nullptr), [&]<class Kind>(Kind*) {
    auto registered = register_described<Kind>(module);
    registered.def("validate", &Kind::validate).def("state", [](const Kind& model) { return named_state(model); });
    if constexpr (std::is_same_v<Kind, Equations>) {
      registered.def("schemes", &named_schemes).def("program", &program_of);
    }
  });
}

}  // namespace lapicque::bindings
