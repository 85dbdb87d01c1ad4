#include "neurons/membrane_group.hpp"

#include <algorithm>

#include "check/check.hpp"
#include "interruption/interruptible.hpp"
#include "kernels/membranes/linear/gauss.hpp"
#include "math/propagator.hpp"
#include "memory/prefetch.hpp"
#include "neurons/membrane_parts.hpp"
#include "neurons/refractoriness.hpp"
#include "random/stream.hpp"
#include "receptors/receptor_compiler.hpp"

namespace lapicque::detail {
namespace {

/// Neurons whose receptors have their exact solution, whatever the scheme of the membrane.
template <class Real>
class MembraneGroup final : public NeuronGroup {
 public:
  MembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
                const PopulationOptions& options);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override;
  [[nodiscard]] double work() const override { return work_; }
  [[nodiscard]] std::size_t constant_bytes() const override {
    return NeuronGroup::constant_bytes() + refractoriness_.constant_bytes() + coefficients_.bytes();
  }

 private:
  using ReceptorPass = kernels::ReceptorPass<Real>;

  /// `uniform` takes the random numbers of a block, if some are drawn.
  void advance(const kernels::MembranePass<Real>& pass, Real* uniform, Range range, CellInputs& inputs,
               const Advance& steps);
  void visit_hidden_state(StateVisitor& visitor) override { refractoriness_.visit_state(visitor); }
  void draw_dependent_state() override { equilibrium_.set(pass_.state, size()); }
  void add_states(const Membrane& membrane, const PopulationOptions& options);
  void add_receptors(const Membrane& membrane);
  std::vector<kernels::SpikeTriggered<Real>> elements(const SpikeTriggers& triggers, const std::string& name,
                                                      const std::string& unit, const Membrane& membrane);
  /// Rounding to the precision may make equal what is not.
  void require_reset_below_threshold(const Membrane& membrane) const;
  /// Has the state of a block on its way from the outer caches while its Poisson input is drawn.
  void fetch(Range block) const;
  /// Draws the random numbers of a block in a step.
  void draw_uniform(std::int64_t step, Range block, Real* uniform) const;

  double dt_;
  random::Key key_;
  std::uint32_t tag_;
  bool noisy_;
  double work_;
  Coefficients<Real> coefficients_;
  Refractoriness refractoriness_;
  std::vector<ReceptorPass> receptors_;
  std::vector<kernels::SpikeTriggered<Real>> currents_;
  std::vector<kernels::SpikeTriggered<Real>> thresholds_;
  kernels::MembranePass<Real> pass_;
  kernels::MembraneStep<Real> step_;
  kernels::WordsKernel words_ = kernels::selected().words;
  Equilibrium equilibrium_;
};

template <class Real>
MembraneGroup<Real>::MembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size,
                                   const NetworkOptions& network, const PopulationOptions& options)
    : NeuronGroup{population, size, network.precision, network.seed},
      dt_{network.dt},
      key_{random::key_of(network.seed)},
      tag_{random::tag(random::Purpose::escape_noise, population)},
      noisy_{membrane.noisy},
      work_{membrane.work},
      coefficients_{size, check_parameters<Real>(membrane.parameters, size), !membrane.kernel.some_vary},
      refractoriness_{size, coefficients_.per_neuron(), membrane.t_ref, network.dt},
      step_{kernels::KernelSet::of<Real>(membrane.kernel)} {
  pass_.per_neuron = coefficients_.per_neuron();
  require_reset_below_threshold(membrane);
  pass_.free_from = refractoriness_.free_from();
  pass_.refractory_steps = refractoriness_.steps();
  std::size_t c = 0;
  for (const OfNeuron& of_neuron : in_order(membrane.kernel, membrane.coefficients)) {
    pass_.coefficient[c++] = coefficients_.add(of_neuron);
  }
  pass_.I_e = coefficients_.add([&](std::size_t i) { return membrane.I_e[i]; });
  add_states(membrane, options);
  add_receptors(membrane);
  currents_ = elements(membrane.currents, "I_stc_", "pA", membrane);
  thresholds_ = elements(membrane.thresholds, "E_sfa_", "mV", membrane);
  pass_.currents = currents_.data();
  pass_.n_currents = currents_.size();
  pass_.thresholds = thresholds_.data();
  pass_.n_thresholds = thresholds_.size();
  set_initial(options.initial);
}

template <class Real>
void MembraneGroup<Real>::require_reset_below_threshold(const Membrane& membrane) const {
  if (membrane.reset_below_threshold[0] == nullptr) return;
  const Parameter& V_reset = *membrane.reset_below_threshold[0];
  const Parameter& V_th = *membrane.reset_below_threshold[1];
  const std::size_t n = pass_.per_neuron ? size() : 1;
  for (std::size_t i = 0; i < n; ++i) {
    if (static_cast<Real>(V_reset[i]) < static_cast<Real>(V_th[i])) continue;
    const std::string name = V_reset.per_neuron() ? "V_reset[" + std::to_string(i) + "]" : "V_reset";
    check::refuse(name, V_reset[i], "less than V_th = " + check::text(V_th[i]) + " in the precision of the network");
  }
}

template <class Real>
void MembraneGroup<Real>::add_states(const Membrane& membrane, const PopulationOptions& options) {
  for (std::size_t s = 0; s < membrane.state.size(); ++s) {
    const InitialState& variable = membrane.state[s];
    pass_.state[s] = add_variable(variable.name, variable.unit, variable.initial).template as<Real>().data();
  }
  equilibrium_ = Equilibrium{membrane, options, pass_.per_neuron ? size() : 1};
}

template <class Real>
void MembraneGroup<Real>::add_receptors(const Membrane& membrane) {
  ReceptorCompiler<Real> compiler{membrane.input, dt_, coefficients_};
  for (const Receptor& receptor : *membrane.receptors) {
    add_receptor(receptor.name, sign_of(receptor.kind), is_conductance(receptor.kind));
    Real* values[2] = {};
    std::size_t v = 0;
    for (const ReceptorVariable& variable : variables_of(receptor)) {
      values[v++] = add_receptor_variable(variable.name, variable.unit).template as<Real>().data();
    }
    receptors_.push_back(compiler.compile(dynamics_of(receptor.kind), values[0], values[1]));
  }
  pass_.receptors = receptors_.data();
  pass_.n_receptors = receptors_.size();
}

template <class Real>
std::vector<kernels::SpikeTriggered<Real>> MembraneGroup<Real>::elements(const SpikeTriggers& triggers,
                                                                         const std::string& name,
                                                                         const std::string& unit,
                                                                         const Membrane& membrane) {
  std::vector<kernels::SpikeTriggered<Real>> all(triggers.tau.size());
  for (std::size_t e = 0; e < all.size(); ++e) {
    all[e].x = add_variable(name + std::to_string(e), unit, 0.0).template as<Real>().data();
    all[e].decay = static_cast<Real>(math::chain(dt_, triggers.tau[e]));
    all[e].jump = static_cast<Real>(triggers.jump[e]);
    for (std::size_t k = 0; k < kernels::nodes; ++k) {
      all[e].at[k] = static_cast<Real>(math::chain(kernels::gauss_node(k) * dt_, triggers.tau[e]));
    }
    const auto by_powers = decay_by_powers(dt_, triggers.tau[e]);
    for (std::size_t k = 0; k < kernels::powers; ++k) all[e].power[k] = static_cast<Real>(by_powers[k]);
    if (!membrane.input.tau_m) continue;
    const double tau = triggers.tau[e];
    all[e].to_V = coefficients_.add(
        [&](std::size_t i) { return math::chain(dt_, tau, membrane.input.tau_m(i)) / membrane.input.C_m(i); });
  }
  return all;
}

template <class Real>
void MembraneGroup<Real>::draw_uniform(std::int64_t step, Range block, Real* uniform) const {
  // Two words a neuron: 52 bits, centred in their cells. Blocks begin at even neurons.
  std::uint32_t words[2 * kernels::block_size + 2];
  const auto now = static_cast<std::uint64_t>(step);
  const kernels::WordsPass pass{
      {key_[0], key_[1]}, static_cast<std::uint32_t>(now), static_cast<std::uint32_t>(now >> 32), tag_};
  words_(pass, block.begin / 2, (block.size() + 1) / 2, words);
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::uint64_t word = words[2 * i] | std::uint64_t{words[2 * i + 1]} << 32;
    uniform[i] = static_cast<Real>((static_cast<double>(word >> 12) + 0.5) * 0x1p-52);
  }
}

template <class Real>
void MembraneGroup<Real>::fetch(Range block) const {
  const auto fetch_part = [block](const auto* values) {
    if (values != nullptr) prefetch_range(values + block.begin, block.size());
  };
  for (const Real* state : pass_.state) fetch_part(state);
  fetch_part(pass_.free_from);
  for (const ReceptorPass& receptor : receptors_) {
    fetch_part(receptor.x);
    fetch_part(receptor.rise);
  }
}

template <class Real>
void MembraneGroup<Real>::begin_run(std::int64_t step) {
  refractoriness_.follow(step);
  pass_.I_ext = has_external_current() ? I_ext().template as<Real>().data() : nullptr;
}

template <class Real>
void MembraneGroup<Real>::advance(Range range, CellInputs& inputs, const Advance& steps) {
  if (!noisy_) return advance(pass_, nullptr, range, inputs, steps);
  Real uniform[kernels::block_size] = {};
  kernels::MembranePass<Real> pass = pass_;
  pass.uniform = uniform;
  advance(pass, uniform, range, inputs, steps);
}

template <class Real>
void MembraneGroup<Real>::advance(const kernels::MembranePass<Real>& pass, Real* uniform, Range range,
                                  CellInputs& inputs, const Advance& steps) {
  std::uint32_t spikes[kernels::block_size];
  for (std::uint32_t begin = range.begin; begin < range.end; begin += kernels::block_size) {
    const Range block{begin, std::min(begin + kernels::block_size, range.end)};
    let_interrupt(10 * static_cast<std::int64_t>(block.size()) * (steps.last - steps.first));
    if (!inputs.poisson.empty()) fetch(block);
    mark_silent(block, inputs);
    const bool sampled = inputs.sampled(block);
    for (std::int64_t step = steps.first; step < steps.last; ++step) {
      flush(step, block);
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      if (noisy_) draw_uniform(step, block, uniform);
      const kernels::NeuronBlock neurons{begin, block.size(), refractoriness_.now(step), inputs.arrivals.data()};
      const std::uint32_t n = step_(pass, neurons, spikes);
      steps.fire(step, {spikes, n});
      if (sampled) inputs.sample(step + 1, block);
    }
  }
}

}  // namespace

std::unique_ptr<NeuronGroup> make_membranes(const Membrane& membrane, std::uint32_t population, std::uint32_t size,
                                            const NetworkOptions& network, const PopulationOptions& options) {
  if (network.precision == Precision::single) {
    return std::make_unique<MembraneGroup<float>>(membrane, population, size, network, options);
  }
  return std::make_unique<MembraneGroup<double>>(membrane, population, size, network, options);
}

}  // namespace lapicque::detail
