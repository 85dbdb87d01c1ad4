#include <pybind11/stl.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include <lapicque/rule.hpp>

#include "arguments.hpp"
#include "bindings.hpp"
#include "described.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

/// Checks all that does not depend on the populations: they are taken as large as they can be.
void validate_rule(const Rule& rule) {
  constexpr std::int64_t many = std::int64_t{1} << 31;  // many * many is still an int64
  if (const auto* matrix = std::get_if<Matrix>(&rule)) {
    validate(rule, matrix->n_pre, matrix->n_post, false);
  } else {
    validate(rule, many, many, false);
  }
}

Matrix dense_matrix(const py::object& values) {
  const RealArray array = to_real(values, "values", 2);
  if (array.ndim() != 2) throw py::value_error("values must have the shape (n_pre, n_post), one row a source");
  return Matrix::from_dense({array.data(), static_cast<std::size_t>(array.size())}, array.shape(0), array.shape(1));
}

Matrix sparse_matrix(std::int64_t n_pre, std::int64_t n_post, const py::object& pre, const py::object& post,
                     const py::object& weight) {
  return {n_pre, n_post, to_indices(pre, "pre"), to_indices(post, "post"), to_vector(weight, "weight")};
}

}  // namespace

void register_rules(py::module_& module) {
  for_each_kind(static_cast<Rule*>(nullptr), [&]<class Kind>(Kind*) {
    if constexpr (std::is_same_v<Kind, Matrix>) {
      py::class_<Matrix>(module, "Matrix")
          .def_static("from_dense", &dense_matrix, py::arg("values"))
          .def_static("from_sparse", &sparse_matrix, py::arg("n_pre"), py::arg("n_post"), py::arg("pre"),
                      py::arg("post"), py::arg("weight"));
    } else {
      register_described<Kind>(module);
    }
  });
  module.def("validate_rule", &validate_rule, py::arg("rule"));
}

}  // namespace lapicque::bindings
