#pragma once

// Checks of a kind by its description.

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/parameter.hpp>

namespace lapicque::detail::check {

/// Refuses a value, or one of several, out of bounds.
void within(Bound bound, const std::string& name, double value);
void within(Bound bound, const std::string& name, const Parameter& parameter);
void within(Bound bound, const std::string& name, const std::optional<Parameter>& parameter);
void within(Bound bound, const std::string& name, const std::vector<double>& values);

/// Checks each field of a kind by itself, in order; errors name them with `prefix` before.
template <class Kind>
void fields(const Kind& kind, const std::string& prefix = {}) {
  for_each_field<Kind>([&](const auto& field) {
    if (field.bound != Bound::any) {
      if constexpr (requires { within(field.bound, prefix, kind.*field.member); }) {
        within(field.bound, prefix + field.name, kind.*field.member);
      }
    }
  });
}

/// The number of neurons that the values of two parameters cover together; refuses arrays of different length.
std::size_t common_size(const std::string& name_a, const Parameter& a, const std::string& name_b, const Parameter& b);

/// Refuses a value of `lower` that is not below (or, if equal is allowed, is above) that of `upper`.
void below(const std::string& name, const Parameter& lower, const std::string& upper_name, const Parameter& upper);
void at_most(const std::string& name, const Parameter& lower, const std::string& upper_name, const Parameter& upper);

}  // namespace lapicque::detail::check
