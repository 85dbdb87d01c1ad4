#pragma once

// How the variables of a neuron go through a step: expressions of all values at its end.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <lapicque/equations.hpp>

#include "equations/neuron_equations.hpp"

namespace lapicque::detail::equations {

/// How a receptor's own state, which decays, goes through the step or its first half.
enum class ReceptorResponse : std::uint32_t { decay, rise_to_value, rise_decay, rise_per_weight };

/// Parts of a step: its beginning, middle and end.
enum class Part : std::uint32_t { begin, middle, end };

[[nodiscard]] constexpr std::uint32_t number_of(Part part) { return static_cast<std::uint32_t>(part); }
/// The `part` of a leaf of kind response.
[[nodiscard]] constexpr std::uint32_t number_of(ReceptorResponse response, Part part) {
  return 4 * static_cast<std::uint32_t>(response) + number_of(part);
}

/// dz/dt = A z with coefficients that stay: variables, receptors that feed them, I_ext and 1 (whose rows are zero).
struct LinearSystem {
  std::size_t size;
  std::vector<NodeId> rates;  // A by rows [1/ms]
};

/// exp(A h) at [row, column], for h up to the middle or the end of the step.
struct PropagatorEntry {
  std::uint32_t system;
  std::uint32_t row;
  std::uint32_t column;
  Part part;
};

struct StepPlan {
  std::vector<NodeId> variables;         // their values at the end of the step
  std::vector<NodeId> values;            // of receptors; 0 for those without
  std::vector<NodeId> rises;             // likewise
  std::optional<NodeId> spike = {};      // truth
  std::optional<NodeId> above = {};      // truth: the condition of a spike, where only its beginning counts
  bool refractory = false;               // some t_ref is not zero
  bool linear = false;                   // all variables are solved exactly
  std::optional<NodeId> doubt = {};      // truth: the step is not exact enough; where steps are taken in pieces then
  std::vector<LinearSystem> systems;     // of propagators
  std::vector<PropagatorEntry> entries;  // leaves of kind propagator
  std::vector<VariableScheme> schemes;
};

/// Variables `now` at the end of a step after what arrives then and after events; `others` replaces the other leaves.
[[nodiscard]] std::vector<NodeId> after_arrivals_and_events(NeuronEquations& neuron, std::vector<NodeId> now,
                                                            bool refractory,
                                                            const std::function<std::optional<NodeId>(NodeId)>& others);

/// Refuses a scheme that the equations do not allow, with the reason.
[[nodiscard]] StepPlan plan_step(NeuronEquations& neuron, const std::string& scheme);

}  // namespace lapicque::detail::equations
