#pragma once

// The public part of a neuron model: a struct with its description. In the library it stands in <lapicque/model.hpp>,
// and its name in the variant `Model` there.

#include <tuple>

#include <lapicque/describe.hpp>
#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>

namespace lapicque {

/// Perfect integrator: an integrate-and-fire neuron without leak.
///
///     C_m dV_m/dt = I_syn(t) + I_ext(t) + I_e
///     V_m >= V_th: a spike, V_m = V_reset for t_ref
struct PerfectIntegrator {
  Parameter C_m = 250.0;      // membrane capacitance [pF]
  Parameter V_th = -55.0;     // threshold [mV]
  Parameter V_reset = -70.0;  // potential after a spike [mV], below V_th
  Parameter t_ref = 2.0;      // absolute refractory time [ms], a multiple of dt
  Parameter I_e = 0.0;        // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<PerfectIntegrator> {
  static constexpr const char* name = "PerfectIntegrator";
  static constexpr auto fields = std::tuple{
      Field{"C_m", &PerfectIntegrator::C_m, "pF", Bound::positive, "membrane capacitance"},
      Field{"V_th", &PerfectIntegrator::V_th, "mV", Bound::finite, "threshold"},
      Field{"V_reset", &PerfectIntegrator::V_reset, "mV", Bound::finite, "potential after a spike", "below V_th"},
      Field{"t_ref", &PerfectIntegrator::t_ref, "ms", Bound::not_negative, "absolute refractory time",
            "a multiple of dt"},
      Field{"I_e", &PerfectIntegrator::I_e, "pA", Bound::finite, "constant current"},
      Field{"receptors", &PerfectIntegrator::receptors, "1", Bound::any, "receptors by name"}};
};

}  // namespace lapicque
