#include <algorithm>
#include <functional>
#include <type_traits>
#include <variant>

#include "check/check.hpp"
#include "math/propagator.hpp"
#include "neurons/neuron_groups.hpp"
#include "neurons/refractoriness.hpp"
#include "random/stream.hpp"
#include "receptors/receptor_stages.hpp"

namespace lapicque::detail {
namespace {

/// Neurons whose receptors have their exact solution, whatever the scheme of the membrane.
template <class Real>
class MembraneGroup final : public NeuronGroup {
 public:
  MembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
                const PopulationOptions& options);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override { refractoriness_.follow(step); }
  [[nodiscard]] double work() const override { return work_; }

 private:
  using Receptor = kernels::StageReceptor<Real>;
  using Kind = typename Receptor::Kind;

  void reset_hidden_state() override;
  [[nodiscard]] std::size_t hidden_bytes() const override;
  void add_states(const Membrane& membrane, const PopulationOptions& options);
  void add(const lapicque::Receptor& receptor, ReceptorStages<Real>& stages);
  Receptor of(const Delta& kind, const std::string& name, ReceptorStages<Real>& stages);
  template <class Other>
  Receptor of(const Other& kind, const std::string& name, ReceptorStages<Real>& stages);
  std::vector<kernels::SpikeTriggered<Real>> elements(const SpikeTriggers& triggers, const std::string& name,
                                                      const Membrane& membrane);
  /// Draws the random numbers of a block in a step.
  void draw_uniform(std::int64_t step, Range block, Real* uniform) const;

  double dt_;
  random::Key key_;
  std::uint32_t tag_;
  bool noisy_;
  double work_;
  Coefficients<Real> coefficients_;
  Refractoriness refractoriness_;
  std::vector<Receptor> receptor_passes_;
  std::vector<kernels::SpikeTriggered<Real>> currents_;
  std::vector<kernels::SpikeTriggered<Real>> thresholds_;
  kernels::MembranePass<Real> pass_;
  kernels::MembraneKernel<Real> kernel_;
  kernels::WordsKernel words_ = kernels::selected().words;
  std::vector<std::pair<std::size_t, std::function<double(std::size_t, double)>>> equilibrium_;  // state, its function
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
      coefficients_{size, check_parameters<Real>(membrane.parameters, size), kernels::repetitions},
      refractoriness_{size, coefficients_.per_neuron(), membrane.t_ref, network.dt},
      kernel_{kernels::KernelSet::of<Real>(kernels::selected().membranes.*membrane.kernel)} {
  pass_.per_neuron = coefficients_.per_neuron();
  pass_.free_from = refractoriness_.free_from();
  pass_.refractory_steps = refractoriness_.steps();
  for (std::size_t c = 0; c < membrane.coefficients.size(); ++c) {
    pass_.coefficient[c] = coefficients_.add(membrane.coefficients[c]);
  }
  pass_.I_e = coefficients_.add([&](std::size_t i) { return membrane.I_e[i]; });
  add_states(membrane, options);
  ReceptorStages<Real> stages{membrane, dt_, coefficients_};
  for (const lapicque::Receptor& receptor : *membrane.receptors) add(receptor, stages);
  pass_.receptors = receptor_passes_.data();
  pass_.n_receptors = receptor_passes_.size();
  currents_ = elements(membrane.currents, "I_stc_", membrane);
  thresholds_ = elements(membrane.thresholds, "E_sfa_", membrane);
  pass_.currents = currents_.data();
  pass_.n_currents = currents_.size();
  pass_.thresholds = thresholds_.data();
  pass_.n_thresholds = thresholds_.size();
  set_initial(options.initial);
}

template <class Real>
void MembraneGroup<Real>::add_states(const Membrane& membrane, const PopulationOptions& options) {
  for (std::size_t s = 0; s < membrane.state.size(); ++s) {
    const auto& [name, initial] = membrane.state[s];
    pass_.state[s] = add_variable(name, initial).template as<Real>().data();
  }
  for (const auto& [s, of_V] : membrane.equilibrium) {
    const std::string& name = membrane.state[s].first;
    const bool given = std::ranges::any_of(options.initial, [&](const auto& item) { return item.first == name; });
    if (given) continue;
    std::vector<double> from(pass_.per_neuron ? size() : 1);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = membrane.equilibrium_parameter(i);
    const auto function = of_V;
    equilibrium_.emplace_back(
        s, [from, function](std::size_t i, double V_m) { return function(V_m, from[from.size() > 1 ? i : 0]); });
  }
}

template <class Real>
void MembraneGroup<Real>::reset_hidden_state() {
  refractoriness_.reset();
  for (const auto& [s, of_V] : equilibrium_) {
    for (std::uint32_t i = 0; i < size(); ++i) {
      pass_.state[s][i] = static_cast<Real>(of_V(i, static_cast<double>(pass_.state[0][i])));
    }
  }
}

template <class Real>
void MembraneGroup<Real>::add(const lapicque::Receptor& receptor, ReceptorStages<Real>& stages) {
  add_receptor(receptor.name, sign_of(receptor.kind), is_conductance(receptor.kind));
  receptor_passes_.push_back(
      std::visit([&](const auto& kind) { return of(kind, receptor.name, stages); }, receptor.kind));
}

template <class Real>
kernels::StageReceptor<Real> MembraneGroup<Real>::of(const Delta&, const std::string&, ReceptorStages<Real>&) {
  return {};
}

template <class Real>
template <class Other>
kernels::StageReceptor<Real> MembraneGroup<Real>::of(const Other& kind, const std::string& name,
                                                     ReceptorStages<Real>& stages) {
  constexpr bool conductance = requires { kind.E_rev; };
  constexpr bool nmda = requires { kind.Mg; };
  Receptor receptor;
  receptor.kind = nmda ? Kind::nmda : conductance ? Kind::conductance : Kind::current;
  const std::string x = (conductance ? "g_" : "I_") + name;
  receptor.x = add_receptor_variable(x).template as<Real>().data();
  if constexpr (std::is_same_v<Other, ExpCurrent> || std::is_same_v<Other, ExpConductance>) {
    stages.set(receptor, kind.tau);
  } else {
    receptor.rise = add_receptor_variable("d" + x).template as<Real>().data();
    if constexpr (requires { kind.tau; }) {
      stages.set(receptor, kind.tau, kind.tau);
    } else {
      stages.set(receptor, kind.tau_rise, kind.tau_decay);
    }
  }
  if constexpr (conductance) receptor.E_rev = coefficients_.add([&](std::size_t i) { return kind.E_rev[i]; });
  if constexpr (nmda) receptor.Mg = coefficients_.add([&](std::size_t i) { return kind.Mg[i] / 3.57; });
  return receptor;
}

template <class Real>
std::vector<kernels::SpikeTriggered<Real>> MembraneGroup<Real>::elements(const SpikeTriggers& triggers,
                                                                         const std::string& name,
                                                                         const Membrane& membrane) {
  std::vector<kernels::SpikeTriggered<Real>> all(triggers.tau.size());
  for (std::size_t e = 0; e < all.size(); ++e) {
    all[e].x = add_variable(name + std::to_string(e), 0.0).template as<Real>().data();
    all[e].decay = static_cast<Real>(math::chain(dt_, triggers.tau[e]));
    all[e].jump = static_cast<Real>(triggers.jump[e]);
    for (std::size_t k = 0; k < kernels::nodes; ++k) {
      all[e].at[k] = static_cast<Real>(math::chain(membrane.nodes[k] * dt_, triggers.tau[e]));
    }
    if (!membrane.tau_m) continue;
    const double tau = triggers.tau[e];
    all[e].to_V =
        coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau, membrane.tau_m(i)) / membrane.C_m(i); });
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
std::size_t MembraneGroup<Real>::hidden_bytes() const {
  return refractoriness_.bytes() + coefficients_.bytes();
}

template <class Real>
void MembraneGroup<Real>::advance(Range range, CellInputs& inputs, const Advance& steps) {
  kernels::MembranePass<Real> pass = pass_;
  if (has_external_current()) pass.I_ext = I_ext().template as<Real>().data();
  std::uint32_t spikes[kernels::block_size];
  Real uniform[kernels::block_size];
  pass.uniform = uniform;
  for (std::uint32_t begin = range.begin; begin < range.end; begin += kernels::block_size) {
    const Range block{begin, std::min(begin + kernels::block_size, range.end)};
    mark_silent(block, inputs);
    for (std::int64_t step = steps.first; step < steps.last; ++step) {
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      if (noisy_) draw_uniform(step, block, uniform);
      const kernels::NeuronBlock neurons{begin, block.size(), refractoriness_.now(step), inputs.arrivals.data()};
      const std::uint32_t n = kernel_(pass, neurons, spikes);
      steps.fire(step, {spikes, n});
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
