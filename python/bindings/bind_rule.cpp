#include <pybind11/stl.h>

#include <algorithm>
#include <cstdint>

#include <lapicque/rule.hpp>

#include "arguments.hpp"
#include "bindings.hpp"

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
  const auto autapses = py::arg("autapses");
  const auto multapses = py::arg("multapses");
  py::class_<AllToAll>(module, "AllToAll").def(py::init([](bool a) { return AllToAll{a}; }), autapses);
  py::class_<OneToOne>(module, "OneToOne").def(py::init<>());
  py::class_<FixedProbability>(module, "FixedProbability")
      .def(py::init([](double p, bool a) { return FixedProbability{p, a}; }), py::arg("p"), autapses);
  py::class_<FixedIndegree>(module, "FixedIndegree")
      .def(py::init([](std::int64_t k, bool a, bool m) { return FixedIndegree{k, a, m}; }), py::arg("k"), autapses,
           multapses);
  py::class_<FixedOutdegree>(module, "FixedOutdegree")
      .def(py::init([](std::int64_t k, bool a, bool m) { return FixedOutdegree{k, a, m}; }), py::arg("k"), autapses,
           multapses);
  py::class_<FixedTotal>(module, "FixedTotal")
      .def(py::init([](std::int64_t n, bool a, bool m) { return FixedTotal{n, a, m}; }), py::arg("n"), autapses,
           multapses);
  py::class_<Pairs>(module, "Pairs")
      .def(py::init([](const py::object& pre, const py::object& post) {
             return Pairs{to_indices(pre, "pre"), to_indices(post, "post")};
           }),
           py::arg("pre"), py::arg("post"));
  py::class_<Matrix>(module, "Matrix")
      .def_static("from_dense", &dense_matrix, py::arg("values"))
      .def_static("from_sparse", &sparse_matrix, py::arg("n_pre"), py::arg("n_post"), py::arg("pre"), py::arg("post"),
                  py::arg("weight"));
  module.def("validate_rule", &validate_rule, py::arg("rule"));
}

}  // namespace lapicque::bindings
