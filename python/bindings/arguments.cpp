#include "arguments.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "bindings.hpp"
#include "numpy_interop.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

/// Without the line breaks, and what they are followed by, that NumPy puts into arrays.
std::string on_one_line(const std::string& text) {
  std::string line;
  bool broken = false;
  for (const char c : text) {
    if (broken && c == ' ') continue;
    broken = c == '\n';
    line += broken ? ' ' : c;
  }
  return line;
}

/// "<name> must be <allowed>, got <value>", with long values cut.
std::string message(const std::string& name, const std::string& allowed, py::handle value) {
  constexpr std::size_t longest = 120;
  std::string got = on_one_line(py::repr(value));
  if (got.size() > longest) got = got.substr(0, longest) + "...";
  return name + " must be " + allowed + ", got " + got;
}

std::string allowed_reals(int max_ndim) {
  if (max_ndim == 0) return "a real number";
  if (max_ndim == 1) return "a real number or a one-dimensional array of real numbers";
  return "an array of real numbers with at most two dimensions";
}

/// NumPy's own reading of `value`; what it cannot read (ragged lists) is refused in the words of this module.
py::array to_array(py::handle value, const std::string& name, const std::string& allowed) {
  // NumPy drops the mask of a masked array and hands out what is hidden under it.
  if (py::hasattr(value, "mask")) throw py::type_error(message(name, allowed + " without a mask", value));
  try {
    return py::module_::import("numpy").attr("asarray")(value);
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_ValueError) && !error.matches(PyExc_TypeError)) throw;
    throw py::type_error(message(name, allowed, value));
  }
}

bool has_kind(const py::array& array, std::string_view kinds) {
  return kinds.find(array.dtype().kind()) != std::string_view::npos;
}

template <class Kind>
bool read_distribution(py::handle value, Value& result) {
  if (!py::isinstance<Kind>(value)) return false;
  result = Distribution{value.cast<Kind>()};
  return true;
}

}  // namespace

RealArray to_real(py::handle value, const std::string& name, int max_ndim) {
  const std::string allowed = allowed_reals(max_ndim);
  const py::array array = to_array(value, name, allowed);
  if (!has_kind(array, "iuf")) throw py::type_error(message(name, allowed, value));
  if (array.ndim() > max_ndim) throw py::value_error(message(name, allowed, value));
  auto real = py::array_t<double, py::array::c_style | py::array::forcecast>::ensure(array);
  if (!real) throw py::error_already_set();
  return RealArray(real);
}

double to_number(py::handle value, const std::string& name) { return *to_real(value, name, 0).data(); }

std::vector<double> to_vector(py::handle value, const std::string& name) {
  const RealArray array = to_real(value, name, 1);
  if (array.ndim() != 1) throw py::value_error(message(name, "a one-dimensional array of real numbers", value));
  return {array.data(), array.data() + array.size()};
}

Parameter to_parameter(py::handle value, const std::string& name) {
  const RealArray array = to_real(value, name, 1);
  if (array.ndim() == 0) return *array.data();
  return std::vector<double>(array.data(), array.data() + array.size());
}

std::vector<std::int64_t> to_indices(py::handle value, const std::string& name) {
  const std::string allowed = "a one-dimensional array of integers";
  const py::array array = to_array(value, name, allowed);
  if (!has_kind(array, "iu") && array.size() > 0) throw py::type_error(message(name, allowed, value));
  if (array.ndim() != 1) throw py::value_error(message(name, allowed, value));
  if (has_kind(array, "u") && array.itemsize() == sizeof(std::uint64_t)) {
    const auto wide = py::array_t<std::uint64_t, py::array::c_style | py::array::forcecast>::ensure(array);
    const std::span values{wide.data(), static_cast<std::size_t>(wide.size())};
    if (std::ranges::any_of(values, [](std::uint64_t value) { return value > INT64_MAX; })) {
      throw py::value_error(message(name, "integers below 2^63", value));
    }
  }
  const auto indices = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>::ensure(array);
  if (!indices) throw py::error_already_set();
  return {indices.data(), indices.data() + indices.size()};
}

Value to_value(py::handle value, const std::string& name) {
  Value result;
  if (read_distribution<Uniform>(value, result) || read_distribution<Normal>(value, result) ||
      read_distribution<LogNormal>(value, result) || read_distribution<Exponential>(value, result)) {
    return result;
  }
  const Parameter parameter = to_parameter(value, name);
  if (!parameter.per_neuron()) return parameter[0];
  return std::vector<double>(parameter.values().begin(), parameter.values().end());
}

Rate to_rate(py::handle value, const std::string& name) {
  if (py::isinstance<ArrayRate>(value)) return value.cast<ArrayRate>();
  if (py::isinstance<SineRate>(value)) return value.cast<SineRate>();
  return to_parameter(value, name);
}

py::object from_parameter(const Parameter& parameter) {
  if (!parameter.per_neuron()) return py::float_(parameter[0]);
  py::array_t<double> array = to_numpy(std::vector<double>(parameter.values().begin(), parameter.values().end()));
  array.attr("setflags")(py::arg("write") = false);
  return array;
}

void register_arguments(py::module_& module) {
  module.def(
      "number", [](const py::object& value, const std::string& name) { return to_number(value, name); },
      py::arg("value"), py::arg("name"));
  module.def(
      "parameter",
      [](const py::object& value, const std::string& name) { return from_parameter(to_parameter(value, name)); },
      py::arg("value"), py::arg("name"));
  module.def(
      "array",
      [](const py::object& value, const std::string& name, int max_ndim) { return to_real(value, name, max_ndim); },
      py::arg("value"), py::arg("name"), py::arg("max_ndim"));
  module.def(
      "indices", [](const py::object& value, const std::string& name) { return to_numpy(to_indices(value, name)); },
      py::arg("value"), py::arg("name"));
}

}  // namespace lapicque::bindings
