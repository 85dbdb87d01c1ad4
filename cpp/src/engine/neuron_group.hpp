#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/network.hpp>

#include "engine/aligned_array.hpp"
#include "engine/cell_group.hpp"

namespace lapicque {

/// Where a receptor takes in weights: name, the sign it accepts, and one accumulator a neuron.
struct ReceptorInput {
  std::string name;
  int sign;                       // +1, -1, or 0 for both
  AlignedArray<double> arriving;  // sum of the weights that arrive in the present step
};

struct StateVariable {
  std::string name;
  AlignedArray<double> values;
  Value initial;
};

/// What all neuron models have in common: state by name, initial values kept apart from it, receptor inputs and the
/// external current.
class NeuronGroup : public CellGroup {
 public:
  /// Number and seed decide the draws of the initial values.
  NeuronGroup(std::uint32_t population, std::uint32_t size, std::uint64_t seed)
      : I_ext_(size), population_{population}, size_{size}, seed_{seed} {}

  void reset() override;

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] std::vector<std::string> state_names() const;
  /// State, or the external current "I_ext"; refuses other names.
  [[nodiscard]] std::span<double> values(const std::string& variable);
  /// Throws std::runtime_error or, before a run, std::invalid_argument if some state is not finite.
  void require_finite(const std::string& population, bool before_run) const;

  [[nodiscard]] std::vector<ReceptorInput>& receptors() { return receptors_; }
  [[nodiscard]] AlignedArray<double>& I_ext() { return I_ext_; }
  /// From now on the external current is read at every step.
  void use_external_current() { has_external_current_ = true; }
  [[nodiscard]] bool has_external_current() const { return has_external_current_; }

 protected:
  AlignedArray<double>& add_variable(std::string name, Value initial);
  ReceptorInput& add_receptor(std::string name, int sign);
  /// Replaces defaults by what the user gave and draws the state at t = 0.
  void set_initial(const std::vector<std::pair<std::string, Value>>& initial);
  virtual void reset_hidden_state() {}

 private:
  // Pointers into these are kept by the derived classes: elements do not move once the group is made.
  std::vector<std::unique_ptr<StateVariable>> variables_;
  std::vector<ReceptorInput> receptors_;
  AlignedArray<double> I_ext_;  // external current in the present step [pA]
  bool has_external_current_ = false;
  std::uint32_t population_;
  std::uint32_t size_;
  std::uint64_t seed_;
};

/// Makes the neurons of a validated model; refuses parameters and initial values that do not fit `size` or `dt`.
[[nodiscard]] std::unique_ptr<NeuronGroup> make_neurons(const Model& model, std::uint32_t population,
                                                        std::uint32_t size, double dt, std::uint64_t seed,
                                                        const PopulationOptions& options);

}  // namespace lapicque
