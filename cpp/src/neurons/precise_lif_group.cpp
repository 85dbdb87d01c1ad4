#include "neurons/precise_lif_group.hpp"

#include <algorithm>
#include <cmath>

#include "check/check.hpp"
#include "math/elementary.hpp"
#include "math/grid_time.hpp"
#include "math/propagator.hpp"
#include "models/leaky_membrane.hpp"
#include "models/model_parameters.hpp"
#include "receptors/receptor_compiler.hpp"

namespace lapicque::detail {
namespace {

NamedParameters parameters_of(const Lif& model) {
  NamedParameters all;
  add_parameters(model, "", all);
  return all;
}

bool same_for_all(const Lif& model) {
  const auto one = [](const Parameter* parameter) { return parameter == nullptr || !parameter->per_neuron(); };
  return one(&model.C_m) && (!model.tau_m || one(&*model.tau_m)) && (!model.g_L || one(&*model.g_L)) &&
         std::ranges::all_of(model.receptors, [&](const Receptor& receptor) {
           const ReceptorDynamics dynamics = dynamics_of(receptor.kind);
           return one(dynamics.tau_decay) && one(dynamics.tau_rise);
         });
}

SynapticKinetics two_stages(double tau_rise, double tau_decay) {
  const double peak_time = math::chain_peak_time(tau_rise, tau_decay);
  return {2, tau_rise, tau_decay, 1.0 / math::chain(peak_time, tau_rise, tau_decay), peak_time};
}

}  // namespace

PreciseLifGroup::PreciseLifGroup(const Lif& model, std::uint32_t population, std::uint32_t size,
                                 const NetworkOptions& network,
                                 const std::vector<std::pair<std::string, Value>>& initial)
    : NeuronGroup{population, size, network.precision, network.seed},
      model_{model},
      dt_{network.dt},
      same_kinetics_{same_for_all(model)},
      refractoriness_{size, model_.t_ref, network.dt},
      V_low_(size),
      coefficients_{size, check_parameters<double>(parameters_of(model_), size), true} {
  if (network.precision == Precision::single) {
    check::refuse("spike_timing", "'precise'", "'grid' in a network of single precision");
  }
  pass_.per_neuron = coefficients_.per_neuron();
  pass_.V_m = add_variable("V_m", "mV", initial_value(model_.E_L)).as<double>().data();
  pass_.V_low = V_low_.data();
  pass_.free_from = refractoriness_.free_from();
  pass_.free_offset = refractoriness_.free_offset();
  set_coefficients();
  add_receptors();
  pass_.receptors = passes_.data();
  pass_.rise_to_highest_I = rise_to_highest_I_.data();
  pass_.slots = slots_.data();
  pass_.n_receptors = passes_.size();
  set_initial(initial);
}

void PreciseLifGroup::set_coefficients() {
  for (const auto& [name, of_neuron] : exact_leak(leak_of(model_), dt_, Precision::double_)) {
    if (name == "leak") pass_.leak = coefficients_.add(of_neuron).values;
    if (name == "current_to_V") pass_.current_to_V = coefficients_.add(of_neuron).values;
    if (name == "rest") pass_.rest = coefficients_.add(of_neuron).values;
  }
  // Far above the rounding of a bound.
  pass_.V_alert =
      coefficients_.add([this](std::size_t i) { return model_.V_th[i] - 1e-10 * (1.0 + std::fabs(model_.V_th[i])); })
          .values;
  pass_.V_reset = coefficients_.add([this](std::size_t i) { return model_.V_reset[i]; }).values;
}

SynapticKinetics PreciseLifGroup::kinetics_of(std::size_t receptor, std::size_t neuron) const {
  const ReceptorDynamics dynamics = dynamics_of(model_.receptors[receptor].kind);
  if (dynamics.tau_decay == nullptr) return {};
  if (dynamics.tau_rise == nullptr) return {.stages = 1, .tau_decay = (*dynamics.tau_decay)[neuron]};
  return two_stages((*dynamics.tau_rise)[neuron], (*dynamics.tau_decay)[neuron]);
}

double PreciseLifGroup::largest_psp(const SynapticKinetics& c) const {
  const double tau = tau_m(0);
  const double C_m = model_.C_m[0];
  if (c.stages == 0) return 1.0;
  if (c.stages == 1) {
    return math::chain(std::min(dt_, math::chain_peak_time(c.tau_decay, tau)), c.tau_decay, tau) / C_m;
  }
  // V_m rises for as long as the current does, and a weight is the peak of its current.
  if (dt_ > c.peak_time) return -math::expm1(-dt_ / tau) * (tau / C_m);
  return c.rise_per_weight * math::chain(dt_, c.tau_rise, c.tau_decay, tau) / C_m;
}

void PreciseLifGroup::add_receptors() {
  const Leak leak = leak_of(model_);
  const InputScheme scheme{.tau_m = leak.tau_m, .C_m = value(model_.C_m)};
  ReceptorCompiler<double> compiler{scheme, dt_, coefficients_};
  for (std::size_t r = 0; r < model_.receptors.size(); ++r) {
    const Receptor& receptor = model_.receptors[r];
    add_receptor(receptor.name, sign_of(receptor.kind));
    double* values[2] = {};
    std::size_t v = 0;
    for (const ReceptorVariable& variable : variables_of(receptor)) {
      values[v++] = add_receptor_variable(variable.name, variable.unit).as<double>().data();
    }
    passes_.push_back(compiler.compile(dynamics_of(receptor.kind), values[0], values[1]));
    slots_.push_back(n_slots_);
    n_slots_ += static_cast<std::uint32_t>(v);
    largest_psp_.push_back(largest_psp(kinetics_of(r, 0)));
    rise_to_highest_I_.push_back(passes_.back().rise == nullptr
                                     ? nullptr
                                     : coefficients_
                                           .add([&](std::size_t i) {
                                             const SynapticKinetics c = kinetics_of(r, i);
                                             return math::chain(std::min(dt_, c.peak_time), c.tau_rise, c.tau_decay);
                                           })
                                           .values);
  }
}

std::size_t PreciseLifGroup::constant_bytes() const {
  return NeuronGroup::constant_bytes() + refractoriness_.constant_bytes() + coefficients_.bytes();
}

void PreciseLifGroup::visit_hidden_state(StateVisitor& visitor) {
  visitor.column(column("V_low", "mV", Per::neuron, V_low_.span()));
  refractoriness_.visit_state(visitor);
}

}  // namespace lapicque::detail
