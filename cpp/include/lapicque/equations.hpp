#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/export.hpp>
#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Parameters of equations by name, in the order given.
using ParametersByName = std::vector<std::pair<std::string, Parameter>>;

/// Texts by name, in the order given.
using TextsByName = std::vector<std::pair<std::string, std::string>>;

/// A neuron whose equations are given as text:
///
///     Equations adex;
///     adex.text = "C_m*dV_m/dt = g_L*(E_L - V_m) - w + I_syn + I_ext : mV\n"
///                 "tau_w*dw/dt = a*(V_m - E_L) - w : pA";
///     adex.threshold = "V_m >= V_th";
///     adex.reset = "V_m = V_reset; w += b";
///
/// A line is an equation, a definition "name = expression" or units of parameters "g_L, g_K : nS". Beside parameters
/// and variables, lines may name `t` [ms], the external current `I_ext` [pA], the state of a receptor (`I_exc` [pA],
/// `g_exc` [nS]), and `I_syn`, the current of all receptors [pA]. Names of variables in `hold` stand between commas;
/// the schemes are "auto", "exact", "rk4", "heun", "euler" and "exponential_euler".
struct LAPICQUE_API Equations {
  std::string text = {};             // equations, a line each
  std::string threshold = {};        // condition of a spike at the end of a step, without one there are no spikes
  std::string reset = {};            // what a spike changes, in order
  std::string t_ref = "0";           // time after a spike in which there is no other, a number of ms, or an expression
  std::string hold = {};             // variables that stand still meanwhile
  ParametersByName parameters = {};  // parameters by name
  Receptors receptors = {};
  TextsByName arrivals = {};    // receptors of one's own: what weights that arrive change
  TextsByName events = {};      // conditions that change variables without a spike
  std::string scheme = "auto";  // how variables go through a step

  /// Throws std::invalid_argument that names the line and column, and says what is wrong.
  void validate() const;
};

template <>
struct Description<Equations> {
  static constexpr const char* name = "Equations";
  static constexpr auto fields = std::tuple{
      Field{"text", &Equations::text, "1", Bound::any, "equations, a line each"},
      Field{"threshold", &Equations::threshold, "1", Bound::any, "condition of a spike at the end of a step",
            "without one there are no spikes"},
      Field{"reset", &Equations::reset, "1", Bound::any, "what a spike changes, in order"},
      Field{"t_ref", &Equations::t_ref, "1", Bound::any, "time after a spike in which there is no other",
            "a number of ms, or an expression"},
      Field{"hold", &Equations::hold, "1", Bound::any, "variables that stand still meanwhile"},
      Field{"parameters", &Equations::parameters, "1", Bound::any, "parameters by name"},
      Field{"receptors", &Equations::receptors, "1", Bound::any, "receptors by name"},
      Field{"arrivals", &Equations::arrivals, "1", Bound::any,
            "receptors of one's own: what weights that arrive change"},
      Field{"events", &Equations::events, "1", Bound::any, "conditions that change variables without a spike"},
      Field{"scheme", &Equations::scheme, "1", Bound::any, "how variables go through a step"}};
};

/// How a variable of equations goes through a step, and why.
struct VariableScheme {
  std::string variable;
  std::string scheme;
  std::string reason;
};

/// Of each variable, in the order of the equations. Throws std::invalid_argument if the model is not valid.
[[nodiscard]] LAPICQUE_API std::vector<VariableScheme> schemes_of(const Equations& equations);
/// The instructions of a step, of what comes once before a run, and of a reset, for those who want to look.
[[nodiscard]] LAPICQUE_API std::string program_of(const Equations& equations);

}  // namespace lapicque
