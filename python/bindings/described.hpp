#pragma once

// Classes of Python made from the descriptions of the core: a constructor that takes fields by name, and their table.

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/equations.hpp>
#include <lapicque/receptor.hpp>
#include <lapicque/spike_timing.hpp>
#include <lapicque/stimulus.hpp>
#include <lapicque/synapse.hpp>

namespace lapicque::bindings {

/// Values by name.
using NamedValues = pybind11::typing::Dict<pybind11::str, pybind11::object>;
/// Rows of the table of a kind: name, type, unit, bound, meaning, note, default.
using FieldRow = pybind11::typing::Tuple<pybind11::str, pybind11::str, pybind11::str, pybind11::str, pybind11::str,
                                         pybind11::str, pybind11::object>;
using FieldRows = pybind11::typing::List<FieldRow>;

// How a field of each type is read; the name is for errors.
void read_field(pybind11::handle value, const std::string& name, Parameter& field);
void read_field(pybind11::handle value, const std::string& name, std::optional<Parameter>& field);
void read_field(pybind11::handle value, const std::string& name, double& field);
void read_field(pybind11::handle value, const std::string& name, int& field);
void read_field(pybind11::handle value, const std::string& name, std::int64_t& field);
void read_field(pybind11::handle value, const std::string& name, bool& field);
void read_field(pybind11::handle value, const std::string& name, std::string& field);
void read_field(pybind11::handle value, const std::string& name, std::vector<double>& field);
void read_field(pybind11::handle value, const std::string& name, std::vector<std::int64_t>& field);
void read_field(pybind11::handle value, const std::string& name, Receptors& field);
void read_field(pybind11::handle value, const std::string& name, ParametersByName& field);
void read_field(pybind11::handle value, const std::string& name, TextsByName& field);
void read_field(pybind11::handle value, const std::string& name, SpikeTiming& field);
void read_field(pybind11::handle value, const std::string& name, Pairing& field);
void read_field(pybind11::handle value, const std::string& name, Rate& field);

// The value of a field as Python holds it.
[[nodiscard]] pybind11::object field_value(const Parameter& field);
[[nodiscard]] pybind11::object field_value(const std::optional<Parameter>& field);
[[nodiscard]] pybind11::object field_value(double field);
[[nodiscard]] pybind11::object field_value(int field);
[[nodiscard]] pybind11::object field_value(std::int64_t field);
[[nodiscard]] pybind11::object field_value(bool field);
[[nodiscard]] pybind11::object field_value(const std::string& field);
[[nodiscard]] pybind11::object field_value(const std::vector<double>& field);
[[nodiscard]] pybind11::object field_value(const std::vector<std::int64_t>& field);
[[nodiscard]] pybind11::object field_value(const Receptors& field);
[[nodiscard]] pybind11::object field_value(const ParametersByName& field);
[[nodiscard]] pybind11::object field_value(const TextsByName& field);
[[nodiscard]] pybind11::object field_value(SpikeTiming field);
[[nodiscard]] pybind11::object field_value(Pairing field);
[[nodiscard]] pybind11::object field_value(const Rate& field);

/// The word that the package has for a type of field.
template <class Type>
[[nodiscard]] constexpr const char* type_name() {
  if constexpr (std::is_same_v<Type, Parameter>) return "parameter";
  if constexpr (std::is_same_v<Type, std::optional<Parameter>>) return "optional parameter";
  if constexpr (std::is_same_v<Type, double>) return "number";
  if constexpr (std::is_same_v<Type, bool>) return "flag";
  if constexpr (std::is_same_v<Type, int> || std::is_same_v<Type, std::int64_t>) return "integer";
  if constexpr (std::is_same_v<Type, std::string>) return "text";
  if constexpr (std::is_same_v<Type, std::vector<double>>) return "array";
  if constexpr (std::is_same_v<Type, std::vector<std::int64_t>>) return "indices";
  if constexpr (std::is_same_v<Type, Receptors>) return "receptors";
  if constexpr (std::is_same_v<Type, ParametersByName>) return "parameters";
  if constexpr (std::is_same_v<Type, TextsByName>) return "texts";
  if constexpr (std::is_same_v<Type, SpikeTiming>) return "spike timing";
  if constexpr (std::is_same_v<Type, Pairing>) return "pairing";
  if constexpr (std::is_same_v<Type, Rate>) return "rate";
}

template <class Kind>
[[nodiscard]] FieldRows fields_of() {
  constexpr const char* bounds[] = {"", "finite", "positive", "at least 0"};
  const Kind defaults{};
  FieldRows rows;
  for_each_field<Kind>([&](const auto& field) {
    using Type = std::remove_cvref_t<decltype(defaults.*field.member)>;
    rows.append(pybind11::make_tuple(field.name, type_name<Type>(), field.unit,
                                     bounds[static_cast<std::size_t>(field.bound)], field.meaning, field.note,
                                     field_value(defaults.*field.member)));
  });
  return rows;
}

template <class Kind>
[[nodiscard]] Kind from_fields(const NamedValues& values) {
  Kind kind;
  std::size_t known = 0;
  for_each_field<Kind>([&](const auto& field) {
    if (!values.contains(field.name)) return;
    ++known;
    read_field(values[field.name], field.name, kind.*field.member);
  });
  if (known != values.size()) throw pybind11::value_error(std::string{Description<Kind>::name} + " has other fields");
  return kind;
}

/// Registers a kind: its constructor takes a dict of fields, those left out keep the core's default.
template <class Kind>
pybind11::class_<Kind> register_described(pybind11::module_& module) {
  pybind11::class_<Kind> registered(module, Description<Kind>::name);
  registered.def(pybind11::init(&from_fields<Kind>), pybind11::arg("fields") = NamedValues())
      .def("values",
           [](const Kind& kind) {
             NamedValues all;
             for_each_field<Kind>([&](const auto& field) { all[field.name] = field_value(kind.*field.member); });
             return all;
           })
      .def_static("fields", &fields_of<Kind>);
  return registered;
}

/// Calls `each` with a null pointer to every alternative of a variant.
template <class... Kinds, class F>
void for_each_kind(const std::variant<Kinds...>*, F&& each) {
  (each(static_cast<Kinds*>(nullptr)), ...);
}

}  // namespace lapicque::bindings
