#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "interruption/interruptible.hpp"
#include "math/elementary.hpp"
#include "math/propagator.hpp"
#include "neurons/endless_firing.hpp"
#include "neurons/precise_membrane_group.hpp"
#include "neurons/timed_events.hpp"
#include "random/stream.hpp"

namespace lapicque::detail {
namespace {

using kernels::Segments;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t terms = Segments::terms;
/// Segments that a kernel takes at once at most: those of a block, and room to fill the last vector.
constexpr std::size_t most_segments = kernels::block_size + 16;

}  // namespace

/// Buffers of one shard.
struct PreciseMembraneGroup::Work final : Buffers {
  Work(std::size_t states, std::size_t receptors, std::size_t n_nmda)
      : rows((states + 8 + (3 + n_nmda) * terms) * most_segments), arriving(receptors * kernels::block_size) {}

  AlignedArray<double> rows;
  AlignedArray<double> arriving;             // (receptors, block_size) at the end of the step
  std::uint32_t neuron[most_segments] = {};  // of each segment
  double end[most_segments] = {};            // of each segment, since the start of the step [ms]
  std::span<double> used;                    // of the rows
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

PreciseMembraneGroup::Work& PreciseMembraneGroup::work_of(CellInputs& inputs) const {
  if (!inputs.buffers) inputs.buffers = std::make_unique<Work>(states_, receptors_.size(), nmda_.size());
  return static_cast<Work&>(*inputs.buffers);
}

void PreciseMembraneGroup::advance(Range range, CellInputs& inputs, const Advance& steps) {
  Work& work = work_of(inputs);
  for (std::int64_t step = steps.first; step < steps.last; ++step) {
    work.events.begin(inputs.timed);
    for (std::uint32_t begin = range.begin; begin < range.end; begin += kernels::block_size) {
      const Range block{begin, std::min(begin + kernels::block_size, range.end)};
      let_interrupt(200 * static_cast<std::int64_t>(block.size()));
      mark_silent(block, inputs);
      flush(step, block);
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      advance_block(inputs, block, step, work, steps);
      if (inputs.sampled(block)) inputs.sample(step + 1, block);
    }
  }
}

void PreciseMembraneGroup::advance_block(const CellInputs& inputs, Range block, std::int64_t step, Work& work,
                                         const Advance& steps) {
  begin_step(inputs, block, step, work);
  while (!work.active.empty()) {
    let_interrupt(300 * static_cast<std::int64_t>(work.active.size()));
    Segments segments = make_segments(block, refractoriness_.now(step), work);
    step_(pass_, segments);
    finish_segments(block, step, segments, work);
  }
  std::ranges::stable_sort(work.spikes, {}, &std::pair<std::uint32_t, double>::first);
  for (const auto& [neuron, offset] : work.spikes) steps.fire_at(step, neuron, offset);
}

void PreciseMembraneGroup::begin_step(const CellInputs& inputs, Range block, std::int64_t step, Work& work) const {
  const std::uint32_t n = block.size();
  take_arrivals_(inputs.arrivals.data(), receptors_.size(), block.begin, n, work.arriving.data());
  work.active.resize(n);
  std::iota(work.active.begin(), work.active.end(), 0U);
  work.events.list(block.begin, n, work.active);
  work.time.assign(n, 0.0);
  work.before.assign(n, infinity);
  work.event.assign(n, 0);
  work.n_spikes.assign(n, 0);
  work.spikes.clear();
  work.needed.assign(n, 0.0);
  for (std::uint32_t place = 0; noisy_ && place < n; ++place) {
    work.needed[place] = draw_needed(step, block.begin + place, 0);
  }
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

Segments PreciseMembraneGroup::rows_of(Work& work) const {
  Segments segments;
  double* next = work.rows.data();
  const auto row = [&next] { return std::exchange(next, next + most_segments); };
  for (std::size_t s = 0; s < states_; ++s) segments.y[s] = row();
  for (double** values : {&segments.length, &segments.held, &segments.before, &segments.lowest, &segments.highest,
                          &segments.needed, &segments.part, &segments.fired}) {
    *values = row();
  }
  for (std::size_t k = 0; k < terms; ++k) {
    segments.G[k] = row();
    segments.J[k] = row();
    for (std::size_t m = 0; m < nmda_.size(); ++m) segments.g[m][k] = row();
    if (noisy_) segments.threshold[k] = row();
  }
  work.used = {work.rows.data(), next};
  segments.n_nmda = nmda_.size();
  for (std::size_t m = 0; m < nmda_.size(); ++m) {
    segments.E_rev[m] = receptors_[nmda_[m]].E_rev;
    segments.Mg[m] = receptors_[nmda_[m]].Mg;
  }
  return segments;
}

Segments PreciseMembraneGroup::make_segments(Range block, Tick now, Work& work) const {
  Segments segments = rows_of(work);
  std::size_t k = 0;
  for (const std::uint32_t place : work.active) {
    fill_segment(k++, place, block.begin + place, now, segments, work);
  }
  // Vectors are filled by repeating the last.
  for (segments.n = k; segments.n % 16 != 0; ++segments.n) {
    work.neuron[segments.n] = work.neuron[k - 1];
    for (std::size_t begin = 0; begin < work.used.size(); begin += most_segments) {
      work.used[begin + segments.n] = work.used[begin + k - 1];
    }
  }
  segments.neuron = work.neuron;
  return segments;
}

void PreciseMembraneGroup::fill_segment(std::size_t k, std::uint32_t place, std::uint32_t i, Tick now,
                                        const Segments& segments, Work& work) const {
  const double time = work.time[place];
  const std::span<const TimedEvents::Event> events = work.events.of(place);
  double end = dt_;
  if (work.event[place] < events.size()) end = std::min(end, events[work.event[place]].offset);
  const double free = refractoriness_.of(i).time(now);
  const bool is_held = holds_ && free > time;
  if (is_held) end = std::min(end, free);
  end = std::max(end, time);
  if (end - time > longest_) end = time + longest_;
  work.neuron[k] = i;
  work.end[k] = end;
  segments.length[k] = end - time;
  segments.held[k] = is_held ? 1.0 : 0.0;
  segments.before[k] = work.before[place];
  for (std::size_t s = 0; s < states_; ++s) segments.y[s][k] = pass_.state[s][i];
  segments.needed[k] = work.needed[place];
  segments.lowest[k] = infinity;
  segments.highest[k] = -infinity;
  for (const Kinetics& kinetics : kinetics_) {
    if (kinetics.E_rev.empty()) continue;
    segments.lowest[k] = std::min(segments.lowest[k], Kinetics::of(kinetics.E_rev, i));
    segments.highest[k] = std::max(segments.highest[k], Kinetics::of(kinetics.E_rev, i));
  }
  fill_inputs(k, i, end - time, segments);
}

void PreciseMembraneGroup::fill_inputs(std::size_t k, std::uint32_t i, double h, const Segments& segments) const {
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

void PreciseMembraneGroup::fill_threshold(std::size_t k, std::uint32_t i, double h, const Segments& segments) const {
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

void PreciseMembraneGroup::finish_segments(Range block, std::int64_t step, const Segments& segments, Work& work) {
  work.still_active.clear();
  std::size_t k = 0;
  for (const std::uint32_t place : work.active) {
    if (finish_segment(k++, place, block.begin + place, step, segments, work)) work.still_active.push_back(place);
  }
  work.active.swap(work.still_active);
}

bool PreciseMembraneGroup::finish_segment(std::size_t k, std::uint32_t place, std::uint32_t i, std::int64_t step,
                                          const Segments& segments, Work& work) {
  for (std::size_t s = 0; s < (noisy_ ? 1 : states_); ++s) pass_.state[s][i] = segments.y[s][k];
  const double part = segments.part[k];
  const double begin = work.time[place];
  const double time = part >= 1.0 ? work.end[k] : std::min(begin + part * (work.end[k] - begin), work.end[k]);
  if (time > begin) advance_receptors(i, time - begin);
  work.time[place] = time;
  work.before[place] = infinity;
  work.needed[place] = segments.needed[k];
  const bool fired = segments.fired[k] > 0.0;
  if (fired) fire(place, i, step, work);
  if (noisy_) {
    if (fired) work.needed[place] = draw_needed(step, i, work.n_spikes[place]);
    for (const Element& element : currents_) element.x[i] += fired ? element.jump : 0.0;
    for (const Element& element : thresholds_) element.x[i] += fired ? element.jump : 0.0;
    show_elements(i);
  }
  if (fired) return true;
  const std::span<const TimedEvents::Event> events = work.events.of(place);
  if (time >= dt_ && work.event[place] > events.size()) return false;
  const bool arrives = work.event[place] < events.size() && events[work.event[place]].offset <= time;
  if (arrives || time >= dt_) take_events(place, i, refractoriness_.now(step), work);
  return true;
}

void PreciseMembraneGroup::take_events(std::uint32_t place, std::uint32_t i, Tick now, Work& work) const {
  const std::span<const TimedEvents::Event> events = work.events.of(place);
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
  if (holds_ && refractoriness_.of(i).time(now) >= time) return;
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

void PreciseMembraneGroup::fire(std::uint32_t place, std::uint32_t i, std::int64_t step, Work& work) {
  const Tick now = refractoriness_.now(step);
  const double time = work.time[place];
  // Spikes that reset nothing are not noted in the refractory time.
  if (!holds_ && refractoriness_.of(i).time(now) > time) return;
  if (static_cast<double>(++work.n_spikes[place]) > most_spikes_within(dt_)) throw EndlessFiring{population(), i, step};
  work.spikes.emplace_back(i, time);
  const RefractoryTime t_ref = refractoriness_.t_ref(i);
  if (t_ref.steps != 0 || t_ref.rest != 0.0) refractoriness_.set(i, t_ref.after(now, time, dt_));
}

void PreciseMembraneGroup::show_elements(std::uint32_t i) const {
  double I_stc = 0.0;
  for (const Element& element : currents_) I_stc += element.x[i];
  double E_sfa = V_T_star_[V_T_star_.size() > 1 ? i : 0];
  for (const Element& element : thresholds_) E_sfa += element.x[i];
  pass_.state[1][i] = I_stc;
  pass_.state[2][i] = E_sfa;
}

}  // namespace lapicque::detail
