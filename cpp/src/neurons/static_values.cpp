#include "neurons/static_values.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "check/check.hpp"
#include "equations/program.hpp"
#include "kernels/dispatch.hpp"
#include "math/matrix_exponential.hpp"
#include "math/propagator.hpp"
#include "memory/neuron_values.hpp"

namespace lapicque::detail {

using namespace equations;

StaticValues::StaticValues(const NeuronEquations& neuron, const StepPlan& plan, double dt, std::uint32_t size)
    : neuron_{neuron}, plan_{plan}, dt_{dt}, size_{size}, propagators_(plan.entries.size()) {
  for (std::uint32_t system = 0; system < plan_.systems.size(); ++system) compute_propagators(system);
}

std::vector<std::vector<double>> StaticValues::of(std::span<const NodeId> nodes) const {
  std::vector<Values> all = compute(nodes);
  for (std::size_t k = 0; k < nodes.size(); ++k) require_finite(nodes[k], all[k]);
  return all;
}

void StaticValues::require_finite(NodeId node, const Values& values) const {
  const auto bad = std::ranges::find_if(values, [](double x) { return !std::isfinite(x); });
  if (bad == values.end()) return;
  const Origin& origin = neuron_.graph[node].origin;
  const std::string neuron = values.size() > 1 ? " of neuron " + std::to_string(bad - values.begin()) : "";
  refuse(neuron_.script(origin).source, origin.span,
         "with the parameters" + neuron + " this is not a finite number, but " + check::text(*bad));
}

std::vector<StaticValues::Values> StaticValues::compute(std::span<const NodeId> nodes) const {
  const Program program = compile(neuron_.graph, nodes, Outside::leaves);
  std::vector<AlignedArray<double>> arrays;
  std::vector<bool> one_a_neuron;
  bool some = false;
  for (const NodeId id : program.outside) {
    const Values values = leaf(neuron_.graph[id]);
    const bool per_neuron = values.size() > 1;
    arrays.emplace_back(per_neuron ? values.size() + kernels::program_block : repetitions);
    if (per_neuron) {
      std::ranges::copy(values, arrays.back().data());
    } else {
      std::ranges::fill(arrays.back().span(), values[0]);
    }
    one_a_neuron.push_back(per_neuron);
    some = some || per_neuron;
  }
  std::vector<AlignedArray<double>> registers;
  for (std::size_t r = 0; r < program.registers; ++r) registers.emplace_back(kernels::program_block);
  std::vector<kernels::Operand<double>> operands(program.operands());
  std::vector<Values> all(nodes.size(), Values(some ? size_ : 1));
  const std::uint32_t n = some ? size_ : 1;
  for (std::uint32_t begin = 0; begin < n; begin += kernels::program_block) {
    const std::uint32_t in_block = std::min(n - begin, kernels::program_block);
    for (std::size_t k = 0; k < arrays.size(); ++k) {
      operands[k] = one_a_neuron[k] ? kernels::Operand<double>{arrays[k].data() + begin}
                                    : kernels::Operand<double>{arrays[k].data(), 0};
    }
    for (std::size_t r = 0; r < registers.size(); ++r) operands[arrays.size() + r].values = registers[r].data();
    kernels::selected().program<double>().run(program.code.data(), program.code.size(), operands.data(), in_block);
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const kernels::Operand<double>& result = operands[program.results[k]];
      for (std::uint32_t i = 0; i < in_block; ++i) all[k][begin + i] = result.values[i & result.mask];
    }
  }
  return all;
}

StaticValues::Values StaticValues::leaf(const Node& node) const {
  switch (node.leaf) {
    case Leaf::constant: return {node.number};
    case Leaf::dt: return {dt_};
    case Leaf::parameter: {
      const auto values = neuron_.parameters[node.index].values->values();
      return {values.begin(), values.end()};
    }
    case Leaf::propagator: return propagators_[node.index];
    default: return response(node);
  }
}

StaticValues::Values StaticValues::response(const Node& node) const {
  const ReceptorDynamics& dynamics = neuron_.receptors[node.index].dynamics;
  const auto of = static_cast<ReceptorResponse>(node.part / 4);
  const double time = node.part % 4 == number_of(Part::middle) ? 0.5 * dt_ : dt_;
  const auto value = [&](std::size_t i) {
    switch (of) {
      case ReceptorResponse::decay: return math::chain(time, (*dynamics.tau_decay)[i]);
      case ReceptorResponse::rise_decay: return math::chain(time, (*dynamics.tau_rise)[i]);
      case ReceptorResponse::rise_to_value: return math::chain(time, (*dynamics.tau_rise)[i], (*dynamics.tau_decay)[i]);
      case ReceptorResponse::rise_per_weight: break;
    }
    const double peak = math::chain_peak_time((*dynamics.tau_rise)[i], (*dynamics.tau_decay)[i]);
    return 1.0 / math::chain(peak, (*dynamics.tau_rise)[i], (*dynamics.tau_decay)[i]);
  };
  const bool per_neuron =
      dynamics.tau_decay->per_neuron() || (dynamics.tau_rise != nullptr && dynamics.tau_rise->per_neuron());
  Values values;
  for (std::size_t i = 0; i < (per_neuron ? size_ : 1); ++i) values.push_back(value(i));
  return values;
}

void StaticValues::compute_propagators(std::uint32_t number) {
  const LinearSystem& system = plan_.systems[number];
  const std::vector<Values> rates = of(system.rates);
  std::size_t n = 1;
  for (const Values& rate : rates) n = std::max(n, rate.size());
  for (const Part part : {Part::middle, Part::end}) {
    const double time = part == Part::middle ? 0.5 * dt_ : dt_;
    std::vector<double> A;
    std::vector<double> P;
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> own;
      for (const Values& rate : rates) own.push_back(rate[rate.size() > 1 ? i : 0]);
      if (own != A) P = math::matrix_exponential(system.size, own, time);
      A = std::move(own);
      for (std::size_t e = 0; e < plan_.entries.size(); ++e) {
        const PropagatorEntry& entry = plan_.entries[e];
        if (entry.system != number || entry.part != part) continue;
        propagators_[e].push_back(P[entry.row * system.size + entry.column]);
      }
    }
  }
}

}  // namespace lapicque::detail
