#include "loop/shard.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "connectivity/build_table.hpp"
#include "interruption/interruptible.hpp"
#include "memory/grow_capacity.hpp"

namespace lapicque::detail {
namespace {

/// Sources that are silent for a second look at what their targets did.
std::int64_t steps_in_a_second(double dt) {
  constexpr double most = 1 << 24;
  return static_cast<std::int64_t>(std::clamp(1000.0 / dt, 1.0, most));
}

}  // namespace

Shard::Shard(std::size_t index, Components& components, SpikeExchange& exchange, double dt)
    : index_{index}, components_{components}, exchange_{exchange}, dt_{dt}, settling_interval_{steps_in_a_second(dt)} {}

void Shard::draw(std::span<const ProjectionPlan> plans, std::int64_t made) {
  accumulators_drawn_ = accumulators_.description();
  for (const Bundle& bundle : make_bundles(plans, ranges_, accumulators_drawn_)) draw_bundle(bundle, made);
  accumulators_drawn_.allocate();
  for (const ProjectionPlan& plan : plans) {
    if (plan.timed) draw_timed(plan, made);
  }
  make_room();
}

void Shard::draw_bundle(const Bundle& bundle, std::int64_t made) {
  const double burst = components_.populations[bundle.source_population].cells->most_spikes_a_step();
  const ProjectionPlan& plan = *bundle.parts.front().plan;
  for (const BundleTable& part : cut(bundle, accumulators_drawn_)) {
    std::vector<double> loads(bundle.whole ? most_targets : 0);
    SynapseTable synapses = build_table(part.parts, loads);
    synapses.multiplier = bundle.multiplier;
    for (double& load : loads) load *= burst * std::abs(bundle.multiplier);
    if (!loads.empty()) accumulators_drawn_.add_loads(part.first_sum, loads);
    if (synapses.size() == 0) continue;
    TargetTable table{bundle.source_population, part.first_sum, std::move(synapses)};
    table.dynamics = make_dynamics(plan.synapse, table.synapses, dt_, history_for(plan, made));
    table.weights_change = changes_weights(plan.synapse);
    table.made = made;
    drawn_.push_back(std::move(table));
  }
}

void Shard::draw_timed(const ProjectionPlan& plan, std::int64_t made) {
  const std::uint32_t target = plan.post_population;
  const Range range = ranges_[target];
  for (std::uint32_t begin = range.begin; begin < range.end; begin += std::min(range.end - begin, most_targets)) {
    const TablePlan part{&plan, {begin, begin + std::min(range.end - begin, most_targets)}, 0};
    SynapseTable synapses = build_table({&part, 1});
    if (synapses.size() == 0) continue;
    timed_drawn_.push_back({plan.pre_population, target, plan.receptor, begin, std::move(synapses), made});
  }
}

const SpikeHistory* Shard::history_for(const ProjectionPlan& plan, std::int64_t made) {
  const std::optional<TraceConstants> traces = target_traces(plan.synapse);
  if (!traces) return nullptr;
  const HistoryKey key{plan.post_population, *traces, made};
  for (const auto* histories : {&histories_, &histories_drawn_}) {
    for (const auto& history : *histories) {
      if (history->key() == key) return history.get();
    }
  }
  const Range range = ranges_[plan.post_population];
  histories_drawn_.push_back(std::make_unique<SpikeHistory>(plan.post_population, range, *traces, dt_, made));
  return histories_drawn_.back().get();
}

void Shard::make_room() {
  for (const TargetTable& table : drawn_) delivery_.make_room(table, drawn_.size());
  for (const TimedTable& table : timed_drawn_) timed_delivery_.make_room(table, timed_drawn_.size());
  grow_capacity(histories_, histories_.size() + histories_drawn_.size());
}

void Shard::keep_drawn() noexcept {
  accumulators_ = std::move(accumulators_drawn_);
  for (TargetTable& table : drawn_) delivery_.add_table(std::move(table));
  for (TimedTable& table : timed_drawn_) timed_delivery_.add_table(std::move(table));
  std::ranges::move(histories_drawn_, std::back_inserter(histories_));
  discard_drawn();
}

void Shard::discard_drawn() {
  drawn_.clear();
  timed_drawn_.clear();
  histories_drawn_.clear();
  accumulators_drawn_ = {};
}

void Shard::bind_inputs() {
  inputs_.clear();
  watched_.assign(ranges_.size(), false);
  for (std::uint32_t p = 0; p < ranges_.size(); ++p) {
    inputs_.push_back(inputs_of(p));
  }
  for (std::uint32_t p = 0; p < ranges_.size(); ++p) watched_[p] = components_.gap_junctions.concern(p);
}

CellInputs Shard::inputs_of(std::uint32_t population) {
  CellInputs inputs;
  NeuronGroup* neurons = components_.populations[population].neurons;
  if (neurons == nullptr) return inputs;
  inputs.passes.resize(neurons->receptors().size());
  for (const Accumulator& accumulator : accumulators_.all()) {
    if (accumulator.population != population) continue;
    inputs.passes[accumulator.receptor].push_back(accumulators_.pass(accumulator));
    inputs.fed = true;
  }
  inputs.timed = timed_delivery_.arrivals(population);
  inputs.fed = inputs.fed || inputs.timed != nullptr;
  for (const auto& drive : components_.poisson) {
    if (drive && drive->population() == population) inputs.add(*drive);
  }
  for (const auto& current : components_.currents) {
    if (current && current->population() == population) inputs.currents.push_back(current.get());
  }
  for (const auto& recording : components_.state_recordings) {
    if (recording->population() == population) inputs.samplers.push_back(&recording->sampler(index_));
  }
  inputs.population = population;
  if (components_.gap_junctions.concern(population)) inputs.gap_junctions = &components_.gap_junctions;
  inputs.finish();
  return inputs;
}

void Shard::advance(const Interval& interval, int list) {
  exchange_.outbox(index_, list).begin(static_cast<std::size_t>(interval.last - interval.first), ranges_.size());
  for (const auto& recording : components_.state_recordings) recording->begin_interval(index_, interval.last);
  for (CellInputs& inputs : inputs_) inputs.choose_currents(interval.first, interval.last);
  advance_alone(interval, list);
  for (std::int64_t step = interval.first; step < interval.last; ++step) {
    delivery_.deliver(step, accumulators_);
    timed_delivery_.deliver(step);
    integrate_and_fire(step, interval, list);
    if (!components_.gap_junctions.empty()) publish_potentials(step, interval, list);
    record_weights(step + 1);
  }
  for (const auto& recording : components_.state_recordings) recording->end_interval(index_);
}

void Shard::advance_alone(const Interval& interval, int list) {
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    if (!alone(p)) continue;
    const Advance steps{interval.first, interval.last, interval.first, p, exchange_.outbox(index_, list)};
    components_.populations[p].cells->advance(ranges_[p], inputs_[p], steps);
  }
}

void Shard::integrate_and_fire(std::int64_t step, const Interval& interval, int list) {
  for (std::size_t p = 0; p < ranges_.size(); ++p) {
    if (alone(p)) continue;
    const Advance steps{step, step + 1, interval.first, p, exchange_.outbox(index_, list)};
    components_.populations[p].cells->advance(ranges_[p], inputs_[p], steps);
  }
}

void Shard::publish_potentials(std::int64_t step, const Interval& interval, int list) {
  const auto offset = static_cast<std::size_t>(step - interval.first);
  for (std::uint32_t p = 0; p < ranges_.size(); ++p) {
    const std::span<const std::uint32_t> fired = exchange_.outbox(index_, list).list(offset, p);
    components_.gap_junctions.publish(components_.populations, p, ranges_[p], fired, step);
  }
}

void Shard::record(std::int64_t step) {
  for (const auto& recording : components_.state_recordings) recording->sample(index_, step);
  record_weights(step);
}

void Shard::record_weights(std::int64_t step) {
  for (const auto& recording : components_.weight_recordings) recording->sample(index_, step);
}

void Shard::take_in_spikes(const Interval& interval, int list) {
  for (std::int64_t step = interval.first; step < interval.last; ++step) {
    const auto offset = static_cast<std::size_t>(step - interval.first);
    for (std::uint32_t p = 0; p < ranges_.size(); ++p) {
      for (std::size_t part = 0; part < exchange_.parts(); ++part) {
        const FiredNeurons fired = exchange_.part(part, list, offset, p);
        if (fired.neurons.empty()) continue;
        delivery_.add_fired(p, fired.neurons);
        if (!fired.offsets.empty()) timed_delivery_.schedule(p, fired.neurons, fired.offsets, step);
      }
      const std::span<const std::uint32_t> own = exchange_.outbox(index_, list).list(offset, p);
      for (const auto& history : histories_) {
        if (history->key().population == p && !own.empty()) history->add(step, own);
      }
      if (index_ == 0) record_spikes(p, step, interval, list);
    }
    delivery_.schedule(step);
    if (!histories_.empty()) settle(step);
  }
}

void Shard::settle(std::int64_t step) {
  if (step % settling_interval_ != 0) return;
  delivery_.catch_up(step, step - settling_interval_);
  // The oldest spike of a source that one under way, or the next one, can refer to: it came less than two intervals
  // before that one, which is less than a delay old; and it meets targets as they were a delay earlier.
  const std::int64_t needed = 2 * (settling_interval_ + delivery_.longest_delay());
  for (const auto& history : histories_) history->forget(step - needed);
}

void Shard::draw_weights(std::span<const ProjectionPlan> plans) {
  for (TargetTable& table : delivery_.tables()) {
    if (!table.weights_change) continue;
    const TablePart& part = table.synapses.parts.front();
    const TargetRange range{part.first_neuron, part.first_neuron + (part.end - part.begin)};
    const std::vector<TablePlan> plan{{&plans[part.projection], range, part.begin}};
    const SynapseTable drawn = build_table(plan);
    // In place, as recorders know where the weights are.
    std::ranges::copy(drawn.data, table.synapses.data.begin());
  }
}

std::size_t Shard::trace_bytes() const {
  std::size_t bytes = 0;
  for (const auto& history : histories_) bytes += history->bytes();
  for (const TargetTable& table : delivery_.tables()) bytes += table.dynamics == nullptr ? 0 : table.dynamics->bytes();
  return bytes;
}

void Shard::record_spikes(std::uint32_t population, std::int64_t step, const Interval& interval, int list) {
  const auto offset = static_cast<std::size_t>(step - interval.first);
  const auto for_each_recording = [&](const auto& f) {
    for (const auto& recording : components_.spike_recordings) {
      if (recording->population() == population) f(*recording);
    }
  };
  fired_.clear();
  for (std::size_t part = 0; part < exchange_.parts(); ++part) {
    const auto [neurons, offsets] = exchange_.part(part, list, offset, population);
    if (neurons.empty()) continue;
    let_interrupt(10 * static_cast<std::int64_t>(neurons.size()));
    if (offsets.empty()) {
      for_each_recording([&, &fired = neurons](SpikeRecording& recording) { recording.add(step, fired); });
    }
    for (std::size_t j = 0; j < offsets.size(); ++j) fired_.emplace_back(offsets[j], neurons[j]);
  }
  if (fired_.empty()) return;
  std::ranges::sort(fired_);
  for_each_recording([&](SpikeRecording& recording) {
    for (const auto& [time, neuron] : fired_) recording.add_at(step, time, neuron);
  });
}

void Shard::begin_at_start() {
  for (TargetTable& table : delivery_.tables()) table.made = 0;
  for (TimedTable& table : timed_delivery_.tables()) table.made = 0;
  for (const auto& history : histories_) history->begin_at_start();
}

void Shard::gather(DivisionState& state) const {
  delivery_.gather(state.under_way);
  timed_delivery_.gather(state.timed_under_way);
  std::vector<HistoryKey> gathered;
  for (const auto& history : histories_) {
    // After a reset several can be of the same.
    if (std::ranges::find(gathered, history->key()) != gathered.end()) continue;
    gathered.push_back(history->key());
    auto known = std::ranges::find(state.histories, history->key(), &KnownHistory::key);
    if (known == state.histories.end()) known = state.histories.insert(known, {history->key(), {}});
    history->gather(known->spikes);
  }
}

void Shard::restore(const DivisionState& state, std::int64_t now) {
  accumulators_.clear();
  delivery_.clear();
  timed_delivery_.clear();
  for (const auto& history : histories_) {
    const auto known = std::ranges::find(state.histories, history->key(), &KnownHistory::key);
    history->restore(known == state.histories.end() ? std::span<const PastSpike>{} : known->spikes, now);
  }
  delivery_.restore(state.under_way, now);
  timed_delivery_.restore(state.timed_under_way, now);
}

}  // namespace lapicque::detail
