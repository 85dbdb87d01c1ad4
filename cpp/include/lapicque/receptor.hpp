#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/export.hpp>
#include <lapicque/parameter.hpp>

namespace lapicque {

// A receptor turns the weights that arrive in a step into membrane potential, current or conductance.
// `sign` fixes the sign of the weights it takes: +1, -1, or 0 for both; conductances take positive ones.

/// A jump of the membrane potential; weights in mV.
struct Delta {
  int sign = 0;  // sign that every weight must have; 0 for both
};

template <>
struct Description<Delta> {
  static constexpr const char* name = "Delta";
  static constexpr const char* weight_unit = "mV";
  static constexpr auto fields =
      std::tuple{Field{"sign", &Delta::sign, "1", Bound::any, "sign that every weight must have", "0 for both"}};
};

/// I(t) = w exp(-t/tau); weights in pA (the jump).
struct ExpCurrent {
  Parameter tau = 2.0;  // time constant of decay [ms]
  int sign = 0;         // sign that every weight must have; 0 for both
};

template <>
struct Description<ExpCurrent> {
  static constexpr const char* name = "ExpCurrent";
  static constexpr const char* weight_unit = "pA";
  static constexpr auto fields =
      std::tuple{Field{"tau", &ExpCurrent::tau, "ms", Bound::positive, "time constant of decay"},
                 Field{"sign", &ExpCurrent::sign, "1", Bound::any, "sign that every weight must have", "0 for both"}};
};

/// I(t) = w (t/tau) exp(1 - t/tau); weights in pA (the peak, reached at t = tau).
struct AlphaCurrent {
  Parameter tau = 2.0;  // time from onset to peak [ms]
  int sign = 0;         // sign that every weight must have; 0 for both
};

template <>
struct Description<AlphaCurrent> {
  static constexpr const char* name = "AlphaCurrent";
  static constexpr const char* weight_unit = "pA";
  static constexpr auto fields =
      std::tuple{Field{"tau", &AlphaCurrent::tau, "ms", Bound::positive, "time from onset to peak"},
                 Field{"sign", &AlphaCurrent::sign, "1", Bound::any, "sign that every weight must have", "0 for both"}};
};

/// I(t) = w (exp(-t/tau_decay) - exp(-t/tau_rise)) / peak; weights in pA (the peak).
/// tau_rise == tau_decay is AlphaCurrent.
struct BiExpCurrent {
  Parameter tau_rise = 0.5;   // time constant of rise [ms], at most tau_decay
  Parameter tau_decay = 2.0;  // time constant of decay [ms]
  int sign = 0;               // sign that every weight must have; 0 for both
};

template <>
struct Description<BiExpCurrent> {
  static constexpr const char* name = "BiExpCurrent";
  static constexpr const char* weight_unit = "pA";
  static constexpr auto fields = std::tuple{
      Field{"tau_rise", &BiExpCurrent::tau_rise, "ms", Bound::positive, "time constant of rise", "at most tau_decay"},
      Field{"tau_decay", &BiExpCurrent::tau_decay, "ms", Bound::positive, "time constant of decay"},
      Field{"sign", &BiExpCurrent::sign, "1", Bound::any, "sign that every weight must have", "0 for both"}};
};

/// I(t) = g(t) (E_rev - V_m), g(t) = w exp(-t/tau); weights in nS (the jump).
struct ExpConductance {
  Parameter E_rev = 0.0;  // reversal potential [mV]
  Parameter tau = 2.0;    // time constant of decay [ms]
  static constexpr int sign = 1;
};

template <>
struct Description<ExpConductance> {
  static constexpr const char* name = "ExpConductance";
  static constexpr const char* weight_unit = "nS";
  static constexpr auto fields =
      std::tuple{Field{"E_rev", &ExpConductance::E_rev, "mV", Bound::finite, "reversal potential"},
                 Field{"tau", &ExpConductance::tau, "ms", Bound::positive, "time constant of decay"}};
};

/// I(t) = g(t) (E_rev - V_m), g(t) = w (t/tau) exp(1 - t/tau); weights in nS (the peak).
struct AlphaConductance {
  Parameter E_rev = 0.0;  // reversal potential [mV]
  Parameter tau = 2.0;    // time from onset to peak [ms]
  static constexpr int sign = 1;
};

template <>
struct Description<AlphaConductance> {
  static constexpr const char* name = "AlphaConductance";
  static constexpr const char* weight_unit = "nS";
  static constexpr auto fields =
      std::tuple{Field{"E_rev", &AlphaConductance::E_rev, "mV", Bound::finite, "reversal potential"},
                 Field{"tau", &AlphaConductance::tau, "ms", Bound::positive, "time from onset to peak"}};
};

/// I(t) = g(t) (E_rev - V_m), g(t) = w (exp(-t/tau_decay) - exp(-t/tau_rise)) / peak; weights in nS (the peak).
struct BiExpConductance {
  Parameter E_rev = 0.0;      // reversal potential [mV]
  Parameter tau_rise = 0.5;   // time constant of rise [ms], at most tau_decay
  Parameter tau_decay = 2.0;  // time constant of decay [ms]
  static constexpr int sign = 1;
};

template <>
struct Description<BiExpConductance> {
  static constexpr const char* name = "BiExpConductance";
  static constexpr const char* weight_unit = "nS";
  static constexpr auto fields =
      std::tuple{Field{"E_rev", &BiExpConductance::E_rev, "mV", Bound::finite, "reversal potential"},
                 Field{"tau_rise", &BiExpConductance::tau_rise, "ms", Bound::positive, "time constant of rise",
                       "at most tau_decay"},
                 Field{"tau_decay", &BiExpConductance::tau_decay, "ms", Bound::positive, "time constant of decay"}};
};

/// NMDA receptors that a model can have.
inline constexpr std::size_t most_nmda = 8;

/// A BiExpConductance behind a magnesium block (Jahr & Stevens 1990):
/// I(t) = g(t) (E_rev - V_m) / (1 + Mg/3.57 exp(-0.062 V_m)); weights in nS (the peak without block).
struct NMDA {
  Parameter E_rev = 0.0;        // reversal potential [mV]
  Parameter tau_rise = 2.0;     // time constant of rise [ms], at most tau_decay
  Parameter tau_decay = 100.0;  // time constant of decay [ms]
  Parameter Mg = 1.0;           // concentration of magnesium [mM]
  static constexpr int sign = 1;
};

template <>
struct Description<NMDA> {
  static constexpr const char* name = "NMDA";
  static constexpr const char* weight_unit = "nS";
  static constexpr auto fields = std::tuple{
      Field{"E_rev", &NMDA::E_rev, "mV", Bound::finite, "reversal potential"},
      Field{"tau_rise", &NMDA::tau_rise, "ms", Bound::positive, "time constant of rise", "at most tau_decay"},
      Field{"tau_decay", &NMDA::tau_decay, "ms", Bound::positive, "time constant of decay"},
      Field{"Mg", &NMDA::Mg, "mM", Bound::not_negative, "concentration of magnesium"}};
};

using ReceptorKind = std::variant<Delta, ExpCurrent, AlphaCurrent, BiExpCurrent, ExpConductance, AlphaConductance,
                                  BiExpConductance, NMDA>;

/// Throws std::invalid_argument naming the parameter, its value and what is allowed.
LAPICQUE_API void validate(const ReceptorKind& kind);

struct Receptor {
  std::string name;
  ReceptorKind kind;
};

using Receptors = std::vector<Receptor>;

}  // namespace lapicque
