#include "neurons/precise_membrane_group.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "neurons/membrane_parts.hpp"
#include "random/stream.hpp"
#include "receptors/receptor_compiler.hpp"

namespace lapicque::detail {
namespace {

/// A segment is at most this part of the shortest time constant of a receptor, so that polynomials hold.
constexpr double longest_segment = 0.5;

}  // namespace

PreciseMembraneGroup::PreciseMembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size,
                                           const NetworkOptions& network, const PopulationOptions& options)
    : NeuronGroup{population, size, network.precision, network.seed},
      dt_{network.dt},
      work_{membrane.work},
      holds_{membrane.holds},
      coefficients_{size, check_parameters<double>(membrane.parameters, size), true},
      refractoriness_{size, membrane.t_ref, network.dt},
      states_{membrane.state.size()},
      longest_{network.dt},
      noisy_{membrane.noisy},
      key_{random::key_of(network.seed)},
      tag_{random::tag(random::Purpose::escape_noise, population)},
      step_{membrane.kernel.of_segments} {
  if (network.precision == Precision::single) {
    check::refuse("spike_timing", "'precise'", "'grid' in a network of single precision");
  }
  pass_.per_neuron = coefficients_.per_neuron();
  std::size_t c = 0;
  for (const OfNeuron& of_neuron : in_order(membrane.kernel, membrane.coefficients)) {
    pass_.coefficient[c++] = coefficients_.add(of_neuron);
  }
  pass_.I_e = coefficients_.add([&](std::size_t i) { return membrane.I_e[i]; });
  for (std::size_t s = 0; s < membrane.state.size(); ++s) {
    const InitialState& variable = membrane.state[s];
    pass_.state[s] = add_variable(variable.name, variable.unit, variable.initial).as<double>().data();
  }
  equilibrium_ = Equilibrium{membrane, options, pass_.per_neuron ? size : 1};
  add_receptors(membrane);
  currents_ = add_elements(membrane.currents, "I_stc_", "pA");
  thresholds_ = add_elements(membrane.thresholds, "E_sfa_", "mV");
  if (noisy_) {
    const auto V_T_star =
        std::ranges::find(membrane.coefficients, "V_T_star", [](const auto& item) { return item.first; });
    for (std::size_t i = 0; i < (pass_.per_neuron ? size : 1); ++i) V_T_star_.push_back(V_T_star->second(i));
  }
  set_initial(options.initial);
}

void PreciseMembraneGroup::add_receptors(const Membrane& membrane) {
  ReceptorCompiler<double> compiler{membrane.input, dt_, coefficients_};
  const auto values_of = [](const Parameter* parameter) {
    return parameter == nullptr ? std::vector<double>{}
                                : std::vector<double>(parameter->values().begin(), parameter->values().end());
  };
  for (const Receptor& receptor : *membrane.receptors) {
    add_receptor(receptor.name, sign_of(receptor.kind), is_conductance(receptor.kind));
    double* values[2] = {};
    std::size_t v = 0;
    for (const ReceptorVariable& variable : variables_of(receptor)) {
      values[v++] = add_receptor_variable(variable.name, variable.unit).as<double>().data();
    }
    const ReceptorDynamics dynamics = dynamics_of(receptor.kind);
    receptors_.push_back(compiler.compile(dynamics, values[0], values[1]));
    kinetics_.push_back({values_of(dynamics.tau_decay), values_of(dynamics.tau_rise), values_of(dynamics.E_rev)});
    for (const auto* taus : {&kinetics_.back().tau_decay, &kinetics_.back().tau_rise}) {
      for (const double tau : *taus) longest_ = std::min(longest_, longest_segment * tau);
    }
    if (dynamics.effect == kernels::ReceptorEffect::nmda) nmda_.push_back(receptors_.size() - 1);
  }
  pass_.receptors = receptors_.data();
  pass_.n_receptors = receptors_.size();
}

std::vector<PreciseMembraneGroup::Element> PreciseMembraneGroup::add_elements(const SpikeTriggers& triggers,
                                                                              const std::string& name,
                                                                              const std::string& unit) {
  std::vector<Element> elements;
  for (std::size_t e = 0; e < triggers.tau.size(); ++e) {
    double* x = add_variable(name + std::to_string(e), unit, 0.0).as<double>().data();
    elements.push_back({x, triggers.tau[e], triggers.jump[e]});
    longest_ = std::min(longest_, longest_segment * triggers.tau[e]);
  }
  return elements;
}

void PreciseMembraneGroup::begin_run(std::int64_t step) {
  pass_.I_ext = has_external_current() ? I_ext().as<double>().data() : nullptr;
  refractoriness_.follow(step);
}

std::size_t PreciseMembraneGroup::constant_bytes() const {
  std::size_t bytes = NeuronGroup::constant_bytes() + coefficients_.bytes() + refractoriness_.constant_bytes();
  bytes += V_T_star_.capacity() * sizeof(double);
  for (const Kinetics& of : kinetics_) {
    bytes += (of.tau_decay.capacity() + of.tau_rise.capacity() + of.E_rev.capacity()) * sizeof(double);
  }
  return bytes;
}

}  // namespace lapicque::detail
