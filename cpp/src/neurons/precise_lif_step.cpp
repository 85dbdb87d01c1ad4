#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "interruption/interruptible.hpp"
#include "math/propagator.hpp"
#include "neurons/precise_lif_group.hpp"

namespace lapicque::detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

/// Buffers of one shard.
struct PreciseLifGroup::Work final : Buffers {
  Work(std::size_t receptors, std::size_t slots)
      : arriving(receptors * kernels::block_size),
        highest(kernels::block_size),
        sums(slots * kernels::block_size),
        kinetics(receptors) {
    neuron.currents.resize(receptors);
  }

  AlignedArray<double> arriving;  // (receptors, block_size)
  AlignedArray<double> highest;   // (block_size)
  AlignedArray<double> sums;      // (slots, block_size), see PreciseBlock; row 1 is for the bounds
  std::uint32_t places[kernels::block_size] = {};
  std::uint32_t rank[kernels::block_size] = {};  // by place: 1, 2, ... for those in `places`, else 0
  std::vector<Effect> effects;                   // by packet
  std::vector<std::uint32_t> first;              // by packet: its first synapse onto the block
  std::vector<std::uint32_t> next;               // by packet: the one after the last
  std::vector<std::uint32_t> by_time;            // packets in the order of time; those of one time stay in theirs
  std::vector<Event> added;
  std::vector<Event> events;       // the same by neuron and time
  std::vector<std::size_t> begin;  // by rank: its events
  std::vector<SynapticKinetics> kinetics;
  PreciseNeuron neuron;
  CrossingSearch search;
  std::vector<double> spikes;            // of one neuron in the step [ms]
  std::vector<double> states;            // of neurons after the step
  const TimedArrivals* timed = nullptr;  // of this step; null: none
};

PreciseLifGroup::Work& PreciseLifGroup::work_of(CellInputs& inputs) const {
  if (!inputs.buffers) {
    auto work = std::make_unique<Work>(passes_.size(), n_slots_);
    for (std::size_t r = 0; r < passes_.size(); ++r) work->kinetics[r] = kinetics_of(r, 0);
    work->neuron.receptors = work->kinetics;
    inputs.buffers = std::move(work);
  }
  Work& work = static_cast<Work&>(*inputs.buffers);
  work.timed = inputs.timed != nullptr && !inputs.timed->empty() ? inputs.timed : nullptr;
  return work;
}

void PreciseLifGroup::advance(Range range, CellInputs& inputs, const Advance& steps) {
  Work& work = work_of(inputs);
  kernels::PrecisePass pass = pass_;
  if (has_external_current()) pass.I_ext = I_ext().as<double>().data();
  if (work.timed != nullptr) begin_events(work);
  for (std::uint32_t begin = range.begin; begin < range.end; begin += kernels::block_size) {
    const Range block{begin, std::min(begin + kernels::block_size, range.end)};
    mark_silent(block, inputs);
    const bool sampled = inputs.sampled(block);
    for (std::int64_t step = steps.first; step < steps.last; ++step) {
      let_interrupt(10 * static_cast<std::int64_t>(block.size()));
      flush(step, block);
      inputs.draw_poisson(step, block);
      if (has_external_current()) inputs.apply_currents(step, block, I_ext());
      const kernels::PreciseBlock neurons{.begin = begin,
                                          .n = block.size(),
                                          .now = origin_.now(step),
                                          .arrivals = inputs.arrivals.data(),
                                          .arriving = work.arriving.data(),
                                          .highest = work.highest.data(),
                                          .sums = nullptr};
      advance_block(pass, neurons, step, work, steps);
      if (sampled) inputs.sample(step + 1, block);
    }
  }
}

void PreciseLifGroup::advance_block(const kernels::PrecisePass& pass, kernels::PreciseBlock block, std::int64_t step,
                                    Work& work, const Advance& steps) {
  kernels_.bound(pass, block);
  if (work.timed != nullptr && sum_events(block, work)) block.sums = work.sums.data();
  const std::uint32_t count = kernels_.alert(pass, block, work.places);
  work.states.clear();
  if (block.sums != nullptr) list_events(block, count, work);
  for (std::uint32_t k = 0; k < count; ++k) {
    std::span<const Event> events{work.events};
    events = block.sums == nullptr ? events.first(0) : events.subspan(work.begin[k], work.begin[k + 1] - work.begin[k]);
    go_through(pass, block, work.places[k], events, work);
    for (const double offset : work.spikes) steps.fire_at(step, block.begin + work.places[k], offset);
  }
  kernels_.below(pass, block);
  write_back(block, count, work);
}

void PreciseLifGroup::begin_events(Work& work) const {
  work.first.assign(work.timed->packets().size(), 0);
  work.next.assign(work.timed->packets().size(), 0);
  work.effects.assign(work.timed->packets().size(), Effect{});
  work.by_time.resize(work.timed->packets().size());
  std::iota(work.by_time.begin(), work.by_time.end(), 0U);
  std::ranges::stable_sort(work.by_time, {}, [&](std::uint32_t k) { return work.timed->packets()[k].offset; });
  if (!same_kinetics_) return;
  const TimedArrivals::Packet* before = nullptr;
  std::size_t k = 0;
  for (const TimedArrivals::Packet& packet : work.timed->packets()) {
    // The segments of one row have the same time.
    const bool known = before != nullptr && before->receptor == packet.receptor && before->offset == packet.offset;
    work.effects[k] = known ? work.effects[k - 1] : effect(packet.receptor, dt_ - packet.offset);
    before = &packet;
    ++k;
  }
}

bool PreciseLifGroup::sum_events(const kernels::PreciseBlock& block, Work& work) const {
  std::ranges::fill(work.sums.span(), 0.0);
  const std::span<const TimedArrivals::Packet> packets = work.timed->packets();
  bool any = false;
  for (std::size_t k = 0; k < packets.size(); ++k) {
    let_interrupt(10);
    work.first[k] = work.next[k];
    sum_packet(packets[k], work.effects[k], block, work.next[k], work);
    any = any || work.next[k] != work.first[k];
  }
  if (!any) return false;
  const double* raise = work.sums.data() + kernels::block_size;
  for (std::uint32_t place = 0; place < block.n; ++place) {
    // Also where the bound is minus infinity.
    block.highest[place] = raise[place] == infinity ? infinity : block.highest[place] + raise[place];
  }
  return true;
}

void PreciseLifGroup::sum_packet(const TimedArrivals::Packet& packet, const Effect& effect,
                                 const kernels::PreciseBlock& block, std::uint32_t& next, Work& work) const {
  const std::uint32_t end = block.begin + block.n;
  double* V_m = work.sums.data();
  double* raise = V_m + kernels::block_size;
  if (!same_kinetics_) {
    // Every event may have another effect: better from one to the next.
    next = packet.for_each_below(end, next, [&](std::uint32_t i, double) { raise[i - block.begin] = infinity; });
    return;
  }
  const ReceptorPass& receptor = passes_[packet.receptor];
  double* I = receptor.x == nullptr ? nullptr : V_m + std::size_t{slots_[packet.receptor]} * kernels::block_size;
  double* rise = receptor.rise == nullptr ? nullptr : I + kernels::block_size;
  const double most = largest_psp_[packet.receptor];
  next = packet.for_each_below(end, next, [&](std::uint32_t i, double weight) {
    const std::uint32_t place = i - block.begin;
    V_m[place] += weight * effect.V_m;
    raise[place] += most * std::max(weight, 0.0);
    if (I != nullptr) I[place] += weight * effect.I;
    if (rise != nullptr) rise[place] += weight * effect.rise;
  });
}

void PreciseLifGroup::list_events(const kernels::PreciseBlock& block, std::uint32_t count, Work& work) const {
  work.added.clear();
  // Counted two places up, so that the counts become the beginnings while the events are put in place.
  work.begin.assign(count + std::size_t{2}, 0);
  if (count == 0) return;
  for (std::uint32_t k = 0; k < count; ++k) work.rank[work.places[k]] = k + 1;
  for (const std::uint32_t p : work.by_time) {
    let_interrupt(10);
    const TimedArrivals::Packet& packet = work.timed->packets()[p];
    const std::uint32_t end = block.begin + block.n;
    static_cast<void>(packet.for_each_below(end, work.first[p], [&](std::uint32_t neuron, double weight) {
      const std::uint32_t rank = work.rank[neuron - block.begin];
      if (rank == 0) return;
      work.added.push_back({packet.offset, weight, packet.receptor, rank});
      ++work.begin[rank + 1];
    }));
  }
  for (std::size_t j = 2; j < work.begin.size(); ++j) work.begin[j] += work.begin[j - 1];
  work.events.resize(work.added.size());
  for (const Event& event : work.added) work.events[work.begin[event.rank]++] = event;
  for (std::uint32_t j = 0; j < count; ++j) work.rank[work.places[j]] = 0;
}

PreciseLifGroup::Effect PreciseLifGroup::effect(std::size_t receptor, double h) const {
  const SynapticKinetics c = kinetics_of(receptor, 0);
  const double tau = tau_m(0);
  const double C_m = model_.C_m[0];
  if (c.stages == 0) return {math::chain(h, tau), 0.0, 0.0};
  if (c.stages == 1) return {math::chain(h, c.tau_decay, tau) / C_m, math::chain(h, c.tau_decay), 0.0};
  return {c.rise_per_weight * (math::chain(h, c.tau_rise, c.tau_decay, tau) / C_m),
          c.rise_per_weight * math::chain(h, c.tau_rise, c.tau_decay), c.rise_per_weight * math::chain(h, c.tau_rise)};
}

void PreciseLifGroup::read(const kernels::PrecisePass& pass, std::uint32_t i, Work& work) const {
  if (!same_kinetics_) {
    for (std::size_t r = 0; r < passes_.size(); ++r) work.kinetics[r] = kinetics_of(r, i);
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
    neuron.currents[r].I = passes_[r].x == nullptr ? 0.0 : passes_[r].x[i];
    neuron.currents[r].rise = passes_[r].rise == nullptr ? 0.0 : passes_[r].rise[i];
  }
}

void PreciseLifGroup::go_through(const kernels::PrecisePass& pass, const kernels::PreciseBlock& block,
                                 std::uint32_t place, std::span<const Event> events, Work& work) {
  const std::uint32_t i = block.begin + place;
  read(pass, i, work);
  work.spikes.clear();
  const RefractoryTime t_ref = t_ref_[t_ref_.size() > 1 ? i : 0];
  EventDrivenStep own_step{work.neuron, work.search, {free_from_[i], free_offset_[i]}, t_ref, block.now,
                           dt_,         work.spikes};
  for (std::size_t k = 0; k < events.size(); ++k) {
    let_interrupt(100);
    const double now = events[k].offset;
    own_step.go_to(now);
    own_step.arrive(events[k].receptor, events[k].weight);
    const bool last = k + 1 == events.size() || events[k + 1].offset != now;
    if (last && now < dt_) own_step.settle();
  }
  own_step.go_to(dt_);
  for (std::size_t r = 0; r < passes_.size(); ++r) {
    own_step.arrive(r, block.arriving[r * kernels::block_size + place]);
  }
  own_step.settle();
  free_from_[i] = own_step.free_from().step;
  free_offset_[i] = own_step.free_from().offset;
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
      if (receptor.x != nullptr) receptor.x[i] = *state;
      if (receptor.rise != nullptr) receptor.rise[i] = state[1];
      state += 2;
    }
  }
}

}  // namespace lapicque::detail
