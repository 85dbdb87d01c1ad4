#include "loop/division_state.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <tuple>
#include <utility>

namespace lapicque::detail {
namespace {

void visit_spikes(StateVisitor& visitor, std::vector<SpikeUnderWay>& spikes) {
  visit_list(visitor, "spikes", Per::spike, spikes, [&](std::span<SpikeUnderWay> all) {
    visitor.column(column("step", "step", Per::spike, all, &SpikeUnderWay::step));
    visitor.column(column("population", "1", Per::spike, all, &SpikeUnderWay::population));
    visitor.column(column("source", "1", Per::spike, all, &SpikeUnderWay::source));
    visitor.column(column("offset", "ms", Per::spike, all, &SpikeUnderWay::offset));
  });
}

void visit_spikes(StateVisitor& visitor, std::vector<PlasticSpike>& spikes) {
  visit_list(visitor, "spikes", Per::spike, spikes, [&](std::span<PlasticSpike> all) {
    const auto of_spike = [&](const char* name, const char* unit, auto SourceSpike::* part) {
      visitor.column(column(name, unit, Per::spike, all, [part](PlasticSpike& s) -> auto& { return s.spike.*part; }));
    };
    visitor.column(column("projection", "1", Per::spike, all, &PlasticSpike::projection));
    visitor.column(column("source", "1", Per::spike, all, &PlasticSpike::source));
    of_spike("step", "step", &SourceSpike::step);
    of_spike("previous", "step", &SourceSpike::previous);
    of_spike("trace", "1", &SourceSpike::trace);
    of_spike("slow", "1", &SourceSpike::slow);
    of_spike("silent", "1", &SourceSpike::silent);
  });
}

void visit_keys(StateVisitor& visitor, std::vector<KnownHistory>& histories) {
  visit_list(visitor, "histories", Per::owner, histories, [&](std::span<KnownHistory> all) {
    const auto of_key = [&](const char* name, const char* unit, const auto& part) {
      visitor.column(column(name, unit, Per::owner, all, part));
    };
    of_key("population", "1", [](KnownHistory& h) -> auto& { return h.key.population; });
    of_key("tau", "ms", [](KnownHistory& h) -> auto& { return h.key.constants.tau; });
    of_key("tau_slow", "ms", [](KnownHistory& h) -> auto& { return h.key.constants.tau_slow; });
    of_key("pairing", "1", [](KnownHistory& h) -> auto& { return h.key.constants.pairing; });
    of_key("begin", "step", [](KnownHistory& h) -> auto& { return h.key.begin; });
  });
}

}  // namespace

void DivisionState::sort() {
  const auto order = [](const HistoryKey& key) {
    return std::tuple{key.population, key.constants.tau, key.constants.tau_slow, key.constants.pairing, key.begin};
  };
  std::ranges::sort(histories, {}, [&](const KnownHistory& history) { return order(history.key); });
  for (KnownHistory& history : histories) {
    std::ranges::stable_sort(history.spikes, {},
                             [](const PastSpike& spike) { return std::pair{spike.step, spike.neuron}; });
  }
}

void DivisionState::visit_state(StateVisitor& visitor) {
  visitor.enter("spikes under way");
  visit_spikes(visitor, under_way.spikes);
  visitor.enter("spikes under way to plastic synapses");
  visit_spikes(visitor, under_way.plastic);
  visitor.enter("spikes under way off the grid");
  visit_spikes(visitor, timed_under_way);
  visitor.enter("past spikes of targets");
  visit_keys(visitor, histories);
  for (std::size_t h = 0; h < histories.size(); ++h) {
    visitor.enter("past spikes of targets " + std::to_string(h));
    visit_list(visitor, "spikes", Per::spike, histories[h].spikes, [&](std::span<PastSpike> all) {
      visitor.column(column("step", "step", Per::spike, all, &PastSpike::step));
      visitor.column(column("neuron", "1", Per::spike, all, &PastSpike::neuron));
      visitor.column(column("trace", "1", Per::spike, all, &PastSpike::trace));
      visitor.column(column("slow", "1", Per::spike, all, &PastSpike::slow));
    });
  }
}

}  // namespace lapicque::detail
