#include <algorithm>
#include <limits>
#include <span>

#include "interruption/interruptible.hpp"
#include "math/propagator.hpp"
#include "neurons/endless_firing.hpp"
#include "neurons/event_driven_step.hpp"
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
  std::vector<Effect> effects;  // by packet
  TimedEvents events;
  std::vector<SynapticKinetics> kinetics;
  PreciseNeuron neuron;
  CrossingSearch search;
  std::vector<double> spikes;  // of one neuron in the step [ms]
  std::vector<double> states;  // of neurons after the step
};

PreciseLifGroup::Work& PreciseLifGroup::work_of(CellInputs& inputs) const {
  if (!inputs.buffers) {
    auto work = std::make_unique<Work>(passes_.size(), n_slots_);
    for (std::size_t r = 0; r < passes_.size(); ++r) work->kinetics[r] = kinetics_of(r, 0);
    work->neuron.receptors = work->kinetics;
    inputs.buffers = std::move(work);
  }
  return static_cast<Work&>(*inputs.buffers);
}

void PreciseLifGroup::advance(Range range, CellInputs& inputs, const Advance& steps) {
  Work& work = work_of(inputs);
  kernels::PrecisePass pass = pass_;
  if (has_external_current()) pass.I_ext = I_ext().as<double>().data();
  begin_step(inputs, work);
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
                                          .now = refractoriness_.now(step),
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
  if (!work.events.none() && sum_events(block, work)) block.sums = work.sums.data();
  const std::uint32_t count = kernels_.alert(pass, block, work.places);
  work.states.clear();
  work.events.list(block.begin, block.n, {work.places, block.sums == nullptr ? 0 : count});
  for (std::uint32_t k = 0; k < count; ++k) {
    go_through(pass, block, work.places[k], step, work.events.of(k), work);
    for (const double offset : work.spikes) steps.fire_at(step, block.begin + work.places[k], offset);
  }
  kernels_.below(pass, block);
  write_back(block, count, work);
}

void PreciseLifGroup::begin_step(const CellInputs& inputs, Work& work) const {
  work.events.begin(inputs.timed);
  if (work.events.none()) return;
  work.effects.assign(work.events.packets().size(), Effect{});
  if (!same_kinetics_) return;
  const TimedArrivals::Packet* before = nullptr;
  std::size_t k = 0;
  for (const TimedArrivals::Packet& packet : work.events.packets()) {
    // The segments of one row have the same time.
    const bool known = before != nullptr && before->receptor == packet.receptor && before->offset == packet.offset;
    work.effects[k] = known ? work.effects[k - 1] : effect(packet.receptor, dt_ - packet.offset);
    before = &packet;
    ++k;
  }
}

bool PreciseLifGroup::sum_events(const kernels::PreciseBlock& block, Work& work) const {
  std::ranges::fill(work.sums.span(), 0.0);
  const std::span<const TimedArrivals::Packet> packets = work.events.packets();
  const bool any = work.events.sum([&](std::size_t k, std::uint32_t first) {
    let_interrupt(10);
    return sum_packet(packets[k], work.effects[k], block, first, work);
  });
  if (!any) return false;
  const double* raise = work.sums.data() + kernels::block_size;
  for (std::uint32_t place = 0; place < block.n; ++place) {
    // Also where the bound is minus infinity.
    block.highest[place] = raise[place] == infinity ? infinity : block.highest[place] + raise[place];
  }
  return true;
}

std::uint32_t PreciseLifGroup::sum_packet(const TimedArrivals::Packet& packet, const Effect& effect,
                                          const kernels::PreciseBlock& block, std::uint32_t first, Work& work) const {
  const std::uint32_t end = block.begin + block.n;
  double* V_m = work.sums.data();
  double* raise = V_m + kernels::block_size;
  if (!same_kinetics_) {
    // Every event may have another effect: better from one to the next.
    return packet.for_each_below(end, first, [&](std::uint32_t i, double) { raise[i - block.begin] = infinity; });
  }
  const ReceptorPass& receptor = passes_[packet.receptor];
  double* I = receptor.x == nullptr ? nullptr : V_m + std::size_t{slots_[packet.receptor]} * kernels::block_size;
  double* rise = receptor.rise == nullptr ? nullptr : I + kernels::block_size;
  const double most = largest_psp_[packet.receptor];
  return packet.for_each_below(end, first, [&](std::uint32_t i, double weight) {
    const std::uint32_t place = i - block.begin;
    V_m[place] += weight * effect.V_m;
    raise[place] += most * std::max(weight, 0.0);
    if (I != nullptr) I[place] += weight * effect.I;
    if (rise != nullptr) rise[place] += weight * effect.rise;
  });
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
                                 std::uint32_t place, std::int64_t step, std::span<const TimedEvents::Event> events,
                                 Work& work) {
  const std::uint32_t i = block.begin + place;
  read(pass, i, work);
  work.spikes.clear();
  EventDrivenStep own_step{work.neuron, work.search, refractoriness_.of(i), refractoriness_.t_ref(i), block.now,
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
  if (own_step.fires_endlessly()) throw EndlessFiring{population(), i, step};
  refractoriness_.set(i, own_step.free_from());
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
