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

constexpr auto most_refractory_steps = static_cast<double>(TickOrigin::most_steps);

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
      free_from_(size),
      free_offset_(size),
      V_low_(size),
      coefficients_{size, check_parameters<double>(parameters_of(model_), size), true} {
  if (network.precision == Precision::single) {
    check::refuse("spike_timing", "'precise'", "'grid' in a network of single precision");
  }
  pass_.per_neuron = coefficients_.per_neuron();
  set_refractoriness();
  pass_.V_m = add_variable("V_m", "mV", initial_value(model_.E_L)).as<double>().data();
  pass_.V_low = V_low_.data();
  pass_.free_from = free_from_.data();
  pass_.free_offset = free_offset_.data();
  set_coefficients();
  add_receptors();
  pass_.receptors = passes_.data();
  pass_.rise_to_highest_I = rise_to_highest_I_.data();
  pass_.slots = slots_.data();
  pass_.n_receptors = passes_.size();
  set_initial(initial);
}

void PreciseLifGroup::set_refractoriness() {
  for (const double t_ref : model_.t_ref.values()) {
    if (t_ref >= most_refractory_steps * dt_) check::refuse("t_ref", t_ref, "less than 2^30 steps");
    const GridTime cut = cut_time(t_ref, dt_);
    t_ref_.push_back({static_cast<Tick>(cut.steps), cut.rest});
    // A spike at the start of the step counts, too; a quotient that rounding made too small does not.
    const double spikes = std::floor(dt_ / t_ref * (1.0 + 1e-9)) + 1.0;
    most_spikes_ = std::max(most_spikes_, std::min(spikes, EventDrivenStep::most_spikes(dt_)));
  }
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
  return NeuronGroup::constant_bytes() + t_ref_.capacity() * sizeof(RefractoryTime) + coefficients_.bytes();
}

void PreciseLifGroup::visit_hidden_state(StateVisitor& visitor) {
  visitor.column(column("V_low", "mV", Per::neuron, V_low_.span()));
  visitor.column(column("free_from", "step", Per::neuron, free_from_.span()));
  visitor.column(column("free_offset", "ms", Per::neuron, free_offset_.span()));
  origin_.visit_state(visitor);
}

void PreciseLifGroup::begin_run(std::int64_t step) {
  origin_.follow(step, [this](std::int64_t shift) {
    for (std::size_t i = 0; i < size(); ++i) {
      const std::int64_t free_from = std::int64_t{free_from_[i]} - shift;
      if (free_from < 0) free_offset_[i] = 0.0;
      free_from_[i] = static_cast<Tick>(std::max<std::int64_t>(free_from, 0));
    }
  });
}

}  // namespace lapicque::detail
