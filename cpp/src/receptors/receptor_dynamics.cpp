#include "receptors/receptor_dynamics.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <variant>

#include "check/check.hpp"
#include "check/fields.hpp"

namespace lapicque::detail {
namespace {

using Effect = kernels::ReceptorEffect;

struct Dynamics {
  ReceptorDynamics operator()(const Delta&) const { return {.effect = Effect::delta}; }
  ReceptorDynamics operator()(const ExpCurrent& r) const { return {.effect = Effect::current, .tau_decay = &r.tau}; }
  ReceptorDynamics operator()(const AlphaCurrent& r) const {
    return {.effect = Effect::current, .tau_decay = &r.tau, .tau_rise = &r.tau};
  }
  ReceptorDynamics operator()(const BiExpCurrent& r) const {
    return {.effect = Effect::current, .tau_decay = &r.tau_decay, .tau_rise = &r.tau_rise};
  }
  ReceptorDynamics operator()(const ExpConductance& r) const {
    return {.effect = Effect::conductance, .tau_decay = &r.tau, .E_rev = &r.E_rev};
  }
  ReceptorDynamics operator()(const AlphaConductance& r) const {
    return {.effect = Effect::conductance, .tau_decay = &r.tau, .tau_rise = &r.tau, .E_rev = &r.E_rev};
  }
  ReceptorDynamics operator()(const BiExpConductance& r) const {
    return {.effect = Effect::conductance, .tau_decay = &r.tau_decay, .tau_rise = &r.tau_rise, .E_rev = &r.E_rev};
  }
  ReceptorDynamics operator()(const NMDA& r) const {
    return {.effect = Effect::nmda, .tau_decay = &r.tau_decay, .tau_rise = &r.tau_rise, .E_rev = &r.E_rev, .Mg = &r.Mg};
  }
};

void validate_name(const std::string& name) {
  const auto letter = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_'; };
  const auto other = [&](unsigned char c) { return letter(c) || std::isdigit(c) != 0; };
  if (name.empty() || !letter(static_cast<unsigned char>(name[0])) || !std::all_of(name.begin(), name.end(), other)) {
    check::refuse("receptor name", "'" + name + "'", "a word of letters, digits and underscores");
  }
  if (name == "ext") check::refuse("receptor name", "'ext'", "another one, as I_ext is the external current");
}

void validate_rise(const std::string& prefix, const Parameter& tau_rise, const Parameter& tau_decay) {
  const std::size_t n = check::common_size(prefix + "tau_decay", tau_decay, prefix + "tau_rise", tau_rise);
  for (std::size_t i = 0; i < n; ++i) {
    if (tau_rise[i] <= tau_decay[i]) continue;
    check::refuse(prefix + "tau_rise", tau_rise[i], "at most tau_decay (" + check::text(tau_decay[i]) + ")");
  }
}

void validate_kind(const std::string& prefix, const ReceptorKind& kind) {
  const int sign = sign_of(kind);
  if (sign < -1 || sign > 1) check::refuse(prefix + "sign", std::to_string(sign), "-1, 0 or +1");
  std::visit(
      [&](const auto& receptor) {
        check::fields(receptor, prefix);
        if constexpr (requires { receptor.tau_rise; }) validate_rise(prefix, receptor.tau_rise, receptor.tau_decay);
      },
      kind);
}

}  // namespace

ReceptorDynamics dynamics_of(const ReceptorKind& kind) { return std::visit(Dynamics{}, kind); }

std::vector<ReceptorVariable> variables_of(const Receptor& receptor) {
  const ReceptorDynamics dynamics = dynamics_of(receptor.kind);
  if (dynamics.tau_decay == nullptr) return {};
  const bool conductance = dynamics.E_rev != nullptr;
  const std::string x = (conductance ? "g_" : "I_") + receptor.name;
  const std::string unit = conductance ? "nS" : "pA";
  if (dynamics.tau_rise == nullptr) return {{x, unit}};
  return {{x, unit}, {"d" + x, unit + "/ms"}};
}

bool is_conductance(const ReceptorKind& kind) { return dynamics_of(kind).E_rev != nullptr; }

bool has_conductance(const Receptors& receptors) {
  return std::ranges::any_of(receptors, [](const Receptor& r) { return is_conductance(r.kind); });
}

bool has_nmda(const Receptors& receptors) {
  return std::ranges::any_of(receptors, [](const Receptor& r) { return dynamics_of(r.kind).effect == Effect::nmda; });
}

int sign_of(const ReceptorKind& kind) {
  return std::visit([](const auto& receptor) { return static_cast<int>(receptor.sign); }, kind);
}

namespace check {

void valid(const Receptors& receptors) {
  std::size_t n_nmda = 0;
  for (std::size_t r = 0; r < receptors.size(); ++r) {
    validate_name(receptors[r].name);
    for (std::size_t s = 0; s < r; ++s) {
      if (receptors[s].name != receptors[r].name) continue;
      refuse("receptors", "'" + receptors[r].name + "' twice", "receptors of different names");
    }
    validate_kind("receptors['" + receptors[r].name + "'].", receptors[r].kind);
    n_nmda += dynamics_of(receptors[r].kind).effect == Effect::nmda ? 1 : 0;
  }
  if (n_nmda > most_nmda) {
    refuse("number of NMDA receptors", std::to_string(n_nmda), "at most " + std::to_string(most_nmda));
  }
}

}  // namespace check

}  // namespace lapicque::detail

namespace lapicque {

void validate(const ReceptorKind& kind) { detail::validate_kind("", kind); }

}  // namespace lapicque
