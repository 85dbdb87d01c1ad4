#include "neurons/equation_group.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "check/check.hpp"
#include "equations/step_plan.hpp"
#include "interruption/interruptible.hpp"
#include "math/elementary.hpp"
#include "memory/coefficients.hpp"
#include "models/model_parameters.hpp"
#include "neurons/bound_program.hpp"
#include "neurons/failed_instruction.hpp"
#include "neurons/refractoriness.hpp"
#include "neurons/static_values.hpp"
#include "neurons/step_failure.hpp"
#include "random/stream.hpp"

namespace lapicque::detail {
namespace {

using namespace equations;
using kernels::Operand;
using kernels::program_block;

template <class Real>
class EquationGroup final : public NeuronGroup {
 public:
  EquationGroup(const Equations& model, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
                const PopulationOptions& options);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override;
  void use_external_current() override;
  [[nodiscard]] double work() const override {
    return 0.2 * static_cast<double>(step_.program.code.size() + 4 * neuron_.variables.size());
  }
  [[nodiscard]] std::size_t constant_bytes() const override {
    return NeuronGroup::constant_bytes() + coefficients_.bytes() + refractoriness_.constant_bytes() + above_.size() * sizeof(Real);
  }

 private:
  /// What a shard needs while it takes a block through steps.
  struct Work final : Buffers {
    explicit Work(const EquationGroup& group);

    std::vector<AlignedArray<Real>> registers;
    std::vector<AlignedArray<Real>> arriving;  // by receptor
    std::vector<AlignedArray<Real>> uniform;
    std::vector<AlignedArray<Real>> normal;
    AlignedArray<Real> refractory{program_block};
    AlignedArray<Real> times[3] = {AlignedArray<Real>(repetitions), AlignedArray<Real>(repetitions),
                                   AlignedArray<Real>(repetitions)};
    AlignedArray<Real> zero{repetitions};
    std::vector<bool> arrives;  // by receptor, in this step
    std::vector<Operand<Real>> step;
    std::vector<Operand<Real>> reset;
    std::vector<Operand<Real>> definitions;
  };
  /// A state array of the population that takes a result of a program.
  struct Target {
    Real* values;
    std::size_t result;
  };

  void add_states(const PopulationOptions& options);
  void bind_programs(const StepPlan& plan, const StaticValues& values);
  BoundProgram<Real> bound(std::span<const NodeId> results, const StaticValues& values, bool at_end);
  [[nodiscard]] Place<Real> place(const Node& node, bool at_end) const;
  void visit_hidden_state(StateVisitor& visitor) override;
  void compute_derived(Range all, std::int64_t step) override;

  [[nodiscard]] Work& work_of(CellInputs& inputs) const;
  void bind(const BoundProgram<Real>& program, Range block, Work& work, std::vector<Operand<Real>>& operands) const;
  void begin_step(std::int64_t step, Range block, CellInputs& inputs, Work& work) const;
  void draw(std::int64_t step, Range block, random::Purpose purpose, std::vector<AlignedArray<Real>>& numbers) const;
  void run(const BoundProgram<Real>& program, const std::vector<Operand<Real>>& operands, std::size_t n) const {
    machine_.run(program.program.code.data(), program.program.code.size(), operands.data(), n);
  }
  void require_finite(const BoundProgram<Real>& program, const std::vector<Operand<Real>>& operands, Range block,
                      std::int64_t step) const;
  [[noreturn]] void fail(std::int64_t step, Range block, std::uint32_t i, const Variable& variable,
                         const BoundProgram<Real>& program, const std::vector<Operand<Real>>& operands) const;
  void store(Range block, const Work& work) const;
  /// Takes a block through a step.
  void take_step(std::int64_t step, Range block, CellInputs& inputs, Work& work, const Advance& steps);
  void reset(std::int64_t step, Range block, std::span<std::uint32_t> fired, Work& work);
  void observe(std::int64_t step, Range block, Work& work);

  Equations model_;
  NeuronEquations neuron_{model_};
  double dt_;
  std::uint64_t seed_;
  Coefficients<Real> coefficients_;
  std::vector<Real*> states_;                       // by variable
  std::vector<Real*> values_;                       // by receptor
  std::vector<Real*> rises_;                        // by receptor
  std::vector<StateArray*> derived_;                // by definition
  AlignedArray<Real> above_;                        // truth
  std::map<NodeId, NeuronValues<Real>> constants_;  // what stays, by node
  BoundProgram<Real> step_;
  BoundProgram<Real> reset_;
  BoundProgram<Real> definitions_;
  std::vector<Target> targets_;         // of the results of a step
  std::size_t spike_ = 0;               // result of a step that is the truth of a spike
  bool refractory_ = false;
  bool t_ref_varies_ = false;           // then it is the last result of the reset
  Refractoriness refractoriness_;
  const kernels::ProgramKernels<Real>& machine_ = kernels::selected().program<Real>();
  kernels::ScanKernel<Real> all_finite_ = kernels::selected().all_finite<Real>();
};

/// The parameters of equations by the names that errors have for them.
NamedParameters parameters_of(const Equations& model) {
  NamedParameters all;
  for (const auto& [name, values] : model.parameters) all.emplace_back("parameters['" + name + "']", &values);
  for (const Receptor& receptor : model.receptors) {
    std::visit([&](const auto& kind) { add_parameters(kind, "receptors['" + receptor.name + "'].", all); },
               receptor.kind);
  }
  return all;
}

template <class Real>
EquationGroup<Real>::EquationGroup(const Equations& model, std::uint32_t population, std::uint32_t size,
                                   const NetworkOptions& network, const PopulationOptions& options)
    : NeuronGroup{population, size, network.precision, network.seed},
      model_{model},
      dt_{network.dt},
      seed_{network.seed},
      coefficients_{size, check_parameters<Real>(parameters_of(model_), size)},
      refractoriness_{size, false, 0.0, network.dt} {
  const StepPlan plan = plan_step(neuron_, model_.scheme);
  const StaticValues values{neuron_, plan, dt_, coefficients_.per_neuron() ? size : 1};
  refractory_ = plan.refractory;
  if (refractory_) {
    t_ref_varies_ = neuron_.graph[neuron_.t_ref].varies;
    if (!t_ref_varies_) {
      const std::vector<double> t_ref = values.of({&neuron_.t_ref, 1})[0];
      const bool per_neuron = t_ref.size() > 1;
      const Parameter parameter = per_neuron ? Parameter{t_ref} : Parameter{t_ref[0]};
      check::not_negative("t_ref", parameter);
      refractoriness_ = Refractoriness{size, per_neuron, parameter, dt_};
    }
  }
  add_states(options);
  bind_programs(plan, values);
  set_initial(options.initial);
}

template <class Real>
void EquationGroup<Real>::add_states(const PopulationOptions& /*options*/) {
  const auto unit_of = [](const std::optional<Dimension>& unit) {
    return !unit ? std::string{} : unit->is_none() ? std::string{"1"} : text(*unit);
  };
  const auto E_L = std::ranges::find(model_.parameters, "E_L", &std::pair<std::string, Parameter>::first);
  for (const Variable& variable : neuron_.variables) {
    Value initial = 0.0;
    if (variable.name == "V_m" && E_L != model_.parameters.end()) {
      const auto given = E_L->second.values();
      if (E_L->second.per_neuron()) {
        initial = std::vector<double>(given.begin(), given.end());
      } else {
        initial = given[0];
      }
    }
    states_.push_back(add_variable(variable.name, unit_of(variable.unit), initial).template as<Real>().data());
  }
  for (const ReceptorNodes& receptor : neuron_.receptors) {
    add_receptor(receptor.receptor->name, sign_of(receptor.receptor->kind), is_conductance(receptor.receptor->kind));
    Real* values[2] = {};
    std::size_t v = 0;
    for (const ReceptorVariable& variable : variables_of(*receptor.receptor)) {
      values[v++] = add_receptor_variable(variable.name, variable.unit).template as<Real>().data();
    }
    values_.push_back(values[0]);
    rises_.push_back(values[1]);
  }
  for (const Definition& definition : neuron_.definitions) {
    derived_.push_back(&add_derived(definition.name, unit_of(definition.quantity.unit)));
  }
}

template <class Real>
void EquationGroup<Real>::bind_programs(const StepPlan& plan, const StaticValues& values) {
  std::vector<NodeId> results;
  const auto add = [&](NodeId node, Real* target) {
    targets_.push_back({target, results.size()});
    results.push_back(node);
  };
  for (std::size_t v = 0; v < states_.size(); ++v) add(plan.variables[v], states_[v]);
  for (std::size_t r = 0; r < values_.size(); ++r) {
    if (values_[r] != nullptr) add(plan.values[r], values_[r]);
    if (rises_[r] != nullptr) add(plan.rises[r], rises_[r]);
  }
  if (plan.above) {
    above_ = AlignedArray<Real>(size());
    add(*plan.above, above_.data());
  }
  spike_ = results.size();
  if (plan.spike) results.push_back(*plan.spike);
  step_ = bound(results, values, false);

  results.clear();
  for (const Change& change : neuron_.reset) results.push_back(change.value);
  if (t_ref_varies_) results.push_back(neuron_.t_ref);
  reset_ = bound(results, values, true);

  results.clear();
  for (const Definition& definition : neuron_.definitions) results.push_back(definition.quantity.node);
  definitions_ = bound(results, values, true);
}

template <class Real>
BoundProgram<Real> EquationGroup<Real>::bound(std::span<const NodeId> results, const StaticValues& values,
                                              bool at_end) {
  BoundProgram<Real> made{compile(neuron_.graph, results, Outside::what_stays), {}};
  std::vector<NodeId> unknown;
  for (const NodeId id : made.program.outside) {
    if (!neuron_.graph[id].varies && !constants_.contains(id)) unknown.push_back(id);
  }
  const std::vector<std::vector<double>> known = values.of(unknown);
  for (std::size_t k = 0; k < unknown.size(); ++k) {
    const std::vector<double>& of = known[k];
    constants_[unknown[k]] = coefficients_.add([&](std::size_t i) { return of[of.size() > 1 ? i : 0]; });
  }
  for (const NodeId id : made.program.outside) made.places.push_back(place(neuron_.graph[id], at_end));
  for (std::size_t k = 0; k < made.places.size(); ++k) {
    const auto constant = constants_.find(made.program.outside[k]);
    if (neuron_.graph[made.program.outside[k]].varies || constant == constants_.end()) continue;
    // The machine reads it only.
    made.places[k] = {const_cast<Real*>(constant->second.values), constant->second.mask};
  }
  return made;
}

template <class Real>
Place<Real> EquationGroup<Real>::place(const Node& node, bool at_end) const {
  constexpr auto all = ~std::size_t{0};
  switch (node.leaf) {
    case Leaf::state: return {states_[node.index]};
    case Leaf::value: return {values_[node.index]};
    case Leaf::rise: return {rises_[node.index]};
    case Leaf::above: return {const_cast<Real*>(above_.data())};
    case Leaf::time: return {nullptr, 0, Own::time, at_end ? number_of(Part::end) : node.part};
    case Leaf::external: return {nullptr, all, Own::external};
    case Leaf::arriving: return {nullptr, all, Own::arriving, node.index};
    case Leaf::refractory: return {nullptr, all, Own::refractory};
    case Leaf::uniform: return {nullptr, all, Own::uniform, node.index};
    case Leaf::normal: return {nullptr, all, Own::normal, node.index};
    default: return {};
  }
}

template <class Real>
EquationGroup<Real>::Work::Work(const EquationGroup& group) : arrives(group.neuron_.receptors.size(), false) {
  const std::size_t most = std::max({group.step_.program.registers, group.reset_.program.registers,
                                     group.definitions_.program.registers});
  const auto add = [](std::vector<AlignedArray<Real>>& blocks, std::size_t n) {
    for (std::size_t k = 0; k < n; ++k) blocks.emplace_back(program_block);
  };
  add(registers, most);
  add(arriving, group.neuron_.receptors.size());
  add(uniform, group.neuron_.uniforms);
  add(normal, group.neuron_.normals);
  step.resize(group.step_.program.operands());
  reset.resize(group.reset_.program.operands());
  definitions.resize(group.definitions_.program.operands());
}

template <class Real>
typename EquationGroup<Real>::Work& EquationGroup<Real>::work_of(CellInputs& inputs) const {
  if (!inputs.buffers) inputs.buffers = std::make_unique<Work>(*this);
  return static_cast<Work&>(*inputs.buffers);
}

template <class Real>
void EquationGroup<Real>::bind(const BoundProgram<Real>& bound, Range block, Work& work,
                               std::vector<Operand<Real>>& operands) const {
  const auto begin = static_cast<std::size_t>(block.begin);
  for (std::size_t k = 0; k < bound.places.size(); ++k) {
    const Place<Real>& place = bound.places[k];
    Operand<Real>& operand = operands[k];
    operand.mask = place.mask;
    switch (place.own) {
      case Own::none: operand.values = place.array + (begin & place.mask); break;
      case Own::time: operand.values = work.times[place.number].data(); break;
      case Own::refractory: operand.values = work.refractory.data(); break;
      case Own::uniform: operand.values = work.uniform[place.number].data(); break;
      case Own::normal: operand.values = work.normal[place.number].data(); break;
      case Own::arriving:
        operand = work.arrives[place.number] ? Operand<Real>{work.arriving[place.number].data()}
                                             : Operand<Real>{work.zero.data(), 0};
        break;
      case Own::external:
        operand = has_external_current()
                      ? Operand<Real>{const_cast<EquationGroup*>(this)->I_ext().template as<Real>().data() + begin}
                      : Operand<Real>{work.zero.data(), 0};
        break;
    }
  }
  for (std::size_t r = 0; r < bound.program.registers; ++r) {
    operands[bound.places.size() + r] = {work.registers[r].data()};
  }
}

template <class Real>
void EquationGroup<Real>::begin_run(std::int64_t step) {
  refractoriness_.follow(step);
}

template <class Real>
void EquationGroup<Real>::use_external_current() {
  const auto& outside = step_.program.outside;
  const bool used =
      std::ranges::any_of(outside, [&](NodeId id) { return neuron_.graph[id].leaf == Leaf::external; });
  if (!used) check::refuse("target", "neurons whose equations do not have it", "of equations with I_ext, the current from outside");
  NeuronGroup::use_external_current();
}

template <class Real>
void EquationGroup<Real>::visit_hidden_state(StateVisitor& visitor) {
  refractoriness_.visit_state(visitor);
  if (above_.size() > 0) visitor.column(column("above", "", Per::neuron, above_.span()));
}

template <class Real>
void EquationGroup<Real>::draw(std::int64_t step, Range block, random::Purpose purpose,
                               std::vector<AlignedArray<Real>>& numbers) const {
  const random::Key key = random::key_of(seed_);
  const auto now = static_cast<std::uint64_t>(step);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    std::uint32_t words[2 * program_block + 2];
    // The number of the draw stands above the steps, of which there are less than 2^51.
    const kernels::WordsPass pass{{key[0], key[1]},
                                  static_cast<std::uint32_t>(now),
                                  static_cast<std::uint32_t>(now >> 32 | static_cast<std::uint64_t>(k) << 20),
                                  random::tag(purpose, population())};
    kernels::selected().words(pass, block.begin / 2, (block.size() + 1) / 2, words);
    for (std::size_t i = 0; i < block.size(); ++i) {
      const std::uint64_t word = words[2 * i] | std::uint64_t{words[2 * i + 1]} << 32;
      const double uniform = (static_cast<double>(word >> 12) + 0.5) * 0x1p-52;
      const bool normal = purpose == random::Purpose::equation_normal;
      numbers[k][i] = static_cast<Real>(normal ? math::normal_quantile(uniform) : uniform);
    }
  }
}

template <class Real>
void EquationGroup<Real>::begin_step(std::int64_t step, Range block, CellInputs& inputs, Work& work) const {
  for (std::uint32_t part = 0; part < 3; ++part) {
    const double time = (static_cast<double>(step) + 0.5 * part) * dt_;
    std::ranges::fill(work.times[part].span(), static_cast<Real>(time));
  }
  for (std::size_t r = 0; r < inputs.arrivals.size(); ++r) {
    work.arrives[r] = inputs.arrivals[r].size > 0;
    if (work.arrives[r]) machine_.arrivals(inputs.arrivals[r], block.begin, block.size(), work.arriving[r].data());
  }
  if (refractory_) {
    const kernels::Tick now = refractoriness_.now(step);
    const kernels::Tick* free_from = refractoriness_.free_from() + block.begin;
    Real* refractory = work.refractory.data();
    for (std::size_t i = 0; i < block.size(); ++i) refractory[i] = free_from[i] > now ? Real{1} : Real{0};
  }
  draw(step, block, random::Purpose::equation_uniform, work.uniform);
  draw(step, block, random::Purpose::equation_normal, work.normal);
}

template <class Real>
void EquationGroup<Real>::require_finite(const BoundProgram<Real>& program, const std::vector<Operand<Real>>& operands,
                                         Range block, std::int64_t step) const {
  for (std::size_t v = 0; v < states_.size(); ++v) {
    const Operand<Real>& result = operands[program.program.results[v]];
    if (all_finite_(result.values, result.mask == 0 ? 1 : block.size())) continue;
    std::uint32_t i = 0;
    while (std::isfinite(result.values[i & result.mask])) ++i;
    fail(step, block, i, neuron_.variables[v], program, operands);
  }
}

template <class Real>
void EquationGroup<Real>::fail(std::int64_t step, Range block, std::uint32_t i, const Variable& variable,
                               const BoundProgram<Real>& program, const std::vector<Operand<Real>>& operands) const {
  const auto failed = find_failed_instruction(program.program, machine_.run, operands, i);
  const Origin origin = failed ? neuron_.graph[failed->node].origin : variable.origin;
  const Source& source = neuron_.script(origin).source;
  throw StepFailure(population(), block.begin + i, step, variable.name + " is not finite",
                    (failed ? failed->what + ", in " : "see ") + place_of(source, origin.span.begin) + "\n" +
                        marked_line(source, origin.span));
}

template <class Real>
void EquationGroup<Real>::store(Range block, const Work& work) const {
  for (const Target& target : targets_) {
    const Operand<Real>& result = work.step[step_.program.results[target.result]];
    Real* to = target.values + block.begin;
    if (result.mask == 0) {
      std::fill_n(to, block.size(), result.values[0]);
    } else {
      std::copy_n(result.values, block.size(), to);
    }
  }
}

template <class Real>
void EquationGroup<Real>::take_step(std::int64_t step, Range block, CellInputs& inputs, Work& work,
                                    const Advance& steps) {
  begin_step(step, block, inputs, work);
  bind(step_, block, work, work.step);
  run(step_, work.step, block.size());
  require_finite(step_, work.step, block, step);
  store(block, work);
  if (!neuron_.threshold) return;
  std::uint32_t fired[program_block];
  const Operand<Real>& spike = work.step[step_.program.results[spike_]];
  std::uint32_t n = 0;
  if (spike.mask != 0) {
    n = machine_.marked(spike.values, block.size(), fired);
  } else if (spike.values[0] != Real{0}) {
    for (; n < block.size(); ++n) fired[n] = n;
  }
  if (n == 0) return;
  reset(step, block, {fired, n}, work);
  for (std::uint32_t k = 0; k < n; ++k) fired[k] += block.begin;
  steps.fire(step, {fired, n});
}

template <class Real>
void EquationGroup<Real>::reset(std::int64_t step, Range block, std::span<std::uint32_t> fired, Work& work) {
  if (!reset_.empty()) {
    bind(reset_, block, work, work.reset);
    run(reset_, work.reset, block.size());
  }
  const auto result = [&](std::size_t k, std::uint32_t i) {
    const Operand<Real>& of = work.reset[reset_.program.results[k]];
    return of.values[i & of.mask];
  };
  kernels::Tick* free_from = refractoriness_.free_from() + block.begin;
  const kernels::Tick after = refractoriness_.now(step) + 1;
  for (std::size_t k = 0; k < neuron_.reset.size(); ++k) {
    const auto bad = std::ranges::find_if(fired, [&](std::uint32_t i) { return !std::isfinite(result(k, i)); });
    if (bad != fired.end()) fail(step, block, *bad, neuron_.variables[neuron_.reset[k].variable], reset_, work.reset);
  }
  for (const std::uint32_t i : fired) {
    for (std::size_t k = 0; k < neuron_.reset.size(); ++k) {
      states_[neuron_.reset[k].variable][block.begin + i] = result(k, i);
    }
    if (!refractory_) continue;
    if (t_ref_varies_) {
      const double t_ref = static_cast<double>(result(neuron_.reset.size(), i));
      const double ticks = std::round(t_ref / dt_);
      if (!(ticks >= 0.0 && ticks < static_cast<double>(TickOrigin::most_steps))) {
        throw StepFailure(population(), block.begin + i, step, "has a t_ref of " + check::text(t_ref) + " ms", "");
      }
      free_from[i] = after + static_cast<kernels::Tick>(ticks);
    } else {
      free_from[i] = after + refractoriness_.steps_of(block.begin + i);
    }
  }
}

template <class Real>
void EquationGroup<Real>::observe(std::int64_t step, Range block, Work& work) {
  if (!derived_used() || definitions_.empty()) return;
  const double time = static_cast<double>(step) * dt_;
  std::ranges::fill(work.times[number_of(Part::end)].span(), static_cast<Real>(time));
  bind(definitions_, block, work, work.definitions);
  run(definitions_, work.definitions, block.size());
  for (std::size_t k = 0; k < derived_.size(); ++k) {
    const Operand<Real>& result = work.definitions[definitions_.program.results[k]];
    Real* to = derived_[k]->template as<Real>().data() + block.begin;
    for (std::size_t i = 0; i < block.size(); ++i) to[i] = result.values[i & result.mask];
  }
}

template <class Real>
void EquationGroup<Real>::compute_derived(Range all, std::int64_t step) {
  Work work(*this);
  for (std::uint32_t begin = all.begin; begin < all.end; begin += program_block) {
    observe(step, {begin, std::min(begin + program_block, all.end)}, work);
  }
}

template <class Real>
void EquationGroup<Real>::advance(Range range, CellInputs& inputs, const Advance& steps) {
  Work& work = work_of(inputs);
  for (std::uint32_t begin = range.begin; begin < range.end; begin += program_block) {
    const Range block{begin, std::min(begin + program_block, range.end)};
    let_interrupt(20 * static_cast<std::int64_t>(block.size()) * (steps.last - steps.first));
    const bool sampled = inputs.sampled(block);
    for (std::int64_t step = steps.first; step < steps.last; ++step) {
      flush(step, block);
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      take_step(step, block, inputs, work, steps);
      if (!sampled) continue;
      observe(step + 1, block, work);
      inputs.sample(step + 1, block);
    }
  }
}

}  // namespace

std::unique_ptr<NeuronGroup> make_equation_neurons(const Equations& model, std::uint32_t population,
                                                   std::uint32_t size, const NetworkOptions& network,
                                                   const PopulationOptions& options) {
  if (network.precision == Precision::single) {
    return std::make_unique<EquationGroup<float>>(model, population, size, network, options);
  }
  return std::make_unique<EquationGroup<double>>(model, population, size, network, options);
}

}  // namespace lapicque::detail
