#pragma once

// What programs of equations read and write of a population.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "equations/program.hpp"
#include "memory/coefficients.hpp"
#include "neurons/refractoriness.hpp"
#include "neurons/static_values.hpp"
#include "neurons/step_failure.hpp"

namespace lapicque::detail {

template <class Real>
struct EquationPopulation {
  EquationPopulation(const equations::NeuronEquations& equations, std::uint32_t number, std::uint32_t size, double step,
                     bool per_neuron)
      : neuron{equations},
        id{number},
        dt{step},
        coefficients{size, per_neuron},
        refractoriness{size, false, 0.0, step} {}

  /// Finds out the values of what stays among the operands of a program.
  void know(const equations::Program& program, const StaticValues& values) {
    std::vector<equations::NodeId> unknown;
    for (const equations::NodeId id_of : program.outside) {
      if (!neuron.graph[id_of].varies && !constants.contains(id_of)) unknown.push_back(id_of);
    }
    const std::vector<std::vector<double>> known = values.of(unknown);
    for (std::size_t k = 0; k < unknown.size(); ++k) {
      const std::vector<double>& of = known[k];
      constants[unknown[k]] = coefficients.add([&](std::size_t i) { return of[of.size() > 1 ? i : 0]; });
    }
  }

  /// Until when a neuron that fires is refractory; `t_ref` [ms] counts where it varies.
  void set_refractory(std::uint32_t i, std::int64_t step, double t_ref) {
    kernels::Tick& free_from = refractoriness.free_from()[i];
    free_from = refractoriness.now(step) + 1;
    if (!t_ref_varies) {
      free_from += refractoriness.steps_of(i);
      return;
    }
    const double ticks = std::round(t_ref / dt);
    if (!(ticks >= 0.0 && ticks < static_cast<double>(TickOrigin::most_steps))) {
      throw StepFailure(id, i, step, "has a t_ref of " + check::text(t_ref) + " ms", "");
    }
    free_from += static_cast<kernels::Tick>(ticks);
  }

  const equations::NeuronEquations& neuron;
  std::uint32_t id;
  double dt;
  Coefficients<Real> coefficients;
  std::map<equations::NodeId, NeuronValues<Real>> constants;  // what stays, by node
  std::vector<Real*> states;                                  // by variable
  std::vector<Real*> values;                                  // by receptor
  std::vector<Real*> rises;                                   // by receptor
  AlignedArray<Real> above;                                   // truth: the condition of a spike holds
  Refractoriness refractoriness;
  bool refractory = false;
  bool t_ref_varies = false;
};

/// Blocks of numbers that a shard has for itself, for the neurons of a block of the population.
template <class Real>
struct EquationBuffers {
  EquationBuffers(const equations::NeuronEquations& neuron, std::size_t n_registers)
      : arrives(neuron.receptors.size() + neuron.own_receptors.size(), false) {
    const auto add = [](std::vector<AlignedArray<Real>>& blocks, std::size_t n) {
      for (std::size_t k = 0; k < n; ++k) blocks.emplace_back(kernels::program_block);
    };
    add(registers, n_registers);
    add(arriving, arrives.size());
    add(uniform, neuron.uniforms);
    add(normal, neuron.normals);
  }

  std::vector<AlignedArray<Real>> registers;
  std::vector<AlignedArray<Real>> arriving;  // by receptor
  std::vector<bool> arrives;                 // by receptor, in this step
  std::vector<AlignedArray<Real>> uniform;   // by draw
  std::vector<AlignedArray<Real>> normal;    // by draw
  AlignedArray<Real> refractory{kernels::program_block};
  AlignedArray<Real> times[3] = {AlignedArray<Real>(repetitions), AlignedArray<Real>(repetitions),
                                 AlignedArray<Real>(repetitions)};
  AlignedArray<Real> zero{repetitions};
  const Real* external = nullptr;  // of the block
};

}  // namespace lapicque::detail
