#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/parameter.hpp>
#include <lapicque/stimulus.hpp>

// What Python may give for a number, an array, a parameter or a value. Anything of another type is refused by a
// TypeError, a wrong shape by a ValueError; both name the argument. Ranges are the core's concern.

namespace lapicque::bindings {

using RealArray = pybind11::array_t<double, pybind11::array::c_style>;

/// `value` as an array of doubles with at most `max_ndim` dimensions; real dtypes only, no bool.
[[nodiscard]] RealArray to_real(pybind11::handle value, const std::string& name, int max_ndim);

[[nodiscard]] double to_number(pybind11::handle value, const std::string& name);
[[nodiscard]] std::vector<double> to_vector(pybind11::handle value, const std::string& name);
[[nodiscard]] Parameter to_parameter(pybind11::handle value, const std::string& name);
[[nodiscard]] std::vector<std::int64_t> to_indices(pybind11::handle value, const std::string& name);
/// A number, an array, or one of the distributions of this module.
[[nodiscard]] Value to_value(pybind11::handle value, const std::string& name);

/// A number, an array, or one of the functions of time of this module.
[[nodiscard]] Rate to_rate(pybind11::handle value, const std::string& name);

/// A float, or a read-only array of one value a neuron.
[[nodiscard]] pybind11::object from_parameter(const Parameter& parameter);

}  // namespace lapicque::bindings
