#include "neurons/precise_membrane_group.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "check/check.hpp"
#include "interruption/interruptible.hpp"
#include "math/elementary.hpp"
#include "math/grid_time.hpp"
#include "math/propagator.hpp"
#include "memory/coefficients.hpp"
#include "neurons/event_driven_step.hpp"
#include "neurons/membrane_parts.hpp"
#include "neurons/refractoriness.hpp"
#include "neurons/timed_events.hpp"
#include "random/stream.hpp"
#include "receptors/receptor_compiler.hpp"

namespace lapicque::detail {
namespace {

using kernels::Segments;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t terms = Segments::terms;
/// Segments that a kernel takes at once at most: those of a block, and room to fill the last vector.
constexpr std::size_t most_segments = kernels::block_size + 16;
/// A segment is at most this part of the shortest time constant of a receptor, so that polynomials hold.
constexpr double longest_segment = 0.5;

/// Buffers of one shard.
struct Work final : Buffers {
  Work(std::size_t states, std::size_t receptors, std::size_t n_nmda)
      : rows((states + 8 + (3 + n_nmda) * terms) * most_segments), arriving(receptors * kernels::block_size) {}

  AlignedArray<double> rows;
  AlignedArray<double> arriving;             // (receptors, block_size) at the end of the step
  std::uint32_t neuron[most_segments] = {};  // of each segment
  double end[most_segments] = {};            // of each segment, since the start of the step [ms]
  std::vector<std::uint32_t> active;         // places of neurons that have not come to the end of the step
  std::vector<std::uint32_t> still_active;
  std::vector<double> time;             // by place: where the neuron is [ms]
  std::vector<double> before;           // by place: V_m before the jump that it has just made
  std::vector<std::uint32_t> event;     // by place: the next
  std::vector<std::uint32_t> n_spikes;  // by place: in this step
  std::vector<double> needed;           // by place: of the hazard for the next spike
  std::vector<std::pair<std::uint32_t, double>> spikes;
  TimedEvents events;
};

/// Constants of a receptor, one value or one a neuron.
struct Kinetics {
  std::vector<double> tau_decay;
  std::vector<double> tau_rise;
  std::vector<double> E_rev;

  [[nodiscard]] static double of(const std::vector<double>& values, std::size_t i) {
    return values[values.size() > 1 ? i : 0];
  }
};

/// A variable that decays and that each spike of its neuron increases.
struct Element {
  double* x;
  double tau;
  double jump;
};

class PreciseMembraneGroup final : public NeuronGroup {
 public:
  PreciseMembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size,
                       const NetworkOptions& network, const PopulationOptions& options);

  void advance(Range range, CellInputs& inputs, const Advance& steps) override;
  void begin_run(std::int64_t step) override;
  [[nodiscard]] double work() const override { return 10.0 * work_; }
  [[nodiscard]] double most_spikes_a_step() const override { return most_spikes_; }
  [[nodiscard]] SpikeTiming spike_timing() const override { return SpikeTiming::precise; }
  [[nodiscard]] std::size_t constant_bytes() const override {
    std::size_t bytes = NeuronGroup::constant_bytes() + coefficients_.bytes();
    bytes += t_ref_.capacity() * sizeof(RefractoryTime) + V_T_star_.capacity() * sizeof(double);
    for (const Kinetics& of : kinetics_) {
      bytes += (of.tau_decay.capacity() + of.tau_rise.capacity() + of.E_rev.capacity()) * sizeof(double);
    }
    return bytes;
  }

 private:
  using Tick = kernels::Tick;

  void visit_hidden_state(StateVisitor& visitor) override;
  void draw_dependent_state() override { equilibrium_.set(pass_.state, size()); }
  void set_refractoriness(const Parameter& t_ref);
  void add_receptors(const Membrane& membrane);
  std::vector<Element> add_elements(const SpikeTriggers& triggers, const std::string& name, const std::string& unit);

  [[nodiscard]] Work& work_of(CellInputs& inputs) const;
  void advance_block(const CellInputs& inputs, Range block, std::int64_t step, Work& work, const Advance& steps);
  /// Puts the next segment of each active neuron into the rows.
  void make_segments(Range block, Tick now, Work& work, Segments& segments) const;
  void fill_inputs(std::size_t k, std::uint32_t neuron, double length, Segments& segments) const;
  void fill_threshold(std::size_t k, std::uint32_t neuron, double length, Segments& segments) const;
  /// Takes receptors and events along with the membranes, and finds out who is still active.
  void finish_segments(Range block, Tick now, std::int64_t step, const Segments& segments, Work& work);
  void fire(std::uint32_t place, std::uint32_t neuron, std::int64_t step, double time, Work& work);
  void take_events(std::uint32_t place, std::uint32_t neuron, Tick now, Work& work);
  void arrive(std::size_t receptor, std::uint32_t neuron, double weight, double& jump) const;
  void advance_receptors(std::uint32_t neuron, double h) const;
  /// What the hazard of a neuron has to add up to for its next spike, drawn anew after each in the step.
  [[nodiscard]] double draw_needed(std::int64_t step, std::uint32_t neuron, std::uint32_t spikes) const;
  /// Sums of the elements as the state that shows them.
  void show_elements(std::uint32_t neuron) const;
  /// When the neuron becomes free, since the start of the step [ms]; before or beyond the step it is that.
  [[nodiscard]] double free_time(std::uint32_t neuron, Tick now) const;

  double dt_;
  double work_;
  bool holds_;
  double most_spikes_ = 1.0;
  Coefficients<double> coefficients_;
  AlignedArray<Tick> free_from_;  // counted from origin_
  AlignedArray<double> free_offset_;
  std::vector<RefractoryTime> t_ref_;  // one, or one a neuron
  TickOrigin origin_;
  std::size_t states_;
  std::vector<kernels::ReceptorPass<double>> receptors_;
  std::vector<Kinetics> kinetics_;
  std::vector<std::size_t> nmda_;  // receptors that are
  double longest_;                 // segment [ms]
  bool noisy_;
  random::Key key_;
  std::uint32_t tag_;
  kernels::WordsKernel words_ = kernels::selected().words;
  std::vector<Element> currents_;    // taken from the input [pA]
  std::vector<Element> thresholds_;  // added to the threshold [mV]
  std::vector<double> V_T_star_;     // one, or one a neuron
  kernels::MembranePass<double> pass_;
  kernels::SegmentStep step_;
  kernels::TakeKernel take_arrivals_ = kernels::selected().precise.take;
  Equilibrium equilibrium_;
};

PreciseMembraneGroup::PreciseMembraneGroup(const Membrane& membrane, std::uint32_t population, std::uint32_t size,
                                           const NetworkOptions& network, const PopulationOptions& options)
    : NeuronGroup{population, size, network.precision, network.seed},
      dt_{network.dt},
      work_{membrane.work},
      holds_{membrane.holds},
      coefficients_{size, check_parameters<double>(membrane.parameters, size), true},
      free_from_(size),
      free_offset_(size),
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
  set_refractoriness(membrane.t_ref);
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

void PreciseMembraneGroup::set_refractoriness(const Parameter& t_ref) {
  for (const double time : t_ref.values()) {
    if (time >= static_cast<double>(TickOrigin::most_steps) * dt_) check::refuse("t_ref", time, "less than 2^30 steps");
    const GridTime cut = cut_time(time, dt_);
    t_ref_.push_back({static_cast<Tick>(cut.steps), cut.rest});
    const double spikes = std::floor(dt_ / time * (1.0 + 1e-9)) + 1.0;
    most_spikes_ = std::max(most_spikes_, std::min(spikes, EventDrivenStep::most_spikes(dt_)));
  }
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

std::vector<Element> PreciseMembraneGroup::add_elements(const SpikeTriggers& triggers, const std::string& name,
                                                        const std::string& unit) {
  std::vector<Element> elements;
  for (std::size_t e = 0; e < triggers.tau.size(); ++e) {
    double* x = add_variable(name + std::to_string(e), unit, 0.0).as<double>().data();
    elements.push_back({x, triggers.tau[e], triggers.jump[e]});
    longest_ = std::min(longest_, longest_segment * triggers.tau[e]);
  }
  return elements;
}

double PreciseMembraneGroup::draw_needed(std::int64_t step, std::uint32_t i, std::uint32_t spikes) const {
  // Draws of one step differ in bits that no number of a step reaches.
  std::uint32_t words[4];
  const auto now = static_cast<std::uint64_t>(step);
  const kernels::WordsPass pass{
      {key_[0], key_[1]}, static_cast<std::uint32_t>(now), static_cast<std::uint32_t>(now >> 32) | spikes << 16, tag_};
  words_(pass, i / 2, 1, words);
  const std::size_t first = i % 2 == 0 ? 0 : 2;
  const std::uint64_t word = words[first] | std::uint64_t{words[first + 1]} << 32;
  return -math::log1p(-(static_cast<double>(word >> 12) + 0.5) * 0x1p-52);
}

void PreciseMembraneGroup::show_elements(std::uint32_t i) const {
  double I_stc = 0.0;
  for (const Element& element : currents_) I_stc += element.x[i];
  double E_sfa = V_T_star_[V_T_star_.size() > 1 ? i : 0];
  for (const Element& element : thresholds_) E_sfa += element.x[i];
  pass_.state[1][i] = I_stc;
  pass_.state[2][i] = E_sfa;
}

void PreciseMembraneGroup::visit_hidden_state(StateVisitor& visitor) {
  visitor.column(column("free_from", "step", Per::neuron, free_from_.span()));
  visitor.column(column("free_offset", "ms", Per::neuron, free_offset_.span()));
  origin_.visit_state(visitor);
}

void PreciseMembraneGroup::begin_run(std::int64_t step) {
  pass_.I_ext = has_external_current() ? I_ext().as<double>().data() : nullptr;
  origin_.follow(step, [this](std::int64_t shift) {
    for (std::size_t i = 0; i < size(); ++i) {
      const std::int64_t free_from = std::int64_t{free_from_[i]} - shift;
      if (free_from < 0) free_offset_[i] = 0.0;
      free_from_[i] = static_cast<Tick>(std::max<std::int64_t>(free_from, 0));
    }
  });
}

Work& PreciseMembraneGroup::work_of(CellInputs& inputs) const {
  if (!inputs.buffers) inputs.buffers = std::make_unique<Work>(states_, receptors_.size(), nmda_.size());
  return static_cast<Work&>(*inputs.buffers);
}

void PreciseMembraneGroup::advance(Range range, CellInputs& inputs, const Advance& steps) {
  Work& work = work_of(inputs);
  for (std::int64_t step = steps.first; step < steps.last; ++step) {
    work.events.begin(inputs.timed != nullptr && !inputs.timed->empty() ? inputs.timed : nullptr);
    for (std::uint32_t begin = range.begin; begin < range.end; begin += kernels::block_size) {
      const Range block{begin, std::min(begin + kernels::block_size, range.end)};
      let_interrupt(200 * static_cast<std::int64_t>(block.size()));
      mark_silent(block, inputs);
      flush(step, block);
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      work.events.list(block.begin, block.size());
      advance_block(inputs, block, step, work, steps);
      if (inputs.sampled(block)) inputs.sample(step + 1, block);
    }
  }
}

void PreciseMembraneGroup::advance_block(const CellInputs& inputs, Range block, std::int64_t step, Work& work,
                                         const Advance& steps) {
  const std::uint32_t n = block.size();
  take_arrivals_(inputs.arrivals.data(), receptors_.size(), block.begin, n, work.arriving.data());
  const Tick now = origin_.now(step);
  work.active.resize(n);
  for (std::uint32_t place = 0; place < n; ++place) work.active[place] = place;
  work.time.assign(n, 0.0);
  work.before.assign(n, infinity);
  work.event.assign(n, 0);
  work.n_spikes.assign(n, 0);
  work.spikes.clear();
  work.needed.assign(n, 0.0);
  for (std::uint32_t place = 0; noisy_ && place < n; ++place) {
    work.needed[place] = draw_needed(step, block.begin + place, 0);
  }
  while (!work.active.empty()) {
    let_interrupt(300 * static_cast<std::int64_t>(work.active.size()));
    Segments segments;
    make_segments(block, now, work, segments);
    step_(pass_, segments);
    finish_segments(block, now, step, segments, work);
  }
  std::ranges::stable_sort(work.spikes, {}, &std::pair<std::uint32_t, double>::first);
  for (const auto& [neuron, offset] : work.spikes) steps.fire_at(step, neuron, offset);
}

double PreciseMembraneGroup::free_time(std::uint32_t neuron, Tick now) const {
  if (free_from_[neuron] == now) return free_offset_[neuron];
  return free_from_[neuron] < now ? -infinity : infinity;
}

void PreciseMembraneGroup::make_segments(Range block, Tick now, Work& work, Segments& segments) const {
  double* next = work.rows.data();
  const auto row = [&next] {
    double* const begin = next;
    next += most_segments;
    return begin;
  };
  for (std::size_t s = 0; s < states_; ++s) segments.y[s] = row();
  double* length = row();
  double* held = row();
  double* before = row();
  double* lowest = row();
  double* highest = row();
  segments.length = length;
  segments.held = held;
  segments.before = before;
  segments.lowest = lowest;
  segments.highest = highest;
  for (std::size_t k = 0; k < terms; ++k) {
    segments.G[k] = row();
    segments.J[k] = row();
    for (std::size_t m = 0; m < nmda_.size(); ++m) segments.g[m][k] = row();
  }
  for (std::size_t k = 0; noisy_ && k < terms; ++k) segments.threshold[k] = row();
  segments.needed = row();
  segments.part = row();
  segments.n_nmda = nmda_.size();
  for (std::size_t m = 0; m < nmda_.size(); ++m) {
    segments.E_rev[m] = receptors_[nmda_[m]].E_rev;
    segments.Mg[m] = receptors_[nmda_[m]].Mg;
  }
  std::size_t k = 0;
  for (const std::uint32_t place : work.active) {
    const std::uint32_t i = block.begin + place;
    const double time = work.time[place];
    const std::span<const TimedEvents::Event> events = work.events.at(place);
    double end = dt_;
    if (work.event[place] < events.size()) end = std::min(end, events[work.event[place]].offset);
    const double free = free_time(i, now);
    const bool is_held = holds_ && free > time;
    if (is_held) end = std::min(end, free);
    end = std::max(end, time);
    if (end - time > longest_) end = time + longest_;
    work.neuron[k] = i;
    work.end[k] = end;
    length[k] = end - time;
    held[k] = is_held ? 1.0 : 0.0;
    before[k] = work.before[place];
    for (std::size_t s = 0; s < states_; ++s) segments.y[s][k] = pass_.state[s][i];
    segments.needed[k] = work.needed[place];
    lowest[k] = infinity;
    highest[k] = -infinity;
    for (const Kinetics& kinetics : kinetics_) {
      if (kinetics.E_rev.empty()) continue;
      lowest[k] = std::min(lowest[k], Kinetics::of(kinetics.E_rev, i));
      highest[k] = std::max(highest[k], Kinetics::of(kinetics.E_rev, i));
    }
    fill_inputs(k, i, end - time, segments);
    ++k;
  }
  // Vectors are filled by repeating the last.
  for (segments.n = k; segments.n % 16 != 0; ++segments.n) {
    work.neuron[segments.n] = work.neuron[k - 1];
    for (double* values = work.rows.data(); values < next; values += most_segments) {
      values[segments.n] = values[k - 1];
    }
  }
  segments.neuron = work.neuron;
  segments.fired = row();
}

void PreciseMembraneGroup::fill_inputs(std::size_t k, std::uint32_t i, double h, Segments& segments) const {
  double G[terms] = {};
  double J[terms] = {pass_.I_e.values[pass_.per_neuron ? i : 0] + (pass_.I_ext == nullptr ? 0.0 : pass_.I_ext[i])};
  std::size_t m = 0;
  for (std::size_t r = 0; r < receptors_.size(); ++r) {
    const kernels::ReceptorPass<double>& receptor = receptors_[r];
    if (receptor.effect == kernels::ReceptorEffect::delta) continue;
    // The Taylor series of x and of its rise.
    double x[terms];
    x[0] = receptor.x[i];
    double rise = receptor.rise == nullptr ? 0.0 : receptor.rise[i];
    const double per_decay = h / Kinetics::of(kinetics_[r].tau_decay, i);
    const double per_rise = receptor.rise == nullptr ? 0.0 : h / Kinetics::of(kinetics_[r].tau_rise, i);
    for (std::size_t p = 1; p < terms; ++p) {
      const auto index = static_cast<double>(p);
      x[p] = (h * rise - per_decay * x[p - 1]) / index;
      rise *= -per_rise / index;
    }
    if (receptor.effect == kernels::ReceptorEffect::nmda) {
      for (std::size_t p = 0; p < terms; ++p) segments.g[m][p][k] = x[p];
      ++m;
      continue;
    }
    const bool conducts = receptor.effect == kernels::ReceptorEffect::conductance;
    const double E_rev = conducts ? Kinetics::of(kinetics_[r].E_rev, i) : 1.0;
    for (std::size_t p = 0; p < terms; ++p) {
      if (conducts) G[p] += x[p];
      J[p] += E_rev * x[p];
    }
  }
  for (const Element& element : currents_) {
    double x = element.x[i];
    for (std::size_t p = 0; p < terms; ++p) {
      J[p] -= x;
      x *= -h / (element.tau * static_cast<double>(p + 1));
    }
  }
  if (noisy_) fill_threshold(k, i, h, segments);
  for (std::size_t p = 0; p < terms; ++p) {
    segments.G[p][k] = G[p];
    segments.J[p][k] = J[p];
  }
}

void PreciseMembraneGroup::fill_threshold(std::size_t k, std::uint32_t i, double h, Segments& segments) const {
  double E_sfa[terms] = {V_T_star_[V_T_star_.size() > 1 ? i : 0]};
  for (const Element& element : thresholds_) {
    double x = element.x[i];
    for (std::size_t p = 0; p < terms; ++p) {
      E_sfa[p] += x;
      x *= -h / (element.tau * static_cast<double>(p + 1));
    }
  }
  for (std::size_t p = 0; p < terms; ++p) segments.threshold[p][k] = E_sfa[p];
}

void PreciseMembraneGroup::finish_segments(Range block, Tick now, std::int64_t step, const Segments& segments,
                                           Work& work) {
  work.still_active.clear();
  std::size_t k = 0;
  for (const std::uint32_t place : work.active) {
    const std::uint32_t i = block.begin + place;
    for (std::size_t s = 0; s < (noisy_ ? 1 : states_); ++s) pass_.state[s][i] = segments.y[s][k];
    const double part = segments.part[k];
    const double begin = work.time[place];
    const bool ended = part >= 1.0;
    const double time = ended ? work.end[k] : std::min(begin + part * (work.end[k] - begin), work.end[k]);
    if (time > begin) advance_receptors(i, time - begin);
    work.time[place] = time;
    work.before[place] = infinity;
    work.needed[place] = segments.needed[k];
    const bool fired = segments.fired[k++] > 0.0;
    if (fired) fire(place, i, step, time, work);
    if (noisy_) {
      if (fired) work.needed[place] = draw_needed(step, i, work.n_spikes[place]);
      for (const Element& element : currents_) element.x[i] += fired ? element.jump : 0.0;
      for (const Element& element : thresholds_) element.x[i] += fired ? element.jump : 0.0;
      show_elements(i);
    }
    if (fired) {
      work.still_active.push_back(place);
      continue;
    }
    const std::span<const TimedEvents::Event> events = work.events.at(place);
    const bool arrives = work.event[place] < events.size() && events[work.event[place]].offset <= time;
    const bool over = time >= dt_ && work.event[place] > events.size();
    if (over) continue;
    if (arrives || time >= dt_) take_events(place, i, now, work);
    work.still_active.push_back(place);
  }
  work.active.swap(work.still_active);
}

void PreciseMembraneGroup::take_events(std::uint32_t place, std::uint32_t i, Tick now, Work& work) {
  const std::span<const TimedEvents::Event> events = work.events.at(place);
  const double time = work.time[place];
  double jump = 0.0;
  std::uint32_t& next = work.event[place];
  for (; next < events.size() && events[next].offset <= time; ++next) {
    arrive(events[next].receptor, i, events[next].weight, jump);
  }
  if (time >= dt_) {
    for (std::size_t r = 0; r < receptors_.size(); ++r) {
      arrive(r, i, work.arriving[r * kernels::block_size + place], jump);
    }
    next = static_cast<std::uint32_t>(events.size()) + 1;  // nothing can come any more
  }
  // A membrane that becomes free just now was held when the jump came.
  if (holds_ && free_time(i, now) >= time) return;
  work.before[place] = pass_.state[0][i];
  pass_.state[0][i] += jump;
}

void PreciseMembraneGroup::arrive(std::size_t r, std::uint32_t i, double weight, double& jump) const {
  const kernels::ReceptorPass<double>& receptor = receptors_[r];
  if (receptor.effect == kernels::ReceptorEffect::delta) {
    jump += weight;
  } else if (receptor.rise == nullptr) {
    receptor.x[i] += weight;
  } else {
    receptor.rise[i] += receptor.rise_per_weight.values[pass_.per_neuron ? i : 0] * weight;
  }
}

void PreciseMembraneGroup::advance_receptors(std::uint32_t i, double h) const {
  const std::size_t own = pass_.per_neuron ? i : 0;
  const bool whole = h == dt_;
  for (const Element& element : currents_) element.x[i] *= math::chain(h, element.tau);
  for (const Element& element : thresholds_) element.x[i] *= math::chain(h, element.tau);
  for (std::size_t r = 0; r < receptors_.size(); ++r) {
    const kernels::ReceptorPass<double>& receptor = receptors_[r];
    if (receptor.effect == kernels::ReceptorEffect::delta) continue;
    const double tau_decay = Kinetics::of(kinetics_[r].tau_decay, i);
    receptor.x[i] *= whole ? receptor.decay.values[own] : math::chain(h, tau_decay);
    if (receptor.rise == nullptr) continue;
    const double tau_rise = Kinetics::of(kinetics_[r].tau_rise, i);
    receptor.x[i] += (whole ? receptor.rise_to_x.values[own] : math::chain(h, tau_rise, tau_decay)) * receptor.rise[i];
    receptor.rise[i] *= whole ? receptor.rise_decay.values[own] : math::chain(h, tau_rise);
  }
}

void PreciseMembraneGroup::fire(std::uint32_t place, std::uint32_t i, std::int64_t step, double time, Work& work) {
  const Tick now = origin_.now(step);
  // Spikes that reset nothing are not noted in the refractory time.
  if (!holds_ && free_time(i, now) > time) return;
  if (static_cast<double>(++work.n_spikes[place]) > EventDrivenStep::most_spikes(dt_)) {
    throw std::runtime_error("neuron " + std::to_string(i) + " of its population fired more than " +
                             check::text(EventDrivenStep::most_spikes(dt_)) + " times within one step of " +
                             check::text(dt_) + " ms, after " + check::text(static_cast<double>(step) * dt_) +
                             " ms; its input is too large");
  }
  work.spikes.emplace_back(i, time);
  const RefractoryTime t_ref = t_ref_[t_ref_.size() > 1 ? i : 0];
  if (t_ref.steps == 0 && t_ref.rest == 0.0) return;
  free_from_[i] = now + t_ref.steps;
  free_offset_[i] = time + t_ref.rest;
  if (free_offset_[i] < dt_) return;
  ++free_from_[i];
  free_offset_[i] -= dt_;
}

}  // namespace

std::unique_ptr<NeuronGroup> make_precise_membranes(const Membrane& membrane, std::uint32_t population,
                                                    std::uint32_t size, const NetworkOptions& network,
                                                    const PopulationOptions& options) {
  return std::make_unique<PreciseMembraneGroup>(membrane, population, size, network, options);
}

}  // namespace lapicque::detail
