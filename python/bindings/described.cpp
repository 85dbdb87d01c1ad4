#include "described.hpp"

#include <type_traits>
#include <utility>
#include <variant>

#include "arguments.hpp"
#include "numpy_interop.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

using NamedReceptors = std::vector<std::pair<std::string, ReceptorKind>>;

}  // namespace

void read_field(py::handle value, const std::string& name, Parameter& field) { field = to_parameter(value, name); }
void read_field(py::handle value, const std::string& name, std::optional<Parameter>& field) {
  field.reset();
  if (!value.is_none()) field = to_parameter(value, name);
}
void read_field(py::handle value, const std::string& name, double& field) { field = to_number(value, name); }
void read_field(py::handle value, const std::string& name, int& field) {
  const auto wide = value.cast<std::int64_t>();
  field = static_cast<int>(wide);
  if (field != wide) throw py::value_error(name + " must be an integer of 32 bits, got " + std::to_string(wide));
}
void read_field(py::handle value, const std::string&, std::int64_t& field) { field = value.cast<std::int64_t>(); }
void read_field(py::handle value, const std::string&, bool& field) { field = value.cast<bool>(); }
void read_field(py::handle value, const std::string&, std::string& field) {
  field = value.is_none() ? std::string{} : value.cast<std::string>();
}
void read_field(py::handle value, const std::string& name, std::vector<double>& field) {
  field = to_vector(value, name);
}
void read_field(py::handle value, const std::string& name, std::vector<std::int64_t>& field) {
  field = to_indices(value, name);
}
void read_field(py::handle value, const std::string&, Receptors& field) {
  field.clear();
  for (auto& [name, kind] : value.cast<NamedReceptors>()) field.push_back({name, std::move(kind)});
}
void read_field(py::handle value, const std::string& name, ParametersByName& field) {
  field.clear();
  for (const auto& [key, item] : value.cast<std::vector<std::pair<std::string, py::object>>>()) {
    field.emplace_back(key, to_parameter(item, name + "['" + key + "']"));
  }
}
void read_field(py::handle value, const std::string&, TextsByName& field) { field = value.cast<TextsByName>(); }
void read_field(py::handle value, const std::string&, SpikeTiming& field) {
  field = spike_timing(value.cast<std::string>());
}
void read_field(py::handle value, const std::string&, Pairing& field) {
  field = value.cast<std::string>() == "nearest" ? Pairing::nearest : Pairing::all_to_all;
}
void read_field(py::handle value, const std::string& name, Rate& field) { field = to_rate(value, name); }

py::object field_value(const Parameter& field) { return from_parameter(field); }
py::object field_value(const std::optional<Parameter>& field) {
  return field ? from_parameter(*field) : py::object{py::none()};
}
py::object field_value(double field) { return py::float_(field); }
py::object field_value(int field) { return py::int_(field); }
py::object field_value(std::int64_t field) { return py::int_(field); }
py::object field_value(bool field) { return py::bool_(field); }
py::object field_value(const std::string& field) { return py::str(field); }
py::object field_value(const std::vector<double>& field) { return to_numpy(std::vector<double>{field}); }
py::object field_value(const std::vector<std::int64_t>& field) { return to_numpy(std::vector<std::int64_t>{field}); }
py::object field_value(const Receptors& field) {
  NamedReceptors all;
  for (const Receptor& receptor : field) all.emplace_back(receptor.name, receptor.kind);
  return py::cast(all);
}
py::object field_value(const ParametersByName& field) {
  std::vector<std::pair<std::string, py::object>> all;
  for (const auto& [name, parameter] : field) all.emplace_back(name, from_parameter(parameter));
  return py::cast(all);
}
py::object field_value(const TextsByName& field) { return py::cast(field); }
py::object field_value(SpikeTiming field) { return py::str(to_string(field)); }
py::object field_value(Pairing field) { return py::str(field == Pairing::nearest ? "nearest" : "all_to_all"); }
py::object field_value(const Rate& field) {
  return std::visit(
      [](const auto& rate) -> py::object {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(rate)>, Parameter>) {
          return from_parameter(rate);
        } else {
          return py::cast(rate);
        }
      },
      field);
}

}  // namespace lapicque::bindings
