#include "neurons/equation_group.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "check/check.hpp"
#include "equations/step_plan.hpp"
#include "interruption/interruptible.hpp"
#include "math/elementary.hpp"
#include "models/membrane.hpp"
#include "models/model_parameters.hpp"
#include "neurons/equation_pieces.hpp"
#include "neurons/equation_population.hpp"
#include "neurons/failed_instruction.hpp"
#include "random/stream.hpp"

namespace lapicque::detail {
namespace {

using namespace equations;
using kernels::Operand;
using kernels::program_block;

/// Blocks of neurons that go through a step one after the other, so that those of them that go in pieces can do so side
/// by side, while their state stays in the L2 cache.
constexpr std::uint32_t blocks_together = 8;

void for_each_block(Range all, const auto& f) {
  for (std::uint32_t begin = all.begin; begin < all.end; begin += program_block) {
    f(Range{begin, std::min(begin + program_block, all.end)});
  }
}

/// Where an operand of a program lies.
enum class Place : std::uint8_t { array, one, time, external, arriving, refractory, uniform, normal };

template <class Real>
struct BoundOperand {
  Place place;
  Real* array = nullptr;     // of the population, or one number, repeated
  std::uint32_t number = 0;  // which of those that a shard has
};

template <class Real>
struct BoundProgram {
  Program program;
  std::vector<BoundOperand<Real>> outside;
  std::vector<std::size_t> input;  // those of them that may come and go

  [[nodiscard]] bool empty() const { return program.results.empty(); }
};

template <class Real>
class EquationGroup final : public NeuronGroup {
 public:
  EquationGroup(const Equations& model, std::uint32_t population, std::uint32_t size, const NetworkOptions& network,
                const PopulationOptions& options);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override;
  void use_external_current() override;
  [[nodiscard]] double work() const override { return 0.2 * static_cast<double>(step_.program.code.size()); }
  [[nodiscard]] std::size_t constant_bytes() const override {
    return NeuronGroup::constant_bytes() + population_.coefficients.bytes() +
           population_.refractoriness.constant_bytes() + population_.above.size() * sizeof(Real);
  }

 private:
  using Bound = BoundProgram<Real>;
  using Operands = std::vector<Operand<Real>>;

  /// What a shard needs while it takes a block through steps.
  struct Work final : Buffers {
    explicit Work(const EquationGroup& group)
        : buffers{group.neuron_, group.registers()},
          step(std::max(group.step_.program.operands(), group.quiet_step_.program.operands())),
          reset(group.reset_.program.operands()),
          definitions(group.definitions_.program.operands()) {
      if (group.pieces_) pieces = std::make_unique<typename EquationPieces<Real>::Work>(*group.pieces_, buffers);
    }

    EquationBuffers<Real> buffers;
    Operands step;
    std::uint32_t bound = UINT32_MAX;  // beginning of the block that `step` is bound to
    const Bound* program = nullptr;    // and the program
    Operands reset;
    Operands definitions;
    std::unique_ptr<typename EquationPieces<Real>::Work> pieces;
    std::vector<std::uint32_t> fired;   // places in the block
    std::vector<std::uint32_t> steep;   // likewise: those that go through the step in pieces
    std::vector<std::uint32_t> spikes;  // neurons of the population
  };
  /// A state array of the population that takes a result of a program.
  struct Target {
    Real* values;
    std::size_t result;
  };

  void add_states();
  void bind_programs(const StepPlan& plan, const StaticValues& values);
  Bound bound(Program program, const StaticValues& values, bool at_end);
  [[nodiscard]] BoundOperand<Real> outside(NodeId id, bool at_end) const;
  [[nodiscard]] std::size_t registers() const;
  void visit_hidden_state(StateVisitor& visitor) override;
  void compute_derived(Range all, std::int64_t step);

  [[nodiscard]] Work& work_of(CellInputs& inputs) const;
  void bind(const Bound& program, Range block, EquationBuffers<Real>& buffers, Operands& operands) const;
  void bind_input(const Bound& bound, EquationBuffers<Real>& buffers, Operands& operands) const;
  void begin_step(std::int64_t step, Range block, const CellInputs& inputs, EquationBuffers<Real>& buffers);
  void draw(std::int64_t step, Range block, random::Purpose purpose, std::vector<AlignedArray<Real>>& numbers) const;
  void run(const Bound& bound, const Operands& operands, std::size_t n) const {
    machine_.run(bound.program.code.data(), bound.program.code.size(), operands.data(), n);
  }
  /// Neurons of a block for which a truth holds.
  void find(const Operand<Real>& truth, std::uint32_t n, std::vector<std::uint32_t>& places) const;
  /// Finds those that are not finite; refuses them where there are no pieces to take.
  void find_not_finite(std::int64_t step, Range block, Work& work) const;
  [[noreturn]] void fail(std::int64_t step, Range block, std::uint32_t i, const Variable& variable, const Bound& bound,
                         const Operands& operands) const;
  void store(Range block, const Work& work) const;
  /// Takes a block through a step, but for those that go through it in pieces, which are kept for finish_steep().
  void take_step(std::int64_t step, Range block, CellInputs& inputs, Work& work);
  void finish_steep(std::int64_t step, Work& work);
  void find_steep(std::int64_t step, Range block, Work& work) const;
  void reset(std::int64_t step, Range block, Work& work);
  void observe(std::int64_t step, Range block, Work& work);

  Equations model_;
  NeuronEquations neuron_{model_};
  std::uint64_t seed_;
  EquationPopulation<Real> population_;
  std::vector<StateArray*> derived_;  // by definition
  Bound step_;
  Bound quiet_step_;  // without an external current
  Bound reset_;
  Bound definitions_;
  std::vector<Target> targets_;       // of the results of a step
  std::optional<std::size_t> spike_;  // result of a step that is the truth of a spike
  std::optional<std::size_t> doubt_;  // result of a step that is the truth of a doubt
  bool in_place_ = false;             // results of a step lie where they are stored
  bool uses_time_ = false;
  bool locates_ = false;  // spikes are found within the step
  std::unique_ptr<EquationPieces<Real>> pieces_;
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

/// By how much pieces of steps may be off, at most.
template <class Real>
constexpr PieceTolerance piece_tolerance =
    sizeof(Real) == sizeof(double) ? PieceTolerance{3e-7, 1e-9} : PieceTolerance{1e-5, 1e-6};

template <class Real>
EquationGroup<Real>::EquationGroup(const Equations& model, std::uint32_t population, std::uint32_t size,
                                   const NetworkOptions& network, const PopulationOptions& options)
    : NeuronGroup{population, size, network.precision, network.seed},
      model_{model},
      seed_{network.seed},
      population_{neuron_, population, size, network.dt, check_parameters<Real>(parameters_of(model_), size)} {
  const StepPlan plan = plan_step(neuron_, model_.scheme);
  std::optional<PiecePlan> piece;
  if (plan.doubt) piece = plan_piece(neuron_, plan.refractory, piece_tolerance<Real>);
  const StaticValues values{neuron_, plan, network.dt, population_.coefficients.per_neuron() ? size : 1};
  population_.refractory = plan.refractory;
  population_.t_ref_varies = plan.refractory && neuron_.graph[neuron_.t_ref].varies;
  if (plan.refractory && !population_.t_ref_varies) {
    const std::vector<double> t_ref = values.of({&neuron_.t_ref, 1})[0];
    const Parameter parameter = t_ref.size() > 1 ? Parameter{t_ref} : Parameter{t_ref[0]};
    check::not_negative("t_ref", parameter);
    population_.refractoriness = Refractoriness{size, t_ref.size() > 1, parameter, network.dt};
  }
  if (plan.above) population_.above = AlignedArray<Real>(size);
  add_states();
  bind_programs(plan, values);
  if (piece) {
    locates_ = piece->condition.has_value() && !neuron_.reset.empty();
    uses_time_ = true;  // pieces may, though the step does not
    pieces_ = std::make_unique<EquationPieces<Real>>(population_, *piece, values);
  }
  set_initial(options.initial);
}

template <class Real>
void EquationGroup<Real>::add_states() {
  const auto unit_of = [](const std::optional<Dimension>& unit) {
    return !unit ? std::string{} : unit->is_none() ? std::string{"1"} : text(*unit);
  };
  const auto E_L = std::ranges::find(model_.parameters, "E_L", &std::pair<std::string, Parameter>::first);
  for (const Variable& variable : neuron_.variables) {
    const bool at_rest = variable.name == "V_m" && E_L != model_.parameters.end();
    StateArray& state =
        add_variable(variable.name, unit_of(variable.unit), at_rest ? initial_value(E_L->second) : Value{0.0});
    population_.states.push_back(state.template as<Real>().data());
  }
  for (const ReceptorNodes& receptor : neuron_.receptors) {
    add_receptor(receptor.receptor->name, sign_of(receptor.receptor->kind), is_conductance(receptor.receptor->kind));
    Real* values[2] = {};
    std::size_t v = 0;
    for (const ReceptorVariable& variable : variables_of(*receptor.receptor)) {
      values[v++] = add_receptor_variable(variable.name, variable.unit).template as<Real>().data();
    }
    population_.values.push_back(values[0]);
    population_.rises.push_back(values[1]);
  }
  for (const std::string& name : neuron_.own_receptors) add_receptor(name, 0);
  for (const Definition& definition : neuron_.definitions) {
    derived_.push_back(&add_derived(definition.name, unit_of(definition.quantity.unit)));
  }
}

template <class Real>
void EquationGroup<Real>::bind_programs(const StepPlan& plan, const StaticValues& values) {
  std::vector<NodeId> results;
  std::vector<NodeId> homes;
  const auto add = [&](NodeId node, Real* target, NodeId home) {
    targets_.push_back({target, results.size()});
    results.push_back(node);
    homes.push_back(home);
  };
  for (std::size_t v = 0; v < neuron_.variables.size(); ++v)
    add(plan.variables[v], population_.states[v], neuron_.variables[v].state);
  for (std::size_t r = 0; r < neuron_.receptors.size(); ++r) {
    if (neuron_.receptors[r].has_value()) add(plan.values[r], population_.values[r], neuron_.receptors[r].value);
    if (neuron_.receptors[r].rises()) add(plan.rises[r], population_.rises[r], neuron_.receptors[r].rise);
  }
  if (plan.above) add(*plan.above, population_.above.data(), neuron_.graph.leaf(Leaf::above));
  const auto add_truth = [&](const std::optional<NodeId>& truth, std::optional<std::size_t>& place) {
    if (!truth) return;
    place = results.size();
    results.push_back(*truth);
  };
  add_truth(plan.spike, spike_);
  add_truth(plan.doubt, doubt_);
  in_place_ = plan.linear && neuron_.events.empty() && neuron_.own_receptors.empty();
  const auto compiled = [&] {
    Program program = in_place_ ? compile_in_place(neuron_.graph, results, homes)
                                : compile(neuron_.graph, results, Outside::what_stays);
    return bound(std::move(program), values, false);
  };
  step_ = compiled();
  const NodeId external = neuron_.graph.leaf(Leaf::external);
  results = neuron_.graph.replaced(results, [&](NodeId leaf) {
    return leaf == external ? std::optional<NodeId>{neuron_.graph.constant(0.0)} : std::nullopt;
  });
  quiet_step_ = compiled();

  results.clear();
  for (const Change& change : neuron_.reset) results.push_back(change.value);
  if (population_.t_ref_varies) results.push_back(neuron_.t_ref);
  reset_ = bound(compile(neuron_.graph, results, Outside::what_stays), values, true);

  results.clear();
  for (const Definition& definition : neuron_.definitions) results.push_back(definition.quantity.node);
  definitions_ = bound(compile(neuron_.graph, results, Outside::what_stays), values, true);
}

template <class Real>
BoundProgram<Real> EquationGroup<Real>::bound(Program program, const StaticValues& values, bool at_end) {
  Bound made{std::move(program), {}, {}};
  population_.know(made.program, values);
  for (const NodeId id : made.program.outside) {
    made.outside.push_back(outside(id, at_end));
    const Place place = made.outside.back().place;
    uses_time_ = uses_time_ || place == Place::time;
    if (place == Place::external || place == Place::arriving) made.input.push_back(made.outside.size() - 1);
  }
  return made;
}

template <class Real>
BoundOperand<Real> EquationGroup<Real>::outside(NodeId id, bool at_end) const {
  const Node& node = neuron_.graph[id];
  if (!node.varies) {
    const NeuronValues<Real>& constant = population_.constants.at(id);
    // The machine reads it only.
    return {constant.mask == 0 ? Place::one : Place::array, const_cast<Real*>(constant.values)};
  }
  switch (node.leaf) {
    case Leaf::state: return {Place::array, population_.states[node.index]};
    case Leaf::value: return {Place::array, population_.values[node.index]};
    case Leaf::rise: return {Place::array, population_.rises[node.index]};
    case Leaf::above: return {Place::array, const_cast<Real*>(population_.above.data())};
    case Leaf::time: return {Place::time, nullptr, at_end ? number_of(Part::end) : node.part};
    case Leaf::external: return {Place::external};
    case Leaf::arriving: return {Place::arriving, nullptr, node.index};
    case Leaf::refractory: return {Place::refractory};
    case Leaf::uniform: return {Place::uniform, nullptr, node.index};
    case Leaf::normal: return {Place::normal, nullptr, node.index};
    default: return {Place::one};
  }
}

template <class Real>
std::size_t EquationGroup<Real>::registers() const {
  const std::size_t own = std::max({step_.program.registers, quiet_step_.program.registers, reset_.program.registers,
                                    definitions_.program.registers});
  return pieces_ ? std::max(own, pieces_->registers()) : own;
}

template <class Real>
typename EquationGroup<Real>::Work& EquationGroup<Real>::work_of(CellInputs& inputs) const {
  if (!inputs.buffers) inputs.buffers = std::make_unique<Work>(*this);
  return static_cast<Work&>(*inputs.buffers);
}

template <class Real>
void EquationGroup<Real>::bind(const Bound& bound, Range block, EquationBuffers<Real>& buffers,
                               Operands& operands) const {
  const auto begin = static_cast<std::size_t>(block.begin);
  for (std::size_t k = 0; k < bound.outside.size(); ++k) {
    const BoundOperand<Real>& from = bound.outside[k];
    Operand<Real>& operand = operands[k];
    switch (from.place) {
      case Place::array: operand = {from.array + begin}; break;
      case Place::one: operand = {from.array, 0}; break;
      case Place::time: operand = {buffers.times[from.number].data(), 0}; break;
      case Place::refractory: operand = {buffers.refractory.data()}; break;
      case Place::uniform: operand = {buffers.uniform[from.number].data()}; break;
      case Place::normal: operand = {buffers.normal[from.number].data()}; break;
      case Place::arriving:
      case Place::external: break;
    }
  }
  for (std::size_t r = 0; r < bound.program.registers; ++r) {
    operands[bound.outside.size() + r] = {buffers.registers[r].data()};
  }
  bind_input(bound, buffers, operands);
}

/// What may come and go from step to step.
template <class Real>
void EquationGroup<Real>::bind_input(const Bound& bound, EquationBuffers<Real>& buffers, Operands& operands) const {
  const Operand<Real> nothing{buffers.zero.data(), 0};
  for (const std::size_t k : bound.input) {
    const BoundOperand<Real>& from = bound.outside[k];
    if (from.place == Place::external) {
      const bool some = buffers.external != nullptr;
      operands[k] = some ? Operand<Real>{const_cast<Real*>(buffers.external)} : nothing;
    } else {
      operands[k] = buffers.arrives[from.number] ? Operand<Real>{buffers.arriving[from.number].data()} : nothing;
    }
  }
}

template <class Real>
void EquationGroup<Real>::begin_run(std::int64_t step) {
  population_.refractoriness.follow(step);
  if (derived_used()) compute_derived({0, size()}, step);
}

template <class Real>
void EquationGroup<Real>::use_external_current() {
  const bool used =
      std::ranges::any_of(step_.program.outside, [&](NodeId id) { return neuron_.graph[id].leaf == Leaf::external; });
  if (!used) {
    check::refuse("target", "neurons whose equations do not have it",
                  "of equations with I_ext, the current from outside");
  }
  NeuronGroup::use_external_current();
}

template <class Real>
void EquationGroup<Real>::visit_hidden_state(StateVisitor& visitor) {
  population_.refractoriness.visit_state(visitor);
  if (population_.above.size() > 0) visitor.column(column("above", "", Per::neuron, population_.above.span()));
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
void EquationGroup<Real>::begin_step(std::int64_t step, Range block, const CellInputs& inputs,
                                     EquationBuffers<Real>& buffers) {
  for (std::uint32_t part = 0; uses_time_ && part < 3; ++part) {
    const double time = (static_cast<double>(step) + 0.5 * part) * population_.dt;
    std::ranges::fill(buffers.times[part].span(), static_cast<Real>(time));
  }
  for (std::size_t r = 0; r < inputs.arrivals.size(); ++r) {
    buffers.arrives[r] = inputs.arrivals[r].size > 0;
    if (!buffers.arrives[r]) continue;
    machine_.arrivals(inputs.arrivals[r], block.begin, block.size(), buffers.arriving[r].data());
  }
  buffers.external = has_external_current() ? I_ext().template as<Real>().data() + block.begin : nullptr;
  if (population_.refractory) {
    const kernels::Tick now = population_.refractoriness.now(step);
    const kernels::Tick* free_from = population_.refractoriness.free_from() + block.begin;
    machine_.later(free_from, now, block.size(), buffers.refractory.data());
  }
  draw(step, block, random::Purpose::equation_uniform, buffers.uniform);
  draw(step, block, random::Purpose::equation_normal, buffers.normal);
}

template <class Real>
void EquationGroup<Real>::find(const Operand<Real>& truth, std::uint32_t n, std::vector<std::uint32_t>& places) const {
  places.clear();
  if (truth.mask == 0) {
    for (std::uint32_t i = 0; truth.values[0] != Real{0} && i < n; ++i) places.push_back(i);
    return;
  }
  std::uint32_t found[program_block];
  const std::uint32_t n_found = machine_.marked(truth.values, n, found);
  places.assign(found, found + n_found);
}

template <class Real>
void EquationGroup<Real>::find_not_finite(std::int64_t step, Range block, Work& work) const {
  for (std::size_t v = 0; v < neuron_.variables.size(); ++v) {
    const Operand<Real>& result = work.step[work.program->program.results[v]];
    if (all_finite_(result.values, result.mask == 0 ? 1 : block.size())) continue;
    for (std::uint32_t i = 0; i < block.size(); ++i) {
      if (std::isfinite(result.values[i & result.mask])) continue;
      if (!pieces_) fail(step, block, i, neuron_.variables[v], *work.program, work.step);
      work.steep.push_back(i);
    }
  }
}

template <class Real>
void EquationGroup<Real>::fail(std::int64_t step, Range block, std::uint32_t i, const Variable& variable,
                               const Bound& bound, const Operands& operands) const {
  const auto failed = find_failed_instruction(bound.program, machine_.run, operands, i);
  const Origin origin = failed ? neuron_.graph[failed->node].origin : variable.origin;
  const Source& source = neuron_.script(origin).source;
  throw StepFailure(population(), block.begin + i, step, variable.name + " is not finite",
                    (failed ? failed->what + ", in " : "see ") + place_of(source, origin.span.begin) + "\n" +
                        marked_line(source, origin.span));
}

template <class Real>
void EquationGroup<Real>::store(Range block, const Work& work) const {
  for (const Target& target : targets_) {
    const Operand<Real>& result = work.step[work.program->program.results[target.result]];
    Real* to = target.values + block.begin;
    if (result.values == to) continue;
    if (result.mask == 0) {
      std::fill_n(to, block.size(), result.values[0]);
    } else {
      std::copy_n(result.values, block.size(), to);
    }
  }
}

/// Those that are not exact enough, and those whose spike has to be found within the step.
template <class Real>
void EquationGroup<Real>::find_steep(std::int64_t step, Range block, Work& work) const {
  work.steep.clear();
  if (in_place_) return;  // linear equations stay finite in a step, or are found by the search after many
  if (doubt_) find(work.step[work.program->program.results[*doubt_]], block.size(), work.steep);
  find_not_finite(step, block, work);
  if (!pieces_) return;
  if (locates_) work.steep.insert(work.steep.end(), work.fired.begin(), work.fired.end());
  std::ranges::sort(work.steep);
  work.steep.erase(std::ranges::unique(work.steep).begin(), work.steep.end());
}

template <class Real>
void EquationGroup<Real>::take_step(std::int64_t step, Range block, CellInputs& inputs, Work& work) {
  begin_step(step, block, inputs, work.buffers);
  const Bound& program = has_external_current() ? step_ : quiet_step_;
  if (work.bound == block.begin && work.program == &program) {
    bind_input(program, work.buffers, work.step);
  } else {
    bind(program, block, work.buffers, work.step);
    work.bound = block.begin;
    work.program = &program;
  }
  run(program, work.step, block.size());
  work.fired.clear();
  if (spike_) find(work.step[program.program.results[*spike_]], block.size(), work.fired);
  find_steep(step, block, work);
  if (!work.steep.empty()) {
    std::erase_if(work.fired, [&](std::uint32_t i) { return std::ranges::binary_search(work.steep, i); });
    if (work.pieces->n + work.steep.size() > program_block) {
      finish_steep(step, work);
      run(program, work.step, block.size());  // its registers were in use
    }
    pieces_->add(block, work.steep, work.buffers, *work.pieces);
  }
  store(block, work);
  if (!work.fired.empty()) reset(step, block, work);
  for (const std::uint32_t i : work.fired) work.spikes.push_back(block.begin + i);
}

template <class Real>
void EquationGroup<Real>::finish_steep(std::int64_t step, Work& work) {
  if (work.pieces && work.pieces->n > 0) pieces_->take(step, *work.pieces, work.spikes);
}

template <class Real>
void EquationGroup<Real>::reset(std::int64_t step, Range block, Work& work) {
  if (!reset_.empty()) {
    bind(reset_, block, work.buffers, work.reset);
    run(reset_, work.reset, block.size());
  }
  const auto result = [&](std::size_t k, std::uint32_t i) {
    const Operand<Real>& of = work.reset[reset_.program.results[k]];
    return of.values[i & of.mask];
  };
  const std::size_t changes = neuron_.reset.size();
  for (std::size_t k = 0; k < changes; ++k) {
    const auto bad = std::ranges::find_if(work.fired, [&](std::uint32_t i) { return !std::isfinite(result(k, i)); });
    if (bad == work.fired.end()) continue;
    fail(step, block, *bad, neuron_.variables[neuron_.reset[k].variable], reset_, work.reset);
  }
  for (const std::uint32_t i : work.fired) {
    for (std::size_t k = 0; k < changes; ++k) {
      population_.states[neuron_.reset[k].variable][block.begin + i] = result(k, i);
    }
    if (!population_.refractory) continue;
    const double t_ref = population_.t_ref_varies ? static_cast<double>(result(changes, i)) : 0.0;
    population_.set_refractory(block.begin + i, step, t_ref);
  }
}

template <class Real>
void EquationGroup<Real>::observe(std::int64_t step, Range block, Work& work) {
  if (!derived_used() || definitions_.empty()) return;
  const double time = static_cast<double>(step) * population_.dt;
  std::ranges::fill(work.buffers.times[number_of(Part::end)].span(), static_cast<Real>(time));
  work.buffers.external = has_external_current() ? I_ext().template as<Real>().data() + block.begin : nullptr;
  bind(definitions_, block, work.buffers, work.definitions);
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
  for_each_block(all, [&](Range block) { observe(step, block, work); });
}

template <class Real>
void EquationGroup<Real>::advance(Range range, CellInputs& inputs, const Advance& steps) {
  Work& work = work_of(inputs);
  const std::uint32_t together = pieces_ ? blocks_together * program_block : program_block;
  for (std::uint32_t begin = range.begin; begin < range.end; begin += together) {
    const Range all{begin, std::min(begin + together, range.end)};
    let_interrupt(20 * static_cast<std::int64_t>(all.size()) * (steps.last - steps.first));
    const bool sampled = inputs.sampled(all);
    for (std::int64_t step = steps.first; step < steps.last; ++step) {
      work.spikes.clear();
      for_each_block(all, [&](Range block) {
        flush(step, block);
        inputs.draw_poisson(step, block);
        if (has_external_current()) inputs.apply_currents(step, block, I_ext());
        take_step(step, block, inputs, work);
      });
      finish_steep(step, work);
      std::ranges::sort(work.spikes);
      steps.fire(step, work.spikes);
      if (!sampled) continue;
      for_each_block(all, [&](Range block) { observe(step + 1, block, work); });
      inputs.sample(step + 1, all);
    }
  }
}

}  // namespace

std::unique_ptr<NeuronGroup> make_equation_neurons(const Equations& model, std::uint32_t population, std::uint32_t size,
                                                   const NetworkOptions& network, const PopulationOptions& options) {
  if (network.precision == Precision::single) {
    return std::make_unique<EquationGroup<float>>(model, population, size, network, options);
  }
  return std::make_unique<EquationGroup<double>>(model, population, size, network, options);
}

}  // namespace lapicque::detail
