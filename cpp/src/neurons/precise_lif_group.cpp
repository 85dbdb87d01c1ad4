#include "neurons/precise_lif_group.hpp"

#include <algorithm>
#include <cmath>

#include "check/check.hpp"
#include "math/elementary.hpp"
#include "math/grid_time.hpp"
#include "math/propagator.hpp"
#include "models/model_parameters.hpp"

namespace lapicque::detail {
namespace {

using Kind = kernels::ReceptorPass<double>::Kind;

constexpr auto most_refractory_steps = static_cast<double>(TickOrigin::most_steps);

bool same_for_all(const Lif& model) {
  bool same = !model.C_m.per_neuron();
  if (model.tau_m) same = same && !model.tau_m->per_neuron();
  if (model.g_L) same = same && !model.g_L->per_neuron();
  for (const Receptor& receptor : model.receptors) {
    if (const auto* exp = std::get_if<ExpCurrent>(&receptor.kind)) same = same && !exp->tau.per_neuron();
    if (const auto* alpha = std::get_if<AlphaCurrent>(&receptor.kind)) same = same && !alpha->tau.per_neuron();
    if (const auto* biexp = std::get_if<BiExpCurrent>(&receptor.kind)) {
      same = same && !biexp->tau_rise.per_neuron() && !biexp->tau_decay.per_neuron();
    }
  }
  return same;
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
      coefficients_{size, check_lif_parameters(model_, size)} {
  if (network.precision == Precision::single) {
    check::refuse("spike_timing", "'precise'", "'grid' in a network of single precision");
  }
  pass_.per_neuron = coefficients_.per_neuron();
  set_refractoriness();
  pass_.V_m = add_variable("V_m", initial_value(model_.E_L)).as<double>().data();
  pass_.V_low = V_low_.data();
  pass_.free_from = free_from_.data();
  pass_.free_offset = free_offset_.data();
  set_coefficients();
  for (const Receptor& receptor : model_.receptors) add(receptor);
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
    most_spikes_ = std::max(most_spikes_, std::min(spikes, EventDrivenStep::most_spikes));
  }
}

void PreciseLifGroup::set_coefficients() {
  const auto leak = [this](std::size_t i) { return math::expm1(-dt_ / tau_m(i)); };
  const auto current_to_V = [&](std::size_t i) { return -leak(i) * (tau_m(i) / model_.C_m[i]); };
  pass_.leak = coefficients_.add(leak);
  pass_.current_to_V = coefficients_.add(current_to_V);
  pass_.rest =
      coefficients_.add([&](std::size_t i) { return current_to_V(i) * model_.I_e[i] - leak(i) * model_.E_L[i]; });
  // Far above the rounding of a bound.
  pass_.V_alert =
      coefficients_.add([this](std::size_t i) { return model_.V_th[i] - 1e-10 * (1.0 + std::fabs(model_.V_th[i])); });
  pass_.V_reset = coefficients_.add([this](std::size_t i) { return model_.V_reset[i]; });
}

SynapticKinetics PreciseLifGroup::kinetics_of(std::size_t receptor, std::size_t neuron) const {
  const ReceptorKind& kind = model_.receptors[receptor].kind;
  if (const auto* exp = std::get_if<ExpCurrent>(&kind)) return {.stages = 1, .tau_decay = exp->tau[neuron]};
  if (const auto* alpha = std::get_if<AlphaCurrent>(&kind)) return two_stages(alpha->tau[neuron], alpha->tau[neuron]);
  if (const auto* biexp = std::get_if<BiExpCurrent>(&kind)) {
    return two_stages(biexp->tau_rise[neuron], biexp->tau_decay[neuron]);
  }
  return {};
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

void PreciseLifGroup::add(const Receptor& receptor) {
  add_receptor(receptor.name, sign_of(receptor.kind));
  ReceptorPass pass;
  const std::size_t index = passes_.size();
  rise_to_highest_I_.push_back(nullptr);
  slots_.push_back(n_slots_);
  largest_psp_.push_back(largest_psp(kinetics_of(index, 0)));
  n_slots_ += static_cast<std::uint32_t>(kinetics_of(index, 0).stages);
  if (kinetics_of(index, 0).stages > 0) add_current(receptor, index, pass);
  passes_.push_back(pass);
}

void PreciseLifGroup::add_current(const Receptor& receptor, std::size_t index, ReceptorPass& pass) {
  const auto entry = [&](const auto& of_kinetics) {
    return coefficients_.add([&](std::size_t i) { return of_kinetics(kinetics_of(index, i), i); });
  };
  const double h = dt_;
  pass.kind = Kind::one_stage;
  pass.I = add_receptor_variable("I_" + receptor.name).as<double>().data();
  pass.I_decay = entry([h](const SynapticKinetics& c, std::size_t) { return math::chain(h, c.tau_decay); });
  pass.I_to_V = entry(
      [&](const SynapticKinetics& c, std::size_t i) { return math::chain(h, c.tau_decay, tau_m(i)) / model_.C_m[i]; });
  if (kinetics_of(index, 0).stages == 1) return;
  pass.kind = Kind::two_stage;
  pass.rise = add_receptor_variable("dI_" + receptor.name).as<double>().data();
  pass.rise_decay = entry([h](const SynapticKinetics& c, std::size_t) { return math::chain(h, c.tau_rise); });
  pass.rise_to_I =
      entry([h](const SynapticKinetics& c, std::size_t) { return math::chain(h, c.tau_rise, c.tau_decay); });
  pass.rise_to_V = entry([&](const SynapticKinetics& c, std::size_t i) {
    return math::chain(h, c.tau_rise, c.tau_decay, tau_m(i)) / model_.C_m[i];
  });
  pass.rise_per_weight = entry([](const SynapticKinetics& c, std::size_t) { return c.rise_per_weight; });
  rise_to_highest_I_[index] = entry([h](const SynapticKinetics& c, std::size_t) {
    return math::chain(std::min(h, c.peak_time), c.tau_rise, c.tau_decay);
  });
}

std::size_t PreciseLifGroup::hidden_bytes() const {
  return size() * (sizeof(Tick) + 2 * sizeof(double)) + t_ref_.size() * sizeof(RefractoryTime) + coefficients_.bytes();
}

void PreciseLifGroup::reset_hidden_state() {
  std::ranges::fill(free_from_.span(), Tick{0});
  std::ranges::fill(free_offset_.span(), 0.0);
  std::ranges::fill(V_low_.span(), 0.0);
  origin_.reset();
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
