#include "neurons/neuron_group.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <variant>

#include "check/check.hpp"
#include "random/stream.hpp"

namespace lapicque::detail {
namespace {

void validate_initial(const std::string& name, const Value& value, std::uint32_t size) {
  if (const auto* scalar = std::get_if<double>(&value)) {
    check::finite(name, *scalar);
  } else if (const auto* array = std::get_if<std::vector<double>>(&value)) {
    if (array->size() != size) {
      check::refuse(name, std::to_string(array->size()) + " values",
                    "one value or one a neuron (" + std::to_string(size) + ")");
    }
    check::finite(name, Parameter{*array});
  } else {
    validate(std::get<Distribution>(value), name);
  }
}

bool all_finite(const StateArray& array, const kernels::KernelSet& kernels) {
  return array.visit([&kernels](const auto& values) {
    return kernels.all_finite<std::decay_t<decltype(values[0])>>()(values.data(), values.size());
  });
}

}  // namespace

StateArray& NeuronGroup::add_variable(std::string name, Value initial) {
  variables_.push_back(std::make_unique<StateVariable>(
      StateVariable{std::move(name), StateArray{size_, precision_}, std::move(initial)}));
  return variables_.back()->values;
}

StateArray& NeuronGroup::add_receptor_variable(std::string name) {
  StateArray& values = add_variable(std::move(name), 0.0);
  receptors_.back().state.push_back(&values);
  return values;
}

void NeuronGroup::mark_silent(Range block, CellInputs& inputs) const {
  const auto all_zero = [&](const StateArray* state) {
    return state->visit([&](const auto& values) {
      using Real = std::decay_t<decltype(values[0])>;
      return kernels_.all_zero<Real>()(values.data() + block.begin, block.size());
    });
  };
  for (std::size_t r = 0; r < receptors_.size(); ++r) {
    kernels::ReceptorArrivals& arrivals = inputs.arrivals[r];
    if (arrivals.size == 0) arrivals.silent = std::ranges::all_of(receptors_[r].state, all_zero);
  }
}

void NeuronGroup::set_initial(const std::vector<std::pair<std::string, Value>>& initial) {
  for (const auto& [name, value] : initial) {
    StateVariable* found = nullptr;
    for (const auto& variable : variables_) {
      if (variable->name == name) found = variable.get();
    }
    if (found == nullptr) check::unknown("state variable", name, state_names());
    validate_initial(name, value, size_);
    found->initial = value;
  }
  reset();
}

void NeuronGroup::reset() {
  std::uint32_t number = 0;
  for (const auto& variable : variables_) {
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (const auto* scalar = std::get_if<double>(&variable->initial)) {
        variable->values.set(i, *scalar);
      } else if (const auto* array = std::get_if<std::vector<double>>(&variable->initial)) {
        variable->values.set(i, (*array)[i]);
      } else {
        random::Stream stream{seed_, random::Purpose::initial_state, population_, i, number};
        variable->values.set(i, random::draw(std::get<Distribution>(variable->initial), stream));
      }
    }
    ++number;
  }
  for (std::uint32_t i = 0; i < size_; ++i) I_ext_.set(i, 0.0);
  reset_hidden_state();
}

std::vector<std::string> NeuronGroup::state_names() const {
  std::vector<std::string> names;
  for (const auto& variable : variables_) names.push_back(variable->name);
  return names;
}

StateArray& NeuronGroup::values(const std::string& variable) {
  for (const auto& candidate : variables_) {
    if (candidate->name == variable) return candidate->values;
  }
  if (variable == "I_ext") return I_ext_;
  std::vector<std::string> known = state_names();
  known.emplace_back("I_ext");
  check::unknown("state variable", variable, known);
}

void NeuronGroup::require_finite(const std::string& population, bool before_run) {
  if (before_run && !exposed_) return;
  for (const auto& variable : variables_) {
    if (all_finite(variable->values, kernels_)) continue;
    for (std::uint32_t i = 0; i < size_; ++i) {
      const double value = variable->values[i];
      if (std::isfinite(value)) continue;
      const std::string name = population + "." + variable->name + "[" + std::to_string(i) + "]";
      if (before_run) check::refuse(name, value, "finite");
      throw std::runtime_error(name + " became " + check::text(value) +
                               " during the run; the input to this neuron is too large");
    }
  }
}

StateArray& NeuronGroup::expose(const std::string& variable) {
  StateArray& array = values(variable);
  exposed_ = true;
  return array;
}

std::size_t NeuronGroup::bytes() const {
  std::size_t bytes = I_ext_.bytes() + hidden_bytes();
  for (const auto& variable : variables_) bytes += variable->values.bytes();
  return bytes;
}

}  // namespace lapicque::detail
