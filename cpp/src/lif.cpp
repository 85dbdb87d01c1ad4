#include <lapicque/lif.hpp>

#include <algorithm>
#include <cctype>
#include <string>

#include "check.hpp"

namespace lapicque {
namespace {

/// The number of neurons that the values of two parameters cover together; refuses arrays of different length.
std::size_t common_size(const std::string& name_a, const Parameter& a, const std::string& name_b, const Parameter& b) {
  const std::size_t size_a = a.values().size();
  const std::size_t size_b = b.values().size();
  if (a.per_neuron() && b.per_neuron() && size_a != size_b) {
    check::refuse(name_b, std::to_string(size_b) + " values",
                  "as many as " + name_a + " (" + std::to_string(size_a) + ")");
  }
  return std::max(size_a, size_b);
}

void validate_name(const std::string& name) {
  const auto letter = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_'; };
  const auto other = [&](unsigned char c) { return letter(c) || std::isdigit(c) != 0; };
  if (name.empty() || !letter(static_cast<unsigned char>(name[0])) || !std::all_of(name.begin(), name.end(), other)) {
    check::refuse("receptor name", "'" + name + "'", "a word of letters, digits and underscores");
  }
  if (name == "ext") check::refuse("receptor name", "'ext'", "another one, as I_ext is the external current");
}

void validate_kind(const std::string& prefix, const ReceptorKind& kind) {
  const int sign = std::visit([](const auto& receptor) { return receptor.sign; }, kind);
  if (sign < -1 || sign > 1) check::refuse(prefix + "sign", std::to_string(sign), "-1, 0 or +1");
  if (const auto* exp = std::get_if<ExpCurrent>(&kind)) check::positive(prefix + "tau", exp->tau);
  if (const auto* alpha = std::get_if<AlphaCurrent>(&kind)) check::positive(prefix + "tau", alpha->tau);
  if (const auto* biexp = std::get_if<BiExpCurrent>(&kind)) {
    check::positive(prefix + "tau_rise", biexp->tau_rise);
    check::positive(prefix + "tau_decay", biexp->tau_decay);
    const std::size_t n = common_size(prefix + "tau_decay", biexp->tau_decay, prefix + "tau_rise", biexp->tau_rise);
    for (std::size_t i = 0; i < n; ++i) {
      if (biexp->tau_rise[i] > biexp->tau_decay[i]) {
        check::refuse(prefix + "tau_rise", biexp->tau_rise[i],
                      "at most tau_decay (" + check::text(biexp->tau_decay[i]) + ")");
      }
    }
  }
}

}  // namespace

void validate(const ReceptorKind& kind) { validate_kind("", kind); }

void Lif::validate() const {
  check::positive("C_m", C_m);
  if (tau_m && g_L) check::refuse("g_L", (*g_L)[0], "left out when tau_m is given (g_L = C_m/tau_m)");
  if (tau_m) check::positive("tau_m", *tau_m);
  if (g_L) {
    check::positive("g_L", *g_L);
    common_size("C_m", C_m, "g_L", *g_L);
  }
  check::finite("E_L", E_L);
  check::finite("V_th", V_th);
  check::finite("V_reset", V_reset);
  const std::size_t n = common_size("V_th", V_th, "V_reset", V_reset);
  for (std::size_t i = 0; i < n; ++i) {
    if (V_reset[i] >= V_th[i]) {
      check::refuse(V_reset.per_neuron() ? "V_reset[" + std::to_string(i) + "]" : "V_reset", V_reset[i],
                    "below V_th (" + check::text(V_th[i]) + ")");
    }
  }
  check::not_negative("t_ref", t_ref);
  check::finite("I_e", I_e);
  for (std::size_t r = 0; r < receptors.size(); ++r) {
    validate_name(receptors[r].name);
    for (std::size_t s = 0; s < r; ++s) {
      if (receptors[s].name == receptors[r].name) {
        check::refuse("receptors", "'" + receptors[r].name + "' twice", "receptors of different names");
      }
    }
    validate_kind("receptors['" + receptors[r].name + "'].", receptors[r].kind);
  }
}

double Lif::membrane_time_constant(std::size_t i) const {
  if (g_L) return C_m[i] / (*g_L)[i];
  return tau_m ? (*tau_m)[i] : 10.0;
}

}  // namespace lapicque
