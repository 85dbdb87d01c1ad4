#pragma once

#include <string>
#include <vector>

#include <lapicque/receptor.hpp>

#include "kernels/membranes/membrane_pass.hpp"

namespace lapicque::detail {

/// The linear equations by which a receptor turns weights into potential, current or conductance. It refers to the
/// receptor, which has to outlive it.
struct ReceptorDynamics {
  kernels::ReceptorEffect effect;
  const Parameter* tau_decay = nullptr;  // [ms]; null: the potential jumps
  const Parameter* tau_rise = nullptr;   // [ms]; null: it jumps by what arrives
  const Parameter* E_rev = nullptr;      // of conductances [mV]
  const Parameter* Mg = nullptr;         // of NMDA [mM]
};

[[nodiscard]] ReceptorDynamics dynamics_of(const ReceptorKind& kind);

struct ReceptorVariable {
  std::string name;
  std::string unit;
};

/// The state variables of a receptor: its current or conductance, then the rise that feeds it; those that it has.
[[nodiscard]] std::vector<ReceptorVariable> variables_of(const Receptor& receptor);

[[nodiscard]] bool is_conductance(const ReceptorKind& kind);
[[nodiscard]] bool has_conductance(const Receptors& receptors);
[[nodiscard]] bool has_nmda(const Receptors& receptors);
/// Sign that the weights of a receptor must have, 0 for both.
[[nodiscard]] int sign_of(const ReceptorKind& kind);

namespace check {

/// Refuses names that are no words, are taken or used twice, and kinds with values out of range.
void valid(const Receptors& receptors);

}  // namespace check

}  // namespace lapicque::detail
