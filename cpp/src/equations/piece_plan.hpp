#pragma once

// Pieces of a step for neurons that are not taken through it exactly enough at once: expressions of a piece of any
// length, from any part of the step on, and of its error.

#include <optional>
#include <vector>

#include "equations/neuron_equations.hpp"

namespace lapicque::detail::equations {

/// How exact a piece has to be.
struct PieceTolerance {
  double relative;
  double absolute;  // [units of the variable]
};

struct PiecePlan {
  std::vector<NodeId> variables;             // at the end of the piece
  NodeId error = 0;                          // the largest of all variables over what is allowed
  std::optional<NodeId> condition = {};      // truth at the end of the piece, where it draws no random numbers
  std::optional<NodeId> beyond = {};         // how far it is beyond what the condition compares it with
  std::vector<NodeId> reset;                 // values after a spike at the beginning of the piece, as NeuronEquations
  std::vector<NodeId> arrived;               // variables after what arrives there and after events
  NodeId t_ref = 0;                          // after a spike then
  std::optional<NodeId> condition_now = {};  // truth at the beginning of the piece, whatever it draws
};

[[nodiscard]] PiecePlan plan_piece(NeuronEquations& neuron, bool refractory, const PieceTolerance& tolerance);

}  // namespace lapicque::detail::equations
