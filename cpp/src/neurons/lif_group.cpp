#include "check/check.hpp"
#include "kernels/dispatch.hpp"
#include "math/elementary.hpp"
#include "math/propagator.hpp"
#include "memory/prefetch.hpp"
#include "models/coefficients.hpp"
#include "models/model_parameters.hpp"
#include "neurons/neuron_groups.hpp"
#include "neurons/precise_lif_group.hpp"
#include "neurons/refractoriness.hpp"

namespace lapicque::detail {
namespace {

/// The exact propagator of a Lif population for one dt, and the state it acts on.
template <class Real>
class LifGroup final : public NeuronGroup {
 public:
  LifGroup(const Lif& model, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
           const std::vector<std::pair<std::string, Value>>& initial);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override { refractoriness_.follow(step); }
  [[nodiscard]] double work() const override { return 0.7; }

 private:
  using ReceptorPass = kernels::ReceptorPass<Real>;

  void reset_hidden_state() override { refractoriness_.reset(); }
  [[nodiscard]] std::size_t hidden_bytes() const override;
  /// Has the state of a block on its way from the outer caches while its Poisson input is drawn.
  void fetch(Range block) const;
  /// Rounding to the precision may make equal what is not.
  void require_reset_below_threshold() const;
  void set_coefficients(double dt);
  void add(const Receptor& receptor, double dt);
  ReceptorPass one_stage(const ExpCurrent& receptor, const std::string& name, double dt);
  ReceptorPass two_stage(const Parameter& tau_rise, const Parameter& tau_decay, const std::string& name, double dt);

  Lif model_;
  Coefficients<Real> coefficients_;
  Refractoriness refractoriness_;
  std::vector<ReceptorPass> passes_;
  kernels::LifPass<Real> pass_;
  kernels::LifKernel<Real> kernel_ = kernels::selected().lif<Real>();
};

NamedParameters parameters_of(const Lif& model) {
  NamedParameters all = {{"C_m", &model.C_m},         {"E_L", &model.E_L},     {"V_th", &model.V_th},
                         {"V_reset", &model.V_reset}, {"t_ref", &model.t_ref}, {"I_e", &model.I_e}};
  if (model.tau_m) all.emplace_back("tau_m", &*model.tau_m);
  if (model.g_L) all.emplace_back("g_L", &*model.g_L);
  add_parameters(model.receptors, all);
  return all;
}

template <class Real>
LifGroup<Real>::LifGroup(const Lif& model, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
                         const std::vector<std::pair<std::string, Value>>& initial)
    : NeuronGroup{population, size, network.precision, network.seed},
      model_{model},
      coefficients_{size, check_parameters<Real>(parameters_of(model_), size)},
      refractoriness_{size, coefficients_.per_neuron(), model_.t_ref, network.dt} {
  pass_.per_neuron = coefficients_.per_neuron();
  require_reset_below_threshold();
  pass_.V_m = add_variable("V_m", initial_value(model_.E_L)).template as<Real>().data();
  pass_.free_from = refractoriness_.free_from();
  pass_.refractory_steps = refractoriness_.steps();
  set_coefficients(network.dt);
  for (const Receptor& receptor : model_.receptors) add(receptor, network.dt);
  pass_.receptors = passes_.data();
  pass_.n_receptors = passes_.size();
  set_initial(initial);
}

template <class Real>
void LifGroup<Real>::require_reset_below_threshold() const {
  const std::size_t n = pass_.per_neuron ? size() : 1;
  for (std::size_t i = 0; i < n; ++i) {
    if (static_cast<Real>(model_.V_reset[i]) < static_cast<Real>(model_.V_th[i])) continue;
    const std::string name = model_.V_reset.per_neuron() ? "V_reset[" + std::to_string(i) + "]" : "V_reset";
    check::refuse(name, model_.V_reset[i],
                  "less than V_th = " + check::text(model_.V_th[i]) + " in the precision of the network");
  }
}

template <class Real>
void LifGroup<Real>::set_coefficients(double dt) {
  const auto tau_m = [this](std::size_t i) { return model_.membrane_time_constant(i); };
  const auto leak = [&](std::size_t i) { return math::expm1(-dt / tau_m(i)); };
  const auto current_to_V = [&](std::size_t i) { return -leak(i) * (tau_m(i) / model_.C_m[i]); };
  pass_.leak = coefficients_.add(leak);
  pass_.current_to_V = coefficients_.add(current_to_V);
  pass_.rest = coefficients_.add([&](std::size_t i) {
    return current_to_V(i) * model_.I_e[i] - static_cast<double>(static_cast<Real>(leak(i))) * model_.E_L[i];
  });
  pass_.V_th = coefficients_.add([&](std::size_t i) { return model_.V_th[i]; });
  pass_.V_reset = coefficients_.add([&](std::size_t i) { return model_.V_reset[i]; });
}

template <class Real>
void LifGroup<Real>::add(const Receptor& receptor, double dt) {
  add_receptor(receptor.name, sign_of(receptor.kind));
  ReceptorPass pass;
  if (const auto* exp = std::get_if<ExpCurrent>(&receptor.kind)) {
    pass = one_stage(*exp, receptor.name, dt);
  } else if (const auto* alpha = std::get_if<AlphaCurrent>(&receptor.kind)) {
    pass = two_stage(alpha->tau, alpha->tau, receptor.name, dt);
  } else if (const auto* biexp = std::get_if<BiExpCurrent>(&receptor.kind)) {
    pass = two_stage(biexp->tau_rise, biexp->tau_decay, receptor.name, dt);
  }
  passes_.push_back(pass);
}

template <class Real>
kernels::ReceptorPass<Real> LifGroup<Real>::one_stage(const ExpCurrent& receptor, const std::string& name, double dt) {
  ReceptorPass pass;
  pass.kind = ReceptorPass::Kind::one_stage;
  pass.I = add_receptor_variable("I_" + name).template as<Real>().data();
  const Parameter& tau = receptor.tau;
  const auto tau_m = [this](std::size_t i) { return model_.membrane_time_constant(i); };
  pass.I_decay = coefficients_.add([&](std::size_t i) { return math::chain(dt, tau[i]); });
  pass.I_to_V = coefficients_.add([&](std::size_t i) { return math::chain(dt, tau[i], tau_m(i)) / model_.C_m[i]; });
  return pass;
}

template <class Real>
kernels::ReceptorPass<Real> LifGroup<Real>::two_stage(const Parameter& tau_rise, const Parameter& tau_decay,
                                                      const std::string& name, double dt) {
  ReceptorPass pass;
  pass.kind = ReceptorPass::Kind::two_stage;
  pass.I = add_receptor_variable("I_" + name).template as<Real>().data();
  pass.rise = add_receptor_variable("dI_" + name).template as<Real>().data();
  const auto tau_m = [this](std::size_t i) { return model_.membrane_time_constant(i); };
  pass.I_decay = coefficients_.add([&](std::size_t i) { return math::chain(dt, tau_decay[i]); });
  pass.I_to_V =
      coefficients_.add([&](std::size_t i) { return math::chain(dt, tau_decay[i], tau_m(i)) / model_.C_m[i]; });
  pass.rise_decay = coefficients_.add([&](std::size_t i) { return math::chain(dt, tau_rise[i]); });
  pass.rise_to_I = coefficients_.add([&](std::size_t i) { return math::chain(dt, tau_rise[i], tau_decay[i]); });
  pass.rise_to_V = coefficients_.add(
      [&](std::size_t i) { return math::chain(dt, tau_rise[i], tau_decay[i], tau_m(i)) / model_.C_m[i]; });
  pass.rise_per_weight = coefficients_.add([&](std::size_t i) {
    const double peak_time = math::chain_peak_time(tau_rise[i], tau_decay[i]);
    return 1.0 / math::chain(peak_time, tau_rise[i], tau_decay[i]);
  });
  return pass;
}

template <class Real>
std::size_t LifGroup<Real>::hidden_bytes() const {
  return refractoriness_.bytes() + coefficients_.bytes();
}

template <class Real>
void LifGroup<Real>::fetch(Range block) const {
  const auto fetch_part = [block](const auto* values) {
    if (values != nullptr) prefetch_range(values + block.begin, block.size());
  };
  fetch_part(pass_.V_m);
  fetch_part(pass_.free_from);
  for (const ReceptorPass& receptor : passes_) {
    fetch_part(receptor.I);
    fetch_part(receptor.rise);
  }
}

template <class Real>
void LifGroup<Real>::advance(Range range, CellInputs& inputs, const Advance& steps) {
  kernels::LifPass<Real> pass = pass_;
  if (has_external_current()) pass.I_ext = I_ext().template as<Real>().data();
  std::uint32_t spikes[kernels::block_size];
  for (std::uint32_t begin = range.begin; begin < range.end; begin += kernels::block_size) {
    const Range block{begin, std::min(begin + kernels::block_size, range.end)};
    if (!inputs.poisson.empty()) fetch(block);
    mark_silent(block, inputs);
    for (std::int64_t step = steps.first; step < steps.last; ++step) {
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      const kernels::NeuronBlock neurons{begin, block.size(), refractoriness_.now(step), inputs.arrivals.data()};
      const std::uint32_t n = kernel_(pass, neurons, spikes);
      steps.fire(step, {spikes, n});
    }
  }
}

}  // namespace

bool check_lif_parameters(const Lif& model, std::uint32_t size) {
  return check_parameters<double>(parameters_of(model), size);
}

std::unique_ptr<NeuronGroup> make_lif(const Lif& model, std::uint32_t population, std::uint32_t size,
                                      const NetworkOptions& network, const PopulationOptions& options) {
  if (model.spike_timing == SpikeTiming::precise) {
    return std::make_unique<PreciseLifGroup>(model, population, size, network, options.initial);
  }
  if (network.precision == Precision::single) {
    return std::make_unique<LifGroup<float>>(model, population, size, network, options.initial);
  }
  return std::make_unique<LifGroup<double>>(model, population, size, network, options.initial);
}

}  // namespace lapicque::detail
