#include "kernels/membranes/membrane_coefficients.hpp"
#include "math/elementary.hpp"
#include "models/membrane_parts.hpp"

namespace lapicque::detail {
namespace {

using kernels::MembraneKernelSet;
using namespace membrane_parts;

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
  membrane.work = 80.0;
  add_common(model, membrane);
  return membrane;
}

}  // namespace

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

}  // namespace lapicque::detail
