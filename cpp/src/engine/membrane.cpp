#include "engine/membrane.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "kernels/membrane_coefficients.hpp"
#include "math/elementary.hpp"

namespace lapicque {
namespace {

using kernels::MembraneKernelPair;
using kernels::MembraneKernelSet;
using OfNeuron = Membrane::OfNeuron;
using Kernel = MembraneKernelPair MembraneKernelSet::*;
using Coefficients = std::vector<std::pair<std::size_t, OfNeuron>>;

static_assert(most_nmda == kernels::most_magnesium);

/// Growth of a small difference of potential within a step from which on the step is cut into pieces.
constexpr double steep = 0.25;

OfNeuron value(const Parameter& parameter) {
  return [&parameter](std::size_t i) { return parameter[i]; };
}
OfNeuron constant(double number) {
  return [number](std::size_t) { return number; };
}
OfNeuron inverse(const Parameter& parameter) {
  return [&parameter](std::size_t i) { return 1.0 / parameter[i]; };
}

Membrane make(Kernel kernel, const Receptors& receptors, NamedParameters parameters, std::size_t n_coefficients,
              const Coefficients& coefficients) {
  Membrane membrane;
  membrane.kernel = kernel;
  membrane.receptors = &receptors;
  membrane.parameters = std::move(parameters);
  add_parameters(receptors, membrane.parameters);
  membrane.coefficients.resize(n_coefficients);
  for (const auto& [index, of_neuron] : coefficients) membrane.coefficients[index] = of_neuron;
  return membrane;
}

template <class Model>
NamedParameters leaky_parameters(const Model& model) {
  return {{"C_m", &model.C_m},
          {"E_L", &model.E_L},
          {"V_reset", &model.V_reset},
          {"t_ref", &model.t_ref},
          {"I_e", &model.I_e}};
}

bool has_magnesium(const Receptors& receptors) {
  return std::ranges::any_of(receptors, [](const Receptor& r) { return std::holds_alternative<NMDA>(r.kind); });
}
bool has_conductance(const Receptors& receptors) {
  return std::ranges::any_of(receptors, [](const Receptor& r) { return is_conductance(r.kind); });
}

/// Has the receptors tell what the kernel of a linear membrane wants to know.
void make_linear(const Parameter& C_m, Membrane& membrane) {
  membrane.nodes = {kernels::gauss_node(0), kernels::gauss_node(1), kernels::gauss_node(2)};
  membrane.decay_per_integral = inverse(C_m);
}

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

template <class Model>
void add_common(const Model& model, Membrane& membrane) {
  membrane.t_ref = model.t_ref;
  membrane.I_e = model.I_e;
}

// Rates of channels in equilibrium, for initial values: x/(exp(x) - 1) and the like.

double over_expm1(double x) { return x == 0.0 ? 1.0 : x / math::expm1(x); }
double open_part(double alpha, double beta) { return alpha / (alpha + beta); }

double hodgkin_huxley_m(double V_m, double) {
  return open_part(over_expm1(-(V_m + 40.0) / 10.0), 4.0 * math::exp(-(V_m + 65.0) / 18.0));
}
double hodgkin_huxley_h(double V_m, double) {
  return open_part(0.07 * math::exp(-(V_m + 65.0) / 20.0), 1.0 / (1.0 + math::exp(-(V_m + 35.0) / 10.0)));
}
double hodgkin_huxley_n(double V_m, double) {
  return open_part(0.1 * over_expm1(-(V_m + 55.0) / 10.0), 0.125 * math::exp(-(V_m + 65.0) / 80.0));
}
double traub_miles_m(double V_m, double V_T) {
  const double v = V_m - V_T;
  return open_part(1.28 * over_expm1((13.0 - v) / 4.0), 1.4 * over_expm1((v - 40.0) / 5.0));
}
double traub_miles_h(double V_m, double V_T) {
  const double v = V_m - V_T;
  return open_part(0.128 * math::exp((17.0 - v) / 18.0), 4.0 / (1.0 + math::exp((40.0 - v) / 5.0)));
}
double traub_miles_n(double V_m, double V_T) {
  const double v = V_m - V_T;
  return open_part(0.16 * over_expm1((15.0 - v) / 5.0), 0.5 * math::exp((10.0 - v) / 40.0));
}

template <class Model>
Membrane channel_membrane(const Model& model, Kernel kernel, NamedParameters parameters, Coefficients coefficients,
                          double dt) {
  using C = kernels::ChannelMembrane;
  parameters.insert(parameters.end(), {{"C_m", &model.C_m},
                                       {"g_Na", &model.g_Na},
                                       {"g_K", &model.g_K},
                                       {"g_L", &model.g_L},
                                       {"E_Na", &model.E_Na},
                                       {"E_K", &model.E_K},
                                       {"E_L", &model.E_L},
                                       {"t_ref", &model.t_ref},
                                       {"I_e", &model.I_e}});
  coefficients.insert(coefficients.end(), {{C::dt, constant(dt)},
                                           {C::inverse_C, inverse(model.C_m)},
                                           {C::g_Na, value(model.g_Na)},
                                           {C::g_K, value(model.g_K)},
                                           {C::g_L, value(model.g_L)},
                                           {C::E_Na, value(model.E_Na)},
                                           {C::E_K, value(model.E_K)},
                                           {C::E_L, value(model.E_L)}});
  Membrane membrane = make(kernel, model.receptors, std::move(parameters), C::end, coefficients);
  membrane.nodes = {0.25, 0.5, 0.75};
  add_common(model, membrane);
  return membrane;
}

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
  make_linear(model.C_m, membrane);
  return membrane;
}

Membrane numerical_gif(const Gif& model, double dt) {
  using C = kernels::GifMembrane;
  return make_gif(model, &MembraneKernelSet::gif, C::end,
                  {{C::dt, constant(dt)},
                   {C::g_L, value(model.g_L)},
                   {C::E_L, value(model.E_L)},
                   {C::inverse_C, inverse(model.C_m)}},
                  dt);
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
  Membrane membrane = has_magnesium(model.receptors) ? leaky_membrane(model, parameters, g_L, dt)
                                                     : linear_membrane(model, parameters, g_L, dt);
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
  membrane.state = {{"V_m", initial_value(model.E_L)}};
  add_common(model, membrane);
  return membrane;
}

Membrane membrane_of(const Eif& model, double dt) {
  Membrane membrane = make(&MembraneKernelSet::exponential, model.receptors, upstroke_parameters(model),
                           kernels::ExponentialMembrane::a, upstroke_coefficients(model, dt));
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
  membrane.state = {{"V_m", -65.0}, {"U_m", 0.0}};
  membrane.equilibrium = {{1, [](double V_m, double b) { return b * V_m; }}};
  membrane.equilibrium_parameter = value(model.b);
  membrane.I_e = model.I_e;
  return membrane;
}

Membrane membrane_of(const Gif& model, double dt) {
  Membrane membrane = has_magnesium(model.receptors)     ? numerical_gif(model, dt)
                      : has_conductance(model.receptors) ? linear_gif(model, dt)
                                                         : exact_gif(model, dt);
  membrane.state = {{"V_m", initial_value(model.E_L)}, {"I_stc", 0.0}, {"E_sfa", initial_value(model.V_T_star)}};
  membrane.currents = {model.tau_stc, model.q_stc};
  membrane.thresholds = {model.tau_sfa, model.q_sfa};
  membrane.noisy = true;
  add_common(model, membrane);
  return membrane;
}

Membrane membrane_of(const HodgkinHuxley& model, double dt) {
  using C = kernels::ChannelMembrane;
  Membrane membrane = channel_membrane(model, &MembraneKernelSet::hodgkin_huxley, {},
                                       {{C::V_T, constant(0.0)}, {C::V_th, constant(0.0)}}, dt);
  membrane.state = {{"V_m", -65.0}, {"Act_m", 0.0}, {"Inact_h", 0.0}, {"Act_n", 0.0}};
  membrane.equilibrium = {{1, hodgkin_huxley_m}, {2, hodgkin_huxley_h}, {3, hodgkin_huxley_n}};
  membrane.equilibrium_parameter = constant(0.0);
  return membrane;
}

Membrane membrane_of(const TraubMiles& model, double dt) {
  using C = kernels::ChannelMembrane;
  const OfNeuron V_th = [&model](std::size_t i) { return model.V_T[i] + 30.0; };
  Membrane membrane = channel_membrane(model, &MembraneKernelSet::traub_miles, {{"V_T", &model.V_T}},
                                       {{C::V_T, value(model.V_T)}, {C::V_th, V_th}}, dt);
  membrane.state = {{"V_m", initial_value(model.E_L)}, {"Act_m", 0.0}, {"Inact_h", 0.0}, {"Act_n", 0.0}};
  membrane.equilibrium = {{1, traub_miles_m}, {2, traub_miles_h}, {3, traub_miles_n}};
  membrane.equilibrium_parameter = value(model.V_T);
  return membrane;
}

}  // namespace lapicque
