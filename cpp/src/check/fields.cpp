#include "check/fields.hpp"

#include <algorithm>

#include "check/check.hpp"

namespace lapicque::detail::check {
namespace {

template <class Values>
void require(Bound bound, const std::string& name, const Values& values) {
  switch (bound) {
    case Bound::any: return;
    case Bound::finite: return finite(name, values);
    case Bound::positive: return positive(name, values);
    case Bound::not_negative: return not_negative(name, values);
  }
}

std::string indexed(const std::string& name, const Parameter& parameter, std::size_t i) {
  return parameter.per_neuron() ? name + "[" + std::to_string(i) + "]" : name;
}

}  // namespace

void within(Bound bound, const std::string& name, double value) { require(bound, name, value); }

void within(Bound bound, const std::string& name, const Parameter& parameter) {
  if (parameter.values().empty()) refuse(name, "no values", "one value or one a neuron");
  require(bound, name, parameter);
}

void within(Bound bound, const std::string& name, const std::optional<Parameter>& parameter) {
  if (parameter) within(bound, name, *parameter);
}

void within(Bound bound, const std::string& name, const std::vector<double>& values) {
  if (!values.empty()) require(bound, name, Parameter{values});
}

std::size_t common_size(const std::string& name_a, const Parameter& a, const std::string& name_b, const Parameter& b) {
  const std::size_t size_a = a.values().size();
  const std::size_t size_b = b.values().size();
  if (a.per_neuron() && b.per_neuron() && size_a != size_b) {
    refuse(name_b, std::to_string(size_b) + " values", "as many as " + name_a + " (" + std::to_string(size_a) + ")");
  }
  return std::max(size_a, size_b);
}

void below(const std::string& name, const Parameter& lower, const std::string& upper_name, const Parameter& upper) {
  const std::size_t n = common_size(upper_name, upper, name, lower);
  for (std::size_t i = 0; i < n; ++i) {
    if (lower[i] < upper[i]) continue;
    refuse(indexed(name, lower, i), lower[i], "below " + upper_name + " (" + text(upper[i]) + ")");
  }
}

void at_most(const std::string& name, const Parameter& lower, const std::string& upper_name, const Parameter& upper) {
  const std::size_t n = common_size(upper_name, upper, name, lower);
  for (std::size_t i = 0; i < n; ++i) {
    if (lower[i] <= upper[i]) continue;
    refuse(indexed(name, lower, i), lower[i], "at most " + upper_name + " (" + text(upper[i]) + ")");
  }
}

}  // namespace lapicque::detail::check
