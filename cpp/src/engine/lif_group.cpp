#include <algorithm>
#include <deque>
#include <functional>
#include <type_traits>

#include "check.hpp"
#include "engine/neuron_group.hpp"
#include "kernels/dispatch.hpp"
#include "math/elementary.hpp"
#include "math/propagator.hpp"

namespace lapicque {
namespace {

/// The exact propagator of a Lif population for one dt, and the state it acts on.
class LifGroup final : public NeuronGroup {
 public:
  LifGroup(const Lif& model, std::uint32_t population, std::uint32_t size, double dt, std::uint64_t seed,
           const std::vector<std::pair<std::string, Value>>& initial);

  void advance(Range range, std::int64_t step, SpikeList& spikes) override;

 private:
  void reset_hidden_state() override { std::fill_n(refractory_.data(), refractory_.size(), 0); }
  void add(const Receptor& receptor, double dt);
  kernels::ReceptorPass one_stage(const ExpCurrent& receptor, const std::string& name, double dt);
  kernels::ReceptorPass two_stage(const Parameter& tau_rise, const Parameter& tau_decay, const std::string& name,
                                  double dt);
  const double* coefficient(const std::function<double(std::size_t)>& of_neuron);

  Lif model_;
  AlignedArray<std::int32_t> refractory_;        // steps left
  AlignedArray<std::int32_t> refractory_steps_;  // t_ref in steps
  std::deque<AlignedArray<double>> coefficients_;
  std::vector<kernels::ReceptorPass> passes_;
  kernels::LifPass pass_;
  kernels::LifKernel kernel_ = kernels::selected().lif;
};

std::vector<std::pair<std::string, const Parameter*>> parameters_of(const Lif& model) {
  std::vector<std::pair<std::string, const Parameter*>> all = {{"C_m", &model.C_m},     {"E_L", &model.E_L},
                                                               {"V_th", &model.V_th},   {"V_reset", &model.V_reset},
                                                               {"t_ref", &model.t_ref}, {"I_e", &model.I_e}};
  if (model.tau_m) all.emplace_back("tau_m", &*model.tau_m);
  if (model.g_L) all.emplace_back("g_L", &*model.g_L);
  for (const Receptor& receptor : model.receptors) {
    const std::string prefix = "receptors['" + receptor.name + "'].";
    if (const auto* exp = std::get_if<ExpCurrent>(&receptor.kind)) all.emplace_back(prefix + "tau", &exp->tau);
    if (const auto* alpha = std::get_if<AlphaCurrent>(&receptor.kind)) all.emplace_back(prefix + "tau", &alpha->tau);
    if (const auto* biexp = std::get_if<BiExpCurrent>(&receptor.kind)) {
      all.emplace_back(prefix + "tau_rise", &biexp->tau_rise);
      all.emplace_back(prefix + "tau_decay", &biexp->tau_decay);
    }
  }
  return all;
}

/// True if some parameter has one value a neuron.
bool check_sizes(const Lif& model, std::uint32_t size) {
  bool per_neuron = false;
  for (const auto& [name, parameter] : parameters_of(model)) {
    if (!parameter->per_neuron()) continue;
    per_neuron = true;
    if (parameter->values().size() != size) {
      check::refuse(name, std::to_string(parameter->values().size()) + " values",
                    "one value or one a neuron (" + std::to_string(size) + ")");
    }
  }
  return per_neuron;
}

Value initial_potential(const Parameter& E_L) {
  if (!E_L.per_neuron()) return E_L[0];
  return std::vector<double>(E_L.values().begin(), E_L.values().end());
}

int sign_of(const ReceptorKind& kind) {
  return std::visit([](const auto& receptor) { return receptor.sign; }, kind);
}

LifGroup::LifGroup(const Lif& model, std::uint32_t population, std::uint32_t size, double dt, std::uint64_t seed,
                   const std::vector<std::pair<std::string, Value>>& initial)
    : NeuronGroup{population, size, seed}, model_{model}, refractory_(size) {
  pass_.per_neuron = check_sizes(model_, size);
  refractory_steps_ = AlignedArray<std::int32_t>(pass_.per_neuron ? size : 1);
  for (std::size_t i = 0; i < refractory_steps_.size(); ++i) {
    const std::int64_t steps = check::on_grid("t_ref", model_.t_ref[i], dt);
    if (steps > INT32_MAX) check::refuse("t_ref", model_.t_ref[i], "less than 2^31 steps");
    refractory_steps_[i] = static_cast<std::int32_t>(steps);
  }
  pass_.V_m = add_variable("V_m", initial_potential(model_.E_L)).data();
  pass_.refractory = refractory_.data();
  pass_.refractory_steps = refractory_steps_.data();
  const auto tau_m = [this](std::size_t i) { return model_.membrane_time_constant(i); };
  pass_.leak = coefficient([&](std::size_t i) { return math::expm1(-dt / tau_m(i)); });
  pass_.current_to_V =
      coefficient([&](std::size_t i) { return -math::expm1(-dt / tau_m(i)) * (tau_m(i) / model_.C_m[i]); });
  pass_.I_e = coefficient([&](std::size_t i) { return model_.I_e[i]; });
  pass_.E_L = coefficient([&](std::size_t i) { return model_.E_L[i]; });
  pass_.V_th = coefficient([&](std::size_t i) { return model_.V_th[i]; });
  pass_.V_reset = coefficient([&](std::size_t i) { return model_.V_reset[i]; });
  for (const Receptor& receptor : model_.receptors) add(receptor, dt);
  for (std::size_t r = 0; r < passes_.size(); ++r) passes_[r].arriving = receptors()[r].arriving.data();
  pass_.receptors = passes_.data();
  pass_.n_receptors = passes_.size();
  set_initial(initial);
}

void LifGroup::add(const Receptor& receptor, double dt) {
  kernels::ReceptorPass pass;
  if (const auto* exp = std::get_if<ExpCurrent>(&receptor.kind)) {
    pass = one_stage(*exp, receptor.name, dt);
  } else if (const auto* alpha = std::get_if<AlphaCurrent>(&receptor.kind)) {
    pass = two_stage(alpha->tau, alpha->tau, receptor.name, dt);
  } else if (const auto* biexp = std::get_if<BiExpCurrent>(&receptor.kind)) {
    pass = two_stage(biexp->tau_rise, biexp->tau_decay, receptor.name, dt);
  }
  passes_.push_back(pass);
  add_receptor(receptor.name, sign_of(receptor.kind));
}

kernels::ReceptorPass LifGroup::one_stage(const ExpCurrent& receptor, const std::string& name, double dt) {
  kernels::ReceptorPass pass;
  pass.kind = kernels::ReceptorPass::Kind::one_stage;
  pass.I = add_variable("I_" + name, 0.0).data();
  const Parameter& tau = receptor.tau;
  const auto tau_m = [this](std::size_t i) { return model_.membrane_time_constant(i); };
  pass.I_decay = coefficient([&](std::size_t i) { return math::chain(dt, tau[i]); });
  pass.I_to_V = coefficient([&](std::size_t i) { return math::chain(dt, tau[i], tau_m(i)) / model_.C_m[i]; });
  return pass;
}

kernels::ReceptorPass LifGroup::two_stage(const Parameter& tau_rise, const Parameter& tau_decay,
                                          const std::string& name, double dt) {
  kernels::ReceptorPass pass;
  pass.kind = kernels::ReceptorPass::Kind::two_stage;
  pass.I = add_variable("I_" + name, 0.0).data();
  pass.rise = add_variable("dI_" + name, 0.0).data();
  const auto tau_m = [this](std::size_t i) { return model_.membrane_time_constant(i); };
  pass.I_decay = coefficient([&](std::size_t i) { return math::chain(dt, tau_decay[i]); });
  pass.I_to_V = coefficient([&](std::size_t i) { return math::chain(dt, tau_decay[i], tau_m(i)) / model_.C_m[i]; });
  pass.rise_decay = coefficient([&](std::size_t i) { return math::chain(dt, tau_rise[i]); });
  pass.rise_to_I = coefficient([&](std::size_t i) { return math::chain(dt, tau_rise[i], tau_decay[i]); });
  pass.rise_to_V =
      coefficient([&](std::size_t i) { return math::chain(dt, tau_rise[i], tau_decay[i], tau_m(i)) / model_.C_m[i]; });
  pass.rise_per_weight = coefficient([&](std::size_t i) {
    const double peak_time = math::chain_peak_time(tau_rise[i], tau_decay[i]);
    return 1.0 / math::chain(peak_time, tau_rise[i], tau_decay[i]);
  });
  return pass;
}

const double* LifGroup::coefficient(const std::function<double(std::size_t)>& of_neuron) {
  AlignedArray<double>& values = coefficients_.emplace_back(pass_.per_neuron ? size() : 1);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = of_neuron(i);
  return values.data();
}

void LifGroup::advance(Range range, std::int64_t /*step*/, SpikeList& spikes) {
  kernels::LifPass pass = pass_;
  pass.I_ext = has_external_current() ? I_ext().data() : nullptr;
  std::uint32_t* room = spikes.room(std::size_t{range.size()} + 1);
  spikes.took(kernel_(pass, range.begin, range.end, room));
}

}  // namespace

std::unique_ptr<NeuronGroup> make_neurons(const Model& model, std::uint32_t population, std::uint32_t size, double dt,
                                          std::uint64_t seed, const PopulationOptions& options) {
  return std::visit(
      [&](const auto& m) -> std::unique_ptr<NeuronGroup> {
        m.validate();
        static_assert(std::is_same_v<std::decay_t<decltype(m)>, Lif>);
        return std::make_unique<LifGroup>(m, population, size, dt, seed, options.initial);
      },
      model);
}

}  // namespace lapicque
