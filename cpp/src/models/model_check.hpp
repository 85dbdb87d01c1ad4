#pragma once

// What the models' validate() have in common.

#include <cstddef>
#include <string>

#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque::detail::check {

/// The number of neurons that the values of two parameters cover together; refuses arrays of different length.
std::size_t common_size(const std::string& name_a, const Parameter& a, const std::string& name_b, const Parameter& b);

/// Refuses a value of `lower` that is not below (or, if equal is allowed, is above) that of `upper`.
void below(const std::string& name, const Parameter& lower, const std::string& upper_name, const Parameter& upper);
void at_most(const std::string& name, const Parameter& lower, const std::string& upper_name, const Parameter& upper);

/// Refuses names that are no words, are taken or used twice, and kinds with values out of range.
void valid(const Receptors& receptors);

}  // namespace lapicque::detail::check
