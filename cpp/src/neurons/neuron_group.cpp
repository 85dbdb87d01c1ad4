#include "neurons/neuron_group.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "check/check.hpp"
#include "random/stream.hpp"

namespace lapicque::detail {
namespace {

/// No sum of arrivals makes a conductance negative, and with one the membrane is unstable.
void refuse_negative(const std::string& name, const Value& value) {
  if (const auto* distribution = std::get_if<Distribution>(&value)) {
    const double low = support(*distribution).low;
    if (low < 0.0) check::refuse(name, "a distribution that begins at " + check::text(low), "at least 0");
  } else if (const auto* array = std::get_if<std::vector<double>>(&value)) {
    check::not_negative(name, Parameter{*array});
  } else {
    check::not_negative(name, std::get<double>(value));
  }
}

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

}  // namespace

StateArray& NeuronGroup::add_variable(std::string name, std::string unit, Value initial) {
  const std::vector<std::string> known = state_names();
  if (std::ranges::find(known, name) != known.end()) {
    check::refuse("receptors", "another state variable " + name,
                  "of names that make no variable of the name of another one");
  }
  variables_.push_back(std::make_unique<StateVariable>(
      StateVariable{std::move(name), std::move(unit), StateArray{size_, precision_}, std::move(initial)}));
  return variables_.back()->values;
}

StateArray& NeuronGroup::add_derived(std::string name, std::string unit) {
  derived_.push_back(std::make_unique<StateVariable>(
      StateVariable{std::move(name), std::move(unit), StateArray{size_, precision_}, 0.0}));
  return derived_.back()->values;
}

StateArray& NeuronGroup::add_receptor_variable(std::string name, std::string unit) {
  StateArray& values = add_variable(std::move(name), std::move(unit), 0.0);
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

void NeuronGroup::flush(Range block) {
  for (const auto& variable : variables_) {
    variable->values.visit([&](auto& values) {
      using Real = std::decay_t<decltype(values[0])>;
      kernels_.flush<Real>()(values.data() + block.begin, block.size());
    });
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
    if (found->unit.starts_with("nS")) refuse_negative(name, value);
    found->initial = value;
  }
  draw_state();
}

void NeuronGroup::visit_state(StateVisitor& visitor) {
  for (const auto& variable : variables_) {
    StateColumn state = column(variable->name, variable->unit, variable->values);
    state.beginning = Beginning::drawn;
    state.finite = true;
    visitor.column(state);
  }
  visitor.column(column("I_ext", "pA", I_ext_));
  visit_hidden_state(visitor);
  visitor.begin([this] { draw_state(); });
}

std::size_t NeuronGroup::constant_bytes() const {
  std::size_t bytes = 0;
  for (const auto& variable : variables_) {
    const auto* array = std::get_if<std::vector<double>>(&variable->initial);
    if (array != nullptr) bytes += array->capacity() * sizeof(double);
  }
  return bytes;
}

void NeuronGroup::draw_state() {
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
  draw_dependent_state();
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
  for (const auto& candidate : derived_) {
    if (candidate->name == variable) {
      derived_used_ = true;
      return candidate->values;
    }
    known.push_back(candidate->name);
  }
  known.emplace_back("I_ext");
  check::unknown("state variable", variable, known);
}

StateArray& NeuronGroup::expose(const std::string& variable) {
  StateArray& array = values(variable);
  exposed_ = true;
  return array;
}

}  // namespace lapicque::detail
