#include <algorithm>
#include <limits>

#include "engine/precise_lif_group.hpp"
#include "math/propagator.hpp"

namespace lapicque {

/// Buffers of one shard.
struct PreciseLifGroup::Work final : Buffers {
  Work(std::size_t receptors, std::size_t courses_known)
      : arriving(receptors * kernels::block_size), highest(kernels::block_size), courses(courses_known) {
    neuron.currents.resize(receptors);
  }

  AlignedArray<double> arriving;  // (receptors, block_size)
  AlignedArray<double> highest;   // (block_size)
  std::uint32_t places[kernels::block_size] = {};
  std::vector<Effect> effects;  // by packet
  std::vector<ReceptorCourse> courses;
  PreciseNeuron neuron;
  CrossingSearch search;
  std::vector<TimedArrivals::Event> events;  // of one neuron, in the order of time
  std::vector<double> spikes;                // of one neuron in the step [ms]
  std::vector<double> states;                // of neurons after the step
  const TimedArrivals* timed = nullptr;      // of this step; null: none
};

PreciseLifGroup::Work& PreciseLifGroup::work_of(CellInputs& inputs) const {
  if (!inputs.buffers) {
    auto work = std::make_unique<Work>(passes_.size(), passes_.size());
    for (std::size_t r = 0; r < passes_.size(); ++r) work->courses[r] = course(r, 0);
    work->neuron.receptors = work->courses;
    inputs.buffers = std::move(work);
  }
  Work& work = static_cast<Work&>(*inputs.buffers);
  work.timed = inputs.timed != nullptr && !inputs.timed->empty() ? inputs.timed : nullptr;
  return work;
}

void PreciseLifGroup::mark_silent(Range block, CellInputs& inputs) const {
  const auto all_zero = [&](const double* values) {
    return values == nullptr || all_zero_(values + block.begin, block.size());
  };
  for (std::size_t r = 0; r < passes_.size(); ++r) {
    kernels::ReceptorArrivals& arrivals = inputs.arrivals[r];
    if (arrivals.size > 0) continue;
    arrivals.silent = all_zero(passes_[r].I) && all_zero(passes_[r].rise);
  }
}

void PreciseLifGroup::advance(Range range, CellInputs& inputs, const Advance& steps) {
  Work& work = work_of(inputs);
  kernels::PrecisePass pass = pass_;
  if (has_external_current()) pass.I_ext = I_ext().as<double>().data();
  if (work.timed != nullptr && same_courses_) find_effects(*work.timed, work);
  for (std::uint32_t begin = range.begin; begin < range.end; begin += kernels::block_size) {
    const Range block{begin, std::min(begin + kernels::block_size, range.end)};
    mark_silent(block, inputs);
    for (std::int64_t step = steps.first; step < steps.last; ++step) {
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      const kernels::PreciseBlock neurons{.begin = begin,
                                          .n = block.size(),
                                          .now = static_cast<Tick>(step - origin_),
                                          .arrivals = inputs.arrivals.data(),
                                          .arriving = work.arriving.data(),
                                          .highest = work.highest.data()};
      advance_block(pass, neurons, step, work, steps);
    }
  }
}

void PreciseLifGroup::advance_block(const kernels::PrecisePass& pass, const kernels::PreciseBlock& block,
                                    std::int64_t step, Work& work, const Advance& steps) {
  kernels_.bound(pass, block);
  if (work.timed != nullptr) raise_bounds(block, *work.timed);
  const std::uint32_t count = kernels_.alert(pass, block, work.places);
  work.states.clear();
  for (std::uint32_t k = 0; k < count; ++k) {
    go_through(pass, block, work.places[k], work);
    for (const double offset : work.spikes) steps.fire_at(step, block.begin + work.places[k], offset);
  }
  kernels_.below(pass, block);
  write_back(block, count, work);
  if (work.timed != nullptr && same_courses_) add_events(block, *work.timed, work);
}

void PreciseLifGroup::raise_bounds(const kernels::PreciseBlock& block, const TimedArrivals& timed) const {
  for (std::uint32_t place = 0; place < block.n; ++place) {
    const std::uint32_t neuron = block.begin + place;
    const std::span<const TimedArrivals::Event> events = timed.of(neuron);
    if (events.empty()) continue;
    double I = 0.0;
    double jump = 0.0;
    for (const TimedArrivals::Event& event : events) {
      // Weights are peaks: no current grows by more.
      const bool is_jump = passes_[timed.packets()[event.packet].receptor].kind == ReceptorPass::Kind::delta;
      (is_jump ? jump : I) += std::max(event.weight, 0.0);
    }
    if (same_courses_) {
      block.highest[place] += pass_.current_to_V[pass_.per_neuron ? neuron : 0] * I + jump;
    } else {
      block.highest[place] = std::numeric_limits<double>::infinity();
    }
  }
}

PreciseLifGroup::Effect PreciseLifGroup::effect(std::size_t receptor, double h) const {
  const ReceptorCourse c = course(receptor, 0);
  const double tau = tau_m(0);
  const double C_m = model_.C_m[0];
  if (c.stages == 0) return {math::chain(h, tau), 0.0, 0.0};
  if (c.stages == 1) return {math::chain(h, c.tau_decay, tau) / C_m, math::chain(h, c.tau_decay), 0.0};
  return {c.rise_per_weight * (math::chain(h, c.tau_rise, c.tau_decay, tau) / C_m),
          c.rise_per_weight * math::chain(h, c.tau_rise, c.tau_decay), c.rise_per_weight * math::chain(h, c.tau_rise)};
}

void PreciseLifGroup::find_effects(const TimedArrivals& timed, Work& work) const {
  work.effects.clear();
  const TimedArrivals::Packet* before = nullptr;
  for (const TimedArrivals::Packet& packet : timed.packets()) {
    // The segments of one row have the same time.
    const bool known = before != nullptr && before->receptor == packet.receptor && before->offset == packet.offset;
    const Effect made = known ? work.effects.back() : effect(packet.receptor, dt_ - packet.offset);
    work.effects.push_back(made);
    before = &packet;
  }
}

void PreciseLifGroup::add_events(const kernels::PreciseBlock& block, const TimedArrivals& timed, const Work& work) {
  for (std::uint32_t place = 0; place < block.n; ++place) {
    const std::uint32_t neuron = block.begin + place;
    const std::span<const TimedArrivals::Event> events = timed.of(neuron);
    if (events.empty()) continue;
    if (block.highest[place] >= pass_.V_alert[pass_.per_neuron ? neuron : 0]) continue;  // went through by itself
    double change = V_low_[neuron];
    for (const TimedArrivals::Event& event : events) {
      const Effect& effect = work.effects[event.packet];
      const ReceptorPass& receptor = passes_[timed.packets()[event.packet].receptor];
      change += event.weight * effect.V_m;
      if (receptor.I != nullptr) receptor.I[neuron] += event.weight * effect.I;
      if (receptor.rise != nullptr) receptor.rise[neuron] += event.weight * effect.rise;
    }
    if (free_from_[neuron] > block.now) continue;
    double& V_m = pass_.V_m[neuron];
    const double after = V_m + change;
    const double added = after - V_m;
    V_low_[neuron] = (V_m - (after - added)) + (change - added);
    V_m = after;
  }
}

void PreciseLifGroup::read(const kernels::PrecisePass& pass, std::uint32_t i, Work& work) const {
  if (!same_courses_) {
    for (std::size_t r = 0; r < passes_.size(); ++r) work.courses[r] = course(r, i);
  }
  PreciseNeuron& neuron = work.neuron;
  const double I = model_.I_e[i] + (pass.I_ext == nullptr ? 0.0 : pass.I_ext[i]);
  neuron.membrane = {.tau_m = tau_m(i),
                     .C_m = model_.C_m[i],
                     .V_inf = model_.E_L[i] + (tau_m(i) / model_.C_m[i]) * I,
                     .V_th = model_.V_th[i],
                     .V_reset = model_.V_reset[i]};
  neuron.V_m = pass.V_m[i];
  neuron.V_low = V_low_[i];
  for (std::size_t r = 0; r < passes_.size(); ++r) {
    neuron.currents[r].I = passes_[r].I == nullptr ? 0.0 : passes_[r].I[i];
    neuron.currents[r].rise = passes_[r].rise == nullptr ? 0.0 : passes_[r].rise[i];
  }
}

void PreciseLifGroup::go_through(const kernels::PrecisePass& pass, const kernels::PreciseBlock& block,
                                 std::uint32_t place, Work& work) {
  const std::uint32_t i = block.begin + place;
  read(pass, i, work);
  work.spikes.clear();
  work.events.clear();
  if (work.timed != nullptr) work.events.assign(work.timed->of(i).begin(), work.timed->of(i).end());
  const auto offset = [&](const TimedArrivals::Event& event) { return work.timed->packets()[event.packet].offset; };
  std::ranges::stable_sort(work.events, {}, offset);
  const RefractoryTime t_ref = t_ref_[t_ref_.size() > 1 ? i : 0];
  Passage passage{work.neuron, work.search, {free_from_[i], free_offset_[i]}, t_ref, block.now, dt_, work.spikes};
  for (std::size_t k = 0; k < work.events.size(); ++k) {
    const double now = offset(work.events[k]);
    passage.go_to(now);
    passage.arrive(work.timed->packets()[work.events[k].packet].receptor, work.events[k].weight);
    const bool last = k + 1 == work.events.size() || offset(work.events[k + 1]) != now;
    if (last && now < dt_) passage.settle();
  }
  passage.go_to(dt_);
  for (std::size_t r = 0; r < passes_.size(); ++r) {
    passage.arrive(r, block.arriving[r * kernels::block_size + place]);
  }
  passage.settle();
  free_from_[i] = passage.free_from().step;
  free_offset_[i] = passage.free_from().offset;
  keep(work.neuron, work);
}

void PreciseLifGroup::keep(const PreciseNeuron& neuron, Work& work) const {
  work.states.push_back(neuron.V_m);
  work.states.push_back(neuron.V_low);
  for (const SynapticCurrent& current : neuron.currents) {
    work.states.push_back(current.I);
    work.states.push_back(current.rise);
  }
}

void PreciseLifGroup::write_back(const kernels::PreciseBlock& block, std::uint32_t count, Work& work) {
  const double* state = work.states.data();
  for (std::uint32_t k = 0; k < count; ++k) {
    const std::uint32_t i = block.begin + work.places[k];
    pass_.V_m[i] = *state++;
    V_low_[i] = *state++;
    for (const ReceptorPass& receptor : passes_) {
      if (receptor.I != nullptr) receptor.I[i] = *state;
      if (receptor.rise != nullptr) receptor.rise[i] = state[1];
      state += 2;
    }
  }
}

}  // namespace lapicque
