#include "neurons/equation_pieces.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "interruption/interruptible.hpp"
#include "neurons/failed_instruction.hpp"

namespace lapicque::detail {

using namespace equations;
using kernels::Operand;

template <class Real>
EquationPieces<Real>::EquationPieces(EquationPopulation<Real>& population, const PiecePlan& plan,
                                     const StaticValues& values)
    : population_{population},
      has_condition_{plan.condition.has_value()},
      has_beyond_{plan.beyond.has_value()},
      draws_{plan.condition_now && !plan.condition} {
  // Of an upstroke, pieces may be so short that the time of single precision stands still meanwhile.
  const bool wide = sizeof(Real) == sizeof(double);
  shortest_ = population.dt * 0x1p-40;
  landing_ = population.dt * (wide ? 1e-8 : 1e-5);
  const Graph& graph = population.neuron.graph;
  std::vector<NodeId> results = plan.variables;
  results.push_back(plan.error);
  if (has_condition_) results.push_back(*plan.condition);
  if (has_beyond_) results.push_back(*plan.beyond);
  piece_ = compile(graph, results, Outside::what_stays);
  results = plan.reset;
  results.push_back(plan.t_ref);
  reset_ = compile(graph, results, Outside::what_stays);
  arrive_ = compile(graph, plan.arrived, Outside::what_stays);
  if (plan.condition_now) now_ = compile(graph, {{*plan.condition_now}}, Outside::what_stays);
  for (const Program* program : {&piece_, &reset_, &arrive_, &now_}) {
    population_.know(*program, values);
    add_rows(*program);
  }
  for (std::size_t v = 0; v < population.states.size(); ++v)
    states_.push_back(row_of(population.neuron.variables[v].state));
  const auto own = [&](Leaf leaf) {
    sources_.push_back({nullptr, leaf});
    return sources_.size() - 1;
  };
  const auto found = [&](Leaf leaf) {
    for (const auto& [id, row] : rows_) {
      if (graph[id].leaf == leaf) return row;
    }
    return own(leaf);
  };
  begin_ = found(Leaf::piece_begin);
  length_ = found(Leaf::piece);
  refractory_ = found(Leaf::refractory);
}

template <class Real>
void EquationPieces<Real>::add_rows(const Program& program) {
  for (const NodeId id : program.outside) {
    const Node& node = population_.neuron.graph[id];
    const bool stays = !node.varies && population_.constants.at(id).mask == 0;
    if (!stays && node.leaf != Leaf::time) row_of(id);
  }
}

template <class Real>
std::size_t EquationPieces<Real>::row_of(NodeId id) {
  const auto [found, is_new] = rows_.try_emplace(id, sources_.size());
  if (!is_new) return found->second;
  const Node& node = population_.neuron.graph[id];
  RowSource source{nullptr, node.leaf, node.index};
  if (!node.varies) source.array = population_.constants.at(id).values;
  if (node.leaf == Leaf::state) source.array = population_.states[node.index];
  if (node.leaf == Leaf::value) source.array = population_.values[node.index];
  if (node.leaf == Leaf::rise) source.array = population_.rises[node.index];
  sources_.push_back(source);
  return found->second;
}

template <class Real>
std::size_t EquationPieces<Real>::registers() const {
  return std::max({piece_.registers, reset_.registers, arrive_.registers, now_.registers});
}

template <class Real>
EquationPieces<Real>::Work::Work(const EquationPieces& pieces, EquationBuffers<Real>& buffers) {
  for (std::size_t k = 0; k < pieces.sources_.size(); ++k) rows.emplace_back(kernels::program_block);
  piece = pieces.operands(pieces.piece_, *this, buffers);
  reset = pieces.operands(pieces.reset_, *this, buffers);
  arrive = pieces.operands(pieces.arrive_, *this, buffers);
  now = pieces.operands(pieces.now_, *this, buffers);
}

template <class Real>
std::vector<Operand<Real>> EquationPieces<Real>::operands(const Program& program, Work& work,
                                                          EquationBuffers<Real>& buffers) const {
  std::vector<Operand<Real>> all;
  for (const NodeId id : program.outside) {
    const Node& node = population_.neuron.graph[id];
    if (const auto row = rows_.find(id); row != rows_.end()) {
      all.push_back({work.rows[row->second].data()});
    } else if (node.leaf == Leaf::time) {
      all.push_back({buffers.times[0].data(), 0});
    } else {
      // The machine reads it only.
      all.push_back({const_cast<Real*>(population_.constants.at(id).values), 0});
    }
  }
  for (std::size_t r = 0; r < program.registers; ++r) all.push_back({buffers.registers[r].data()});
  return all;
}

template <class Real>
void EquationPieces<Real>::add(Range block, std::span<const std::uint32_t> places, const EquationBuffers<Real>& buffers,
                               Work& work) const {
  const std::uint32_t before = work.n;
  for (std::size_t k = 0; k < sources_.size(); ++k) {
    const RowSource& source = sources_[k];
    Real* row = work.rows[k].data() + before;
    const auto take = [&](const Real* from) {
      for (std::size_t j = 0; j < places.size(); ++j) row[j] = from[places[j]];
    };
    if (source.array != nullptr) {
      take(source.array + block.begin);
    } else if (source.leaf == Leaf::uniform) {
      take(buffers.uniform[source.index].data());
    } else if (source.leaf == Leaf::normal) {
      take(buffers.normal[source.index].data());
    } else if (source.leaf == Leaf::arriving && buffers.arrives[source.index]) {
      take(buffers.arriving[source.index].data());
    } else if (source.leaf == Leaf::refractory) {
      take(buffers.refractory.data());
    } else if (source.leaf == Leaf::external && buffers.external != nullptr) {
      take(buffers.external);
    } else {
      std::fill_n(row, places.size(), Real{0});
    }
  }
  for (const std::uint32_t place : places) {
    const std::uint32_t i = block.begin + place;
    work.rows[length_][work.n++] = static_cast<Real>(0.5 * population_.dt);
    work.neuron.push_back(i);
    work.landing.emplace_back();
    work.fired.push_back(0);
    work.above.push_back(population_.above.size() > 0 && population_.above[i] != Real{0} ? 1 : 0);
  }
}

template <class Real>
void EquationPieces<Real>::take(std::int64_t step, Work& work, std::vector<std::uint32_t>& fired) {
  work.active = work.n;
  if (!population_.neuron.reset.empty() && has_condition_) fire_where_they_are(step, work);
  constexpr int most_rounds = 1000000;
  std::vector<std::uint32_t> firing;
  for (int round = 0; work.active > 0; ++round) {
    let_interrupt(1000);
    if (round == most_rounds) fail(step, 0, work);
    run(piece_, work.piece, work.active);
    firing.clear();
    for (std::uint32_t j = 0; j < work.active; ++j) {
      const Outcome outcome = judge(j, work);
      if (work.rows[length_][j] < static_cast<Real>(shortest_)) fail(step, j, work);
      if (outcome == Outcome::spike) firing.push_back(j);
    }
    if (!firing.empty()) fire(step, firing, work);
    for (std::uint32_t j = work.active; j-- > 0;) {
      const double left = population_.dt - static_cast<double>(work.rows[begin_][j]);
      if (left <= 2.0 * shortest_) {
        swap(j, --work.active, work);
      } else if (static_cast<double>(work.rows[length_][j]) > left) {
        work.rows[length_][j] = static_cast<Real>(left);
      }
    }
  }
  for (std::uint32_t j = 0; j < work.n; ++j) work.rows[begin_][j] = static_cast<Real>(population_.dt);
  take_arrivals(step, work);
  store(work, fired);
}

/// What becomes of a piece; its next length is set.
template <class Real>
typename EquationPieces<Real>::Outcome EquationPieces<Real>::judge(std::uint32_t j, Work& work) const {
  Real& length = work.rows[length_][j];
  const std::size_t n = states_.size();
  const auto error = static_cast<double>(result(piece_, work.piece, n, j));
  constexpr double safety = 0.9;
  // By the fourth root, which rounds alike everywhere; the fifth would be a little bolder.
  const double root = error > 0.0 ? safety / std::sqrt(std::sqrt(error)) : 5.0;
  if (!(error <= 1.0)) {
    const double factor = std::isfinite(error) ? std::max(0.1, root) : 0.1;
    length = static_cast<Real>(static_cast<double>(length) * factor);
    work.landing[j] = {};
    return Outcome::again;
  }
  Outcome outcome = Outcome::taken;
  if (has_condition_ && !population_.neuron.reset.empty() && !refractory(j, work)) {
    outcome = land(j, work);
    if (outcome == Outcome::again) return outcome;
  }
  const bool condition = has_condition_ && result(piece_, work.piece, n + 1, j) != Real{0};
  for (std::size_t v = 0; v < n; ++v) work.rows[states_[v]][j] = result(piece_, work.piece, v, j);
  work.rows[begin_][j] += length;
  if (has_condition_ && population_.neuron.reset.empty()) {
    if (condition && work.above[j] == 0 && !refractory(j, work)) outcome = Outcome::spike;
    work.above[j] = condition ? 1 : 0;
  }
  const double grown = outcome == Outcome::spike ? 1.0 : std::min(5.0, root);
  length = std::max(static_cast<Real>(static_cast<double>(length) * grown), static_cast<Real>(2.0 * shortest_));
  if (work.landing[j].on) length = static_cast<Real>(0.25 * population_.dt);
  work.landing[j] = {};
  return outcome;
}

/// Closes in on the beginning of the condition, within the piece: by the line through both ends, where the condition is
/// a comparison, with the end that stays weighed down (the Illinois method), else by halves.
template <class Real>
typename EquationPieces<Real>::Outcome EquationPieces<Real>::land(std::uint32_t j, Work& work) const {
  typename Work::Landing& landing = work.landing[j];
  Real& length = work.rows[length_][j];
  const std::size_t n = states_.size();
  const bool holds = result(piece_, work.piece, n + 1, j) != Real{0};
  const double beyond = has_beyond_ ? static_cast<double>(result(piece_, work.piece, n + 2, j)) : 0.0;
  const auto now = static_cast<double>(length);
  if (!landing.on) {
    if (!holds) return Outcome::taken;
    landing = {true, 0.0, now, 0.0, beyond, 0};
  } else if (holds) {
    landing.at_low *= landing.same_side > 0 ? 0.5 : 1.0;
    landing.high = now;
    landing.at_high = beyond;
    landing.same_side = 1;
  } else {
    landing.at_high *= landing.same_side < 0 ? 0.5 : 1.0;
    landing.low = now;
    landing.at_low = beyond;
    landing.same_side = -1;
  }
  if (holds && now - landing.low <= std::max(landing_, 2.0 * shortest_)) return Outcome::spike;
  double next = 0.5 * (landing.low + landing.high);
  if (landing.high - landing.low <= landing_) {
    next = landing.high;
  } else if (landing.at_low < 0.0 && landing.at_high > 0.0 && std::isfinite(landing.at_high)) {
    const double part = landing.at_low / (landing.at_low - landing.at_high);
    // Beyond the crossing by a little, so that the two ends come close to each other.
    const double line = landing.low + (landing.high - landing.low) * part + 0.25 * landing_;
    next = std::clamp(line, landing.low + 0.25 * landing_, landing.high - 0.25 * landing_);
  }
  length = static_cast<Real>(next);
  return Outcome::again;
}

template <class Real>
void EquationPieces<Real>::fire_where_they_are(std::int64_t step, Work& work) {
  run(now_, work.now, work.n);
  const bool resets = !population_.neuron.reset.empty();
  std::vector<std::uint32_t> firing;
  for (std::uint32_t j = 0; j < work.n; ++j) {
    const bool holds = result(now_, work.now, 0, j) != Real{0};
    const bool begins = resets || work.above[j] == 0;
    if (!resets) work.above[j] = holds ? 1 : 0;
    // One that has fired already waits for the next step.
    if (holds && begins && work.fired[j] == 0 && !refractory(j, work)) firing.push_back(j);
  }
  if (!firing.empty()) fire(step, firing, work);
}

template <class Real>
void EquationPieces<Real>::fire(std::int64_t step, std::span<const std::uint32_t> neurons, Work& work) {
  run(reset_, work.reset, work.n);
  const std::size_t changes = population_.neuron.reset.size();
  for (const std::uint32_t j : neurons) {
    const std::uint32_t i = work.neuron[j];
    if (work.fired[j] != 0) {
      throw StepFailure(population_.id, i, step,
                        "fires more than once within a step of " + check::text(population_.dt) + " ms", "");
    }
    work.fired[j] = 1;
    for (std::size_t k = 0; k < changes; ++k) {
      const Real value = result(reset_, work.reset, k, j);
      if (!std::isfinite(value)) {
        const std::string& name = population_.neuron.variables[population_.neuron.reset[k].variable].name;
        const auto failed = find_failed_instruction(reset_, machine_.run, work.reset, j);
        if (failed) refuse(step, i, name + " is not finite", *failed);
        throw StepFailure(population_.id, i, step, name + " is not finite after the reset", "");
      }
      work.rows[states_[population_.neuron.reset[k].variable]][j] = value;
    }
    if (!population_.refractory) continue;
    population_.set_refractory(i, step, static_cast<double>(result(reset_, work.reset, changes, j)));
    const bool held = population_.refractoriness.free_from()[i] > population_.refractoriness.now(step) + 1;
    work.rows[refractory_][j] = held ? Real{1} : Real{0};
  }
}

/// At the end of the step, weights arrive, and conditions that are drawn are looked at.
template <class Real>
void EquationPieces<Real>::take_arrivals(std::int64_t step, Work& work) {
  const NeuronEquations& neuron = population_.neuron;
  const bool changes = !neuron.arrivals.empty() || !neuron.events.empty();
  if (changes) {
    run(arrive_, work.arrive, work.n);
    for (std::uint32_t j = 0; j < work.n; ++j) {
      for (std::size_t v = 0; v < states_.size(); ++v) {
        if (std::isfinite(result(arrive_, work.arrive, v, j))) continue;
        const std::string& name = population_.neuron.variables[v].name;
        const auto failed = find_failed_instruction(arrive_, machine_.run, work.arrive, j);
        if (failed) refuse(step, work.neuron[j], name + " is not finite", *failed);
        throw StepFailure(population_.id, work.neuron[j], step, name + " is not finite", "");
      }
    }
    for (std::size_t v = 0; v < states_.size(); ++v) {
      for (std::uint32_t j = 0; j < work.n; ++j) work.rows[states_[v]][j] = result(arrive_, work.arrive, v, j);
    }
  }
  if (neuron.threshold && (changes || draws_)) fire_where_they_are(step, work);
}

template <class Real>
void EquationPieces<Real>::store(Work& work, std::vector<std::uint32_t>& fired) const {
  for (std::uint32_t j = 0; j < work.n; ++j) {
    const std::uint32_t i = work.neuron[j];
    for (std::size_t v = 0; v < states_.size(); ++v) population_.states[v][i] = work.rows[states_[v]][j];
    if (population_.above.size() > 0) population_.above[i] = work.above[j] != 0 ? Real{1} : Real{0};
    if (work.fired[j] != 0) fired.push_back(i);
  }
  work.n = 0;
  work.neuron.clear();
  work.landing.clear();
  work.fired.clear();
  work.above.clear();
}

template <class Real>
void EquationPieces<Real>::swap(std::uint32_t a, std::uint32_t b, Work& work) const {
  if (a == b) return;
  for (AlignedArray<Real>& row : work.rows) std::swap(row[a], row[b]);
  std::swap(work.neuron[a], work.neuron[b]);
  std::swap(work.landing[a], work.landing[b]);
  std::swap(work.fired[a], work.fired[b]);
  std::swap(work.above[a], work.above[b]);
}

template <class Real>
void EquationPieces<Real>::fail(std::int64_t step, std::uint32_t j, Work& work) const {
  // The piece has been made shorter since it failed.
  for (int k = 0; k < 4; ++k) {
    if (const auto failed = find_failed_instruction(piece_, machine_.run, work.piece, j)) {
      refuse(step, work.neuron[j], "cannot be followed", *failed);
    }
    work.rows[length_][j] *= Real{10};
  }
  throw StepFailure(population_.id, work.neuron[j], step, "changes too fast to be followed, within the step", "");
}

template <class Real>
void EquationPieces<Real>::refuse(std::int64_t step, std::uint32_t neuron, const std::string& what,
                                  const FailedInstruction& failed) const {
  const Origin& origin = population_.neuron.graph[failed.node].origin;
  const equations::Source& source = population_.neuron.script(origin).source;
  throw StepFailure(
      population_.id, neuron, step, what,
      failed.what + ", in " + place_of(source, origin.span.begin) + "\n" + marked_line(source, origin.span));
}

template class EquationPieces<double>;
template class EquationPieces<float>;

}  // namespace lapicque::detail
