#include "models/model_check.hpp"

#include <algorithm>
#include <cctype>

#include "check/check.hpp"

namespace lapicque {

using namespace detail;
namespace {

void validate_name(const std::string& name) {
  const auto letter = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_'; };
  const auto other = [&](unsigned char c) { return letter(c) || std::isdigit(c) != 0; };
  if (name.empty() || !letter(static_cast<unsigned char>(name[0])) || !std::all_of(name.begin(), name.end(), other)) {
    check::refuse("receptor name", "'" + name + "'", "a word of letters, digits and underscores");
  }
  if (name == "ext") check::refuse("receptor name", "'ext'", "another one, as I_ext is the external current");
}

std::string indexed(const std::string& name, const Parameter& parameter, std::size_t i) {
  return parameter.per_neuron() ? name + "[" + std::to_string(i) + "]" : name;
}

/// Checks what a kind of receptor has of the usual parameters.
template <class Kind>
void validate_parameters(const std::string& prefix, const Kind& kind) {
  if constexpr (requires { kind.tau; }) check::positive(prefix + "tau", kind.tau);
  if constexpr (requires { kind.tau_rise; }) {
    check::positive(prefix + "tau_rise", kind.tau_rise);
    check::positive(prefix + "tau_decay", kind.tau_decay);
    const std::size_t n = check::common_size(prefix + "tau_decay", kind.tau_decay, prefix + "tau_rise", kind.tau_rise);
    for (std::size_t i = 0; i < n; ++i) {
      if (kind.tau_rise[i] <= kind.tau_decay[i]) continue;
      check::refuse(prefix + "tau_rise", kind.tau_rise[i],
                    "at most tau_decay (" + check::text(kind.tau_decay[i]) + ")");
    }
  }
  if constexpr (requires { kind.E_rev; }) check::finite(prefix + "E_rev", kind.E_rev);
  if constexpr (requires { kind.Mg; }) check::not_negative(prefix + "Mg", kind.Mg);
}

void validate_kind(const std::string& prefix, const ReceptorKind& kind) {
  std::visit(
      [&](const auto& receptor) {
        const int sign = receptor.sign;
        if (sign < -1 || sign > 1) check::refuse(prefix + "sign", std::to_string(sign), "-1, 0 or +1");
        validate_parameters(prefix, receptor);
      },
      kind);
}

}  // namespace

void validate(const ReceptorKind& kind) { validate_kind("", kind); }

}  // namespace lapicque

namespace lapicque::detail::check {

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

void valid(const Receptors& receptors) {
  std::size_t n_nmda = 0;
  for (std::size_t r = 0; r < receptors.size(); ++r) {
    validate_name(receptors[r].name);
    for (std::size_t s = 0; s < r; ++s) {
      if (receptors[s].name != receptors[r].name) continue;
      refuse("receptors", "'" + receptors[r].name + "' twice", "receptors of different names");
    }
    validate_kind("receptors['" + receptors[r].name + "'].", receptors[r].kind);
    n_nmda += std::holds_alternative<NMDA>(receptors[r].kind) ? 1 : 0;
  }
  if (n_nmda > most_nmda) {
    refuse("number of NMDA receptors", std::to_string(n_nmda), "at most " + std::to_string(most_nmda));
  }
}

}  // namespace lapicque::detail::check
