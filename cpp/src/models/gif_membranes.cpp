#include "kernels/membranes/membrane_coefficients.hpp"
#include "math/elementary.hpp"
#include "models/membrane_parts.hpp"

namespace lapicque::detail {
namespace {

using kernels::MembraneKernelSet;
using namespace membrane_parts;

Membrane make_gif(const Gif& model, Kernel kernel, std::size_t n_coefficients, Coefficients coefficients, double dt) {
  using C = kernels::EscapeNoise;
  NamedParameters parameters = leaky_parameters(model);
  parameters.insert(
      parameters.end(),
      {{"g_L", &model.g_L}, {"V_T_star", &model.V_T_star}, {"Delta_V", &model.Delta_V}, {"lambda_0", &model.lambda_0}});
  coefficients.insert(coefficients.end(),
                      {{C::V_reset, value(model.V_reset)},
                       {C::V_T_star, value(model.V_T_star)},
                       {C::inverse_Delta_V, inverse(model.Delta_V)},
                       {C::hazard, [&model, dt](std::size_t i) { return model.lambda_0[i] * 1e-3 * dt; }}});
  return make(kernel, model.receptors, std::move(parameters), n_coefficients, coefficients);
}

Membrane exact_gif(const Gif& model, double dt) {
  using C = kernels::ExactGifMembrane;
  const OfNeuron tau_m = [&model](std::size_t i) { return model.C_m[i] / model.g_L[i]; };
  const auto leak = [tau_m, dt](std::size_t i) { return math::expm1(-dt / tau_m(i)); };
  Membrane membrane =
      make_gif(model, &MembraneKernelSet::exact_gif, C::end,
               {{C::leak, leak},
                {C::V_inf, [&model](std::size_t i) { return model.E_L[i] + model.I_e[i] / model.g_L[i]; }},
                {C::current_to_V, [&model, leak](std::size_t i) { return -leak(i) / model.g_L[i]; }}},
               dt);
  membrane.work = 7.0;
  membrane.tau_m = tau_m;
  membrane.C_m = value(model.C_m);
  return membrane;
}

Membrane linear_gif(const Gif& model, double dt) {
  using C = kernels::LinearGifMembrane;
  Membrane membrane = make_gif(model, &MembraneKernelSet::linear_gif, C::end,
                               {{C::g_L, value(model.g_L)},
                                {C::E_L, value(model.E_L)},
                                {C::dt_over_C, [&model, dt](std::size_t i) { return dt / model.C_m[i]; }},
                                {C::leak, [&model, dt](std::size_t i) { return model.g_L[i] * dt / model.C_m[i]; }}},
                               dt);
  membrane.work = 10.0;
  make_linear(model.C_m, membrane);
  return membrane;
}

Membrane numerical_gif(const Gif& model, double dt) {
  using C = kernels::GifMembrane;
  Membrane membrane = make_gif(model, &MembraneKernelSet::gif, C::end,
                               {{C::dt, constant(dt)},
                                {C::g_L, value(model.g_L)},
                                {C::E_L, value(model.E_L)},
                                {C::inverse_C, inverse(model.C_m)}},
                               dt);
  membrane.work = 30.0;
  return membrane;
}

}  // namespace

Membrane membrane_of(const Gif& model, double dt) {
  Membrane membrane = has_nmda(model.receptors)          ? numerical_gif(model, dt)
                      : has_conductance(model.receptors) ? linear_gif(model, dt)
                                                         : exact_gif(model, dt);
  membrane.state = {{"V_m", initial_value(model.E_L)}, {"I_stc", 0.0}, {"E_sfa", initial_value(model.V_T_star)}};
  membrane.currents = {model.tau_stc, model.q_stc};
  membrane.thresholds = {model.tau_sfa, model.q_sfa};
  membrane.noisy = true;
  add_common(model, membrane);
  return membrane;
}

}  // namespace lapicque::detail
