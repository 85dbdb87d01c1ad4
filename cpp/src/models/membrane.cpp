#include "models/membrane.hpp"

#include <limits>
#include <variant>

#include "kernels/membranes/membrane_coefficients.hpp"
#include "math/elementary.hpp"
#include "models/membrane_parts.hpp"

namespace lapicque::detail {
namespace {

using kernels::MembraneKernelSet;
using namespace membrane_parts;

static_assert(most_nmda == kernels::most_nmda);

/// Growth of a small difference of potential within a step from which on the step is cut into pieces.
constexpr double steep = 0.25;

Membrane linear_membrane(const Lif& model, const NamedParameters& parameters, const OfNeuron& g_L, double dt) {
  using C = kernels::LinearMembrane;
  Membrane membrane = make(&MembraneKernelSet::linear, model.receptors, parameters, C::end,
                           {{C::g_L, g_L},
                            {C::E_L, value(model.E_L)},
                            {C::V_th, value(model.V_th)},
                            {C::V_reset, value(model.V_reset)},
                            {C::dt_over_C, [&model, dt](std::size_t i) { return dt / model.C_m[i]; }},
                            {C::leak, [&model, dt](std::size_t i) { return dt / model.membrane_time_constant(i); }}});
  make_linear(model.C_m, membrane);
  return membrane;
}

Membrane leaky_membrane(const Lif& model, const NamedParameters& parameters, const OfNeuron& g_L, double dt) {
  using C = kernels::LeakyMembrane;
  return make(&MembraneKernelSet::leaky, model.receptors, parameters, C::end,
              {{C::dt, constant(dt)},
               {C::g_L, g_L},
               {C::E_L, value(model.E_L)},
               {C::V_th, value(model.V_th)},
               {C::V_reset, value(model.V_reset)},
               {C::inverse_C, inverse(model.C_m)}});
}

/// Potential above E_L from which on the upstroke is steep.
template <class Model>
OfNeuron steep_above(const Model& model, double dt) {
  return [&model, dt](std::size_t i) {
    if (model.Delta_T[i] == 0.0) return std::numeric_limits<double>::max();
    return model.V_th[i] + model.Delta_T[i] * math::log(1.0 + steep * model.C_m[i] / (model.g_L[i] * dt));
  };
}

template <class Model>
Coefficients upstroke_coefficients(const Model& model, double dt) {
  using C = kernels::ExponentialMembrane;
  return {
      {C::dt, constant(dt)},
      {C::g_L, value(model.g_L)},
      {C::E_L, value(model.E_L)},
      {C::V_th, value(model.V_th)},
      {C::V_peak, [&model](std::size_t i) { return model.Delta_T[i] == 0.0 ? model.V_th[i] : model.V_peak[i]; }},
      {C::V_reset, value(model.V_reset)},
      {C::inverse_C, inverse(model.C_m)},
      {C::slope_current, [&model](std::size_t i) { return model.g_L[i] * model.Delta_T[i]; }},
      {C::inverse_Delta_T, [&model](std::size_t i) { return model.Delta_T[i] == 0.0 ? 0.0 : 1.0 / model.Delta_T[i]; }},
      {C::steep_above, steep_above(model, dt)}};
}

template <class Model>
NamedParameters upstroke_parameters(const Model& model) {
  NamedParameters all = leaky_parameters(model);
  all.insert(all.end(),
             {{"g_L", &model.g_L}, {"V_th", &model.V_th}, {"Delta_T", &model.Delta_T}, {"V_peak", &model.V_peak}});
  return all;
}

}  // namespace

bool is_conductance(const ReceptorKind& kind) {
  return std::visit([](const auto& k) { return requires { k.E_rev; }; }, kind);
}

Membrane membrane_of(const Lif& model, double dt) {
  NamedParameters parameters = leaky_parameters(model);
  parameters.emplace_back("V_th", &model.V_th);
  if (model.tau_m) parameters.emplace_back("tau_m", &*model.tau_m);
  if (model.g_L) parameters.emplace_back("g_L", &*model.g_L);
  const OfNeuron g_L = [&model](std::size_t i) { return model.C_m[i] / model.membrane_time_constant(i); };
  const bool nmda = has_nmda(model.receptors);
  Membrane membrane = nmda ? leaky_membrane(model, parameters, g_L, dt) : linear_membrane(model, parameters, g_L, dt);
  membrane.work = nmda ? 17.0 : 2.0;
  membrane.state = {{"V_m", initial_value(model.E_L)}};
  add_common(model, membrane);
  return membrane;
}

Membrane membrane_of(const Qif& model, double dt) {
  using C = kernels::QuadraticMembrane;
  NamedParameters parameters = leaky_parameters(model);
  parameters.insert(parameters.end(), {{"g_L", &model.g_L}, {"V_c", &model.V_c}, {"V_peak", &model.V_peak}});
  const auto curvature = [&model](std::size_t i) { return model.g_L[i] / (model.V_c[i] - model.E_L[i]); };
  // The slope is curvature (2 V_m - E_L - V_c)/C_m.
  const auto steep_at = [&model, curvature, dt](std::size_t i, double sign) {
    const double slope = sign * steep * model.C_m[i] / (curvature(i) * dt);
    return 0.5 * (model.E_L[i] + model.V_c[i] + slope);
  };
  Membrane membrane = make(&MembraneKernelSet::quadratic, model.receptors, std::move(parameters), C::end,
                           {{C::dt, constant(dt)},
                            {C::curvature, curvature},
                            {C::E_L, value(model.E_L)},
                            {C::V_c, value(model.V_c)},
                            {C::V_peak, value(model.V_peak)},
                            {C::V_reset, value(model.V_reset)},
                            {C::inverse_C, inverse(model.C_m)},
                            {C::steep_above, [steep_at](std::size_t i) { return steep_at(i, 1.0); }},
                            {C::steep_below, [steep_at](std::size_t i) { return steep_at(i, -1.0); }}});
  membrane.work = 4.0;
  membrane.state = {{"V_m", initial_value(model.E_L)}};
  add_common(model, membrane);
  return membrane;
}

Membrane membrane_of(const Eif& model, double dt) {
  Membrane membrane = make(&MembraneKernelSet::exponential, model.receptors, upstroke_parameters(model),
                           kernels::ExponentialMembrane::a, upstroke_coefficients(model, dt));
  membrane.work = 16.0;
  membrane.state = {{"V_m", initial_value(model.E_L)}};
  add_common(model, membrane);
  return membrane;
}

Membrane membrane_of(const AdEx& model, double dt) {
  using C = kernels::ExponentialMembrane;
  NamedParameters parameters = upstroke_parameters(model);
  parameters.insert(parameters.end(), {{"a", &model.a}, {"b", &model.b}, {"tau_w", &model.tau_w}});
  Coefficients coefficients = upstroke_coefficients(model, dt);
  coefficients.insert(coefficients.end(),
                      {{C::a, value(model.a)}, {C::b, value(model.b)}, {C::inverse_tau_w, inverse(model.tau_w)}});
  Membrane membrane = make(&MembraneKernelSet::adaptive, model.receptors, std::move(parameters), C::end, coefficients);
  membrane.work = 18.0;
  membrane.state = {{"V_m", initial_value(model.E_L)}, {"w", 0.0}};
  add_common(model, membrane);
  return membrane;
}

Membrane membrane_of(const Izhikevich& model, double dt) {
  using C = kernels::IzhikevichMembrane;
  // The slope is 0.08 V_m + 5.
  const auto steep_at = [dt](double sign) { return (sign * steep / dt - 5.0) / 0.08; };
  Membrane membrane = make(
      &MembraneKernelSet::izhikevich, model.receptors,
      {{"a", &model.a}, {"b", &model.b}, {"c", &model.c}, {"d", &model.d}, {"V_th", &model.V_th}, {"I_e", &model.I_e}},
      C::end,
      {{C::dt, constant(dt)},
       {C::a, value(model.a)},
       {C::b, value(model.b)},
       {C::c, value(model.c)},
       {C::d, value(model.d)},
       {C::V_th, value(model.V_th)},
       {C::steep_above, constant(steep_at(1.0))},
       {C::steep_below, constant(steep_at(-1.0))}});
  membrane.work = 5.0;
  membrane.state = {{"V_m", -65.0}, {"U_m", 0.0}};
  membrane.equilibrium = {{1, [](double V_m, double b) { return b * V_m; }}};
  membrane.equilibrium_parameter = value(model.b);
  membrane.I_e = model.I_e;
  return membrane;
}

}  // namespace lapicque::detail
