#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/options.hpp>

#include "cells/cell_group.hpp"
#include "kernels/dispatch.hpp"
#include "neurons/cell_inputs.hpp"
#include "state/state_array.hpp"

namespace lapicque::detail {

/// Where weights go in: name and the sign accepted.
struct ReceptorPort {
  std::string name;
  int sign;  // +1, -1, or 0 for both
  bool conductance = false;
  std::vector<const StateArray*> state = {};  // its variables
};

struct StateVariable {
  std::string name;
  std::string unit;
  StateArray values;
  Value initial;
};

/// What all neuron models have in common: state by name, initial values kept apart from it, receptors and the external
/// current.
class NeuronGroup : public CellGroup {
 public:
  /// Number and seed decide the draws of the initial values.
  NeuronGroup(std::uint32_t population, std::uint32_t size, Precision precision, std::uint64_t seed)
      : I_ext_(size, precision), population_{population}, size_{size}, precision_{precision}, seed_{seed} {}

  [[nodiscard]] std::size_t constant_bytes() const override;
  /// The variables, then the external current, then what a kind of neurons has beside them.
  void visit_state(StateVisitor& visitor) final;

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] std::vector<std::string> state_names() const;
  /// State, what is derived from it, or the external current "I_ext"; refuses other names.
  [[nodiscard]] StateArray& values(const std::string& variable);
  /// State for somebody who may write into it.
  [[nodiscard]] StateArray& expose(const std::string& variable);
  /// True once a view of the state was handed out, so that it can change between runs.
  [[nodiscard]] bool exposed() const { return exposed_; }

  [[nodiscard]] const std::vector<ReceptorPort>& receptors() const { return receptors_; }
  [[nodiscard]] StateArray& I_ext() { return I_ext_; }
  /// From now on the external current is read at every step.
  virtual void use_external_current() { has_external_current_ = true; }
  [[nodiscard]] bool has_external_current() const { return has_external_current_; }
  [[nodiscard]] Precision precision() const { return precision_; }

 protected:
  [[nodiscard]] std::uint32_t population() const { return population_; }
  StateArray& add_variable(std::string name, std::string unit, Value initial);
  void add_receptor(std::string name, int sign, bool conductance = false) {
    receptors_.push_back({std::move(name), sign, conductance});
  }
  /// A variable of the receptor that was added last, zero at first.
  StateArray& add_receptor_variable(std::string name, std::string unit);
  /// A value that follows from the state, and is computed where a recorder wants it.
  StateArray& add_derived(std::string name, std::string unit);
  [[nodiscard]] bool derived_used() const { return derived_used_; }
  /// Replaces defaults by what the user gave and draws the state at t = 0.
  void set_initial(const std::vector<std::pair<std::string, Value>>& initial);
  /// Tells which receptors of a block have nothing to do: what is zero stays zero where nothing arrives.
  void mark_silent(Range block, CellInputs& inputs) const;
  /// Sets state to zero that has decayed to next to nothing, at the beginning of every 64th step: multiplied by what is
  /// nearly 1, the smallest numbers would stay as they are, and are slow.
  void flush(std::int64_t step, Range block) {
    constexpr std::int64_t interval = 64;
    if (step % interval == 0) flush(block);
  }
  virtual void visit_hidden_state(StateVisitor& /*visitor*/) {}
  /// Puts variables that begin in dependence of others where they begin.
  virtual void draw_dependent_state() {}

 private:
  void flush(Range block);
  void draw_state();

  // Pointers into these are kept by the derived classes: elements do not move once the group is made.
  std::vector<std::unique_ptr<StateVariable>> variables_;
  std::vector<std::unique_ptr<StateVariable>> derived_;
  bool derived_used_ = false;
  std::vector<ReceptorPort> receptors_;
  StateArray I_ext_;  // external current in the present step [pA]
  const kernels::KernelSet& kernels_ = kernels::selected();
  bool has_external_current_ = false;
  bool exposed_ = false;
  std::uint32_t population_;
  std::uint32_t size_;
  Precision precision_;
  std::uint64_t seed_;
};

}  // namespace lapicque::detail
