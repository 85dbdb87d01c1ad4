#include "models/leaky_membrane.hpp"

#include "math/elementary.hpp"

namespace lapicque::detail {
namespace {

void add(NamedCoefficients more, NamedCoefficients& all) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// The conductance times the potential is integrated with the receptors' inputs.
NamedCoefficients linear_leak(const Leak& leak, double dt) {
  const Parameter& C_m = leak.C_m;
  const OfNeuron part = leak.by_conductance
                            ? OfNeuron{[&C_m, g_L = leak.g_L, dt](std::size_t i) { return g_L(i) * dt / C_m[i]; }}
                            : OfNeuron{[tau_m = leak.tau_m, dt](std::size_t i) { return dt / tau_m(i); }};
  return {{"g_L", leak.g_L},
          {"E_L", value(leak.E_L)},
          {"dt_over_C", [&C_m, dt](std::size_t i) { return dt / C_m[i]; }},
          {"leak", part}};
}

NamedCoefficients numerical_leak(const Leak& leak, double dt) {
  return {{"dt", constant(dt)}, {"g_L", leak.g_L}, {"E_L", value(leak.E_L)}, {"inverse_C", inverse(leak.C_m)}};
}

}  // namespace

NamedCoefficients exact_leak(const Leak& leak, double dt, Precision precision) {
  const auto part = [tau_m = leak.tau_m, dt](std::size_t i) { return math::expm1(-dt / tau_m(i)); };
  const Parameter& C_m = leak.C_m;
  const Parameter& E_L = leak.E_L;
  const Parameter& I_e = leak.I_e;
  const OfNeuron current_to_V =
      leak.by_conductance
          ? OfNeuron{[part, g_L = leak.g_L](std::size_t i) { return -part(i) / g_L(i); }}
          : OfNeuron{[part, &C_m, tau_m = leak.tau_m](std::size_t i) { return -part(i) * (tau_m(i) / C_m[i]); }};
  // Rounded like the coefficient that V_m is multiplied by, so that V_m = E_L stays where it is.
  const auto rounded = [part, precision](std::size_t i) {
    return precision == Precision::single ? static_cast<double>(static_cast<float>(part(i))) : part(i);
  };
  return {{"leak", part},
          {"current_to_V", current_to_V},
          {"rest", [=, &E_L, &I_e](std::size_t i) { return current_to_V(i) * I_e[i] - rounded(i) * E_L[i]; }},
          {"V_inf", [g_L = leak.g_L, &E_L, &I_e](std::size_t i) { return E_L[i] + I_e[i] / g_L(i); }}};
}

void make_leaky(Membrane& membrane, const Leak& leak, const kernels::MembraneKernels& kernels, const SchemeCosts& costs,
                double dt, Precision precision, SpikeTiming timing) {
  if (has_nmda(*membrane.receptors) || timing == SpikeTiming::precise) {
    membrane.kernel = kernels.numerical;
    membrane.work = costs.numerical;
    add(numerical_leak(leak, dt), membrane.coefficients);
  } else if (has_conductance(*membrane.receptors)) {
    membrane.kernel = kernels.linear;
    membrane.work = costs.linear;
    membrane.input.decay_per_integral = inverse(leak.C_m);
    add(linear_leak(leak, dt), membrane.coefficients);
  } else {
    membrane.kernel = kernels.exact;
    membrane.work = costs.exact;
    membrane.input.tau_m = leak.tau_m;
    membrane.input.C_m = value(leak.C_m);
    add(exact_leak(leak, dt, precision), membrane.coefficients);
  }
}

}  // namespace lapicque::detail
