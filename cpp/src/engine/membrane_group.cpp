#include <algorithm>
#include <deque>
#include <functional>
#include <type_traits>
#include <variant>

#include "check.hpp"
#include "engine/neuron_groups.hpp"
#include "engine/refractoriness.hpp"
#include "kernels/membrane_coefficients.hpp"
#include "math/elementary.hpp"
#include "math/propagator.hpp"
#include "random/stream.hpp"

namespace lapicque {
namespace {

/// Neurons whose receptors have their exact solution, whatever the scheme of the membrane.
template <class Real>
class MembraneGroup final : public NeuronGroup {
 public:
  MembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
                const PopulationOptions& options);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override { refractoriness_.follow(step); }

 private:
  using Receptor = kernels::StageReceptor<Real>;
  using Kind = typename Receptor::Kind;
  using OfNeuron = Membrane::OfNeuron;

  void reset_hidden_state() override;
  [[nodiscard]] std::size_t hidden_bytes() const override;
  void add_states(const Membrane& membrane, const PopulationOptions& options);
  void add(const lapicque::Receptor& receptor, const Membrane& membrane);
  Receptor of(const Delta& kind, const std::string& name, const Membrane& membrane);
  template <class Other>
  Receptor of(const Other& kind, const std::string& name, const Membrane& membrane);
  void set_stage(Receptor& receptor, const Parameter& tau, const Membrane& membrane);
  void set_stages(Receptor& receptor, const Parameter& tau_rise, const Parameter& tau_decay, const Membrane& membrane);
  template <class Integral>
  void set_bends(const Real* (&bend)[kernels::nodes], const Real*& whole, const Membrane& membrane,
                 const Integral& integral);
  const Real* coefficient(const OfNeuron& of_neuron);
  std::vector<kernels::SpikeTriggered<Real>> elements(const SpikeTriggers& triggers, const std::string& name,
                                                      const Membrane& membrane);
  /// Draws the random numbers of a block in a step.
  void draw_uniform(std::int64_t step, Range block, Real* uniform) const;

  double dt_;
  random::Key key_;
  std::uint32_t tag_;
  bool noisy_;
  bool per_neuron_;
  Refractoriness refractoriness_;
  std::deque<AlignedArray<Real>> coefficients_;
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
      per_neuron_{check_parameters<Real>(membrane.parameters, size)},
      refractoriness_{size, per_neuron_, membrane.t_ref, network.dt},
      kernel_{kernels::KernelSet::of<Real>(kernels::selected().membranes.*membrane.kernel)} {
  pass_.per_neuron = per_neuron_;
  pass_.free_from = refractoriness_.free_from();
  pass_.refractory_steps = refractoriness_.steps();
  for (std::size_t c = 0; c < membrane.coefficients.size(); ++c) {
    pass_.coefficient[c] = coefficient(membrane.coefficients[c]);
  }
  pass_.I_e = coefficient([&](std::size_t i) { return membrane.I_e[i]; });
  add_states(membrane, options);
  for (const lapicque::Receptor& receptor : *membrane.receptors) add(receptor, membrane);
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
    std::vector<double> from(per_neuron_ ? size() : 1);
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
void MembraneGroup<Real>::add(const lapicque::Receptor& receptor, const Membrane& membrane) {
  add_receptor(receptor.name, sign_of(receptor.kind), is_conductance(receptor.kind));
  receptor_passes_.push_back(
      std::visit([&](const auto& kind) { return of(kind, receptor.name, membrane); }, receptor.kind));
}

template <class Real>
kernels::StageReceptor<Real> MembraneGroup<Real>::of(const Delta&, const std::string&, const Membrane&) {
  return {};
}

template <class Real>
template <class Other>
kernels::StageReceptor<Real> MembraneGroup<Real>::of(const Other& kind, const std::string& name,
                                                     const Membrane& membrane) {
  constexpr bool conductance = requires { kind.E_rev; };
  constexpr bool magnesium = requires { kind.Mg; };
  Receptor receptor;
  receptor.kind = magnesium ? Kind::magnesium : conductance ? Kind::conductance : Kind::current;
  const std::string x = (conductance ? "g_" : "I_") + name;
  receptor.x = add_receptor_variable(x).template as<Real>().data();
  if constexpr (std::is_same_v<Other, ExpCurrent> || std::is_same_v<Other, ExpConductance>) {
    set_stage(receptor, kind.tau, membrane);
  } else {
    receptor.rise = add_receptor_variable("d" + x).template as<Real>().data();
    if constexpr (requires { kind.tau; }) {
      set_stages(receptor, kind.tau, kind.tau, membrane);
    } else {
      set_stages(receptor, kind.tau_rise, kind.tau_decay, membrane);
    }
  }
  if constexpr (conductance) receptor.E_rev = coefficient([&](std::size_t i) { return kind.E_rev[i]; });
  if constexpr (magnesium) receptor.Mg = coefficient([&](std::size_t i) { return kind.Mg[i] / 3.57; });
  return receptor;
}

/// Integral of exp(-s/tau) from `from` to `to`.
double decay_integral(double from, double to, double tau) {
  return -tau * math::chain(from, tau) * math::expm1((from - to) / tau);
}

/// Integral of what a rise of 1 with time constant `tau_rise` makes of x, from dx/dt = rise - x/tau_decay.
double rise_integral(double from, double to, double tau_rise, double tau_decay) {
  const double gained = math::chain(to, tau_rise, tau_decay) - math::chain(from, tau_rise, tau_decay);
  return tau_decay * (decay_integral(from, to, tau_rise) - gained);
}

template <class Real>
void MembraneGroup<Real>::set_stage(Receptor& receptor, const Parameter& tau, const Membrane& membrane) {
  receptor.decay = coefficient([&](std::size_t i) { return math::chain(dt_, tau[i]); });
  if (membrane.tau_m) {
    receptor.x_to_V =
        coefficient([&](std::size_t i) { return math::chain(dt_, tau[i], membrane.tau_m(i)) / membrane.C_m(i); });
    return;
  }
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double time = membrane.nodes[k] * dt_;
    receptor.x_at[k] = coefficient([&](std::size_t i) { return math::chain(time, tau[i]); });
  }
  if (!membrane.decay_per_integral) return;
  set_bends(receptor.x_bend, receptor.x_whole, membrane,
            [&](std::size_t i, double from) { return decay_integral(from, dt_, tau[i]); });
}

template <class Real>
void MembraneGroup<Real>::set_stages(Receptor& receptor, const Parameter& tau_rise, const Parameter& tau_decay,
                                     const Membrane& membrane) {
  set_stage(receptor, tau_decay, membrane);
  receptor.rise_decay = coefficient([&](std::size_t i) { return math::chain(dt_, tau_rise[i]); });
  receptor.rise_to_x = coefficient([&](std::size_t i) { return math::chain(dt_, tau_rise[i], tau_decay[i]); });
  receptor.rise_per_weight = coefficient([&](std::size_t i) {
    return 1.0 / math::chain(math::chain_peak_time(tau_rise[i], tau_decay[i]), tau_rise[i], tau_decay[i]);
  });
  if (membrane.tau_m) {
    receptor.rise_to_V = coefficient([&](std::size_t i) {
      return math::chain(dt_, tau_rise[i], tau_decay[i], membrane.tau_m(i)) / membrane.C_m(i);
    });
    return;
  }
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double time = membrane.nodes[k] * dt_;
    receptor.rise_at[k] = coefficient([&](std::size_t i) { return math::chain(time, tau_rise[i], tau_decay[i]); });
  }
  if (!membrane.decay_per_integral) return;
  set_bends(receptor.rise_bend, receptor.rise_whole, membrane,
            [&](std::size_t i, double from) { return rise_integral(from, dt_, tau_rise[i], tau_decay[i]); });
}

/// From the integral of a conductance from a time to the end of the step: that over the whole step, and by how much it
/// differs at the nodes from falling in a straight line.
template <class Real>
template <class Integral>
void MembraneGroup<Real>::set_bends(const Real* (&bend)[kernels::nodes], const Real*& whole, const Membrane& membrane,
                                    const Integral& integral) {
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double node = membrane.nodes[k];
    bend[k] = coefficient([&](std::size_t i) {
      const double difference = integral(i, node * dt_) - (1.0 - node) * integral(i, 0.0);
      return difference * membrane.decay_per_integral(i) / kernels::bends;
    });
  }
  whole = coefficient([&](std::size_t i) { return integral(i, 0.0) * membrane.decay_per_integral(i); });
}

template <class Real>
const Real* MembraneGroup<Real>::coefficient(const OfNeuron& of_neuron) {
  AlignedArray<Real>& values = coefficients_.emplace_back(per_neuron_ ? size() : kernels::repetitions);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<Real>(of_neuron(per_neuron_ ? i : 0));
  return values.data();
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
        coefficient([&](std::size_t i) { return math::chain(dt_, tau, membrane.tau_m(i)) / membrane.C_m(i); });
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
  std::size_t bytes = refractoriness_.bytes();
  for (const AlignedArray<Real>& values : coefficients_) bytes += values.size() * sizeof(Real);
  return bytes;
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

}  // namespace lapicque
