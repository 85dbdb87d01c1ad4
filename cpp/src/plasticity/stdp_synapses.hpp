#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "plasticity/synapse_dynamics.hpp"

namespace lapicque::detail {

/// Traces of both sides.
struct Traces {
  TraceConstants source;
  TraceConstants target;
};

/// Plasticity that depends on the times of the spikes at both ends.
///
/// `Rule` says what it does to the magnitude of a weight, which it keeps in [0, |Wmax|]: `target_spike(w, trace, slow)`
/// at a spike of the target that finds a trace of the source, `source_spike(w, trace, slow)` at a spike of the source
/// that finds a trace of the target; `slow` is the slow trace of the neuron that fires, where the rule `has_slow`. A
/// target spike that finds a trace of 0 must change nothing, not even the last bit; where that is `cheap` to compute,
/// it is better than to ask whether there was a spike.
template <class Rule>
class StdpSynapses final : public SynapseDynamics {
 public:
  StdpSynapses(Rule rule, const TraceConstants& traces, double Wmax, const SynapseTable& table, double dt,
               const SpikeHistory& history, const TraceConstants& target_traces)
      : rule_{std::move(rule)},
        pairing_{traces.pairing},
        decay_{traces.tau, dt},
        target_decay_{target_traces.tau, dt},
        sign_{Wmax < 0.0 ? -1.0 : 1.0},
        history_{history},
        first_neuron_{table.parts.front().first_neuron - history.first_neuron()},
        sources_(table.rows()) {
    if (traces.tau_slow > 0.0) slow_decay_ = math::Decay{traces.tau_slow, dt};
  }

  SourceSpike fire(std::uint32_t source, std::int64_t step) override {
    SourceTrace& s = sources_[source];
    const SourceSpike spike{step, s.step, s.first, s.second * slow_decay_(step - s.step), false};
    s.first = raised(s.first * decay_(step - s.step), pairing_);
    s.second = raised(spike.slow, pairing_);
    s.step = step;
    return spike;
  }

  std::optional<SourceSpike> catch_up(std::uint32_t source, std::int64_t step, std::int64_t since) override {
    SourceTrace& s = sources_[source];
    if (s.first == 0.0 || s.step > since) return std::nullopt;
    const SourceSpike spike{step, s.step, s.first, 0.0, true};
    s.first *= decay_(step - s.step);
    s.second *= slow_decay_(step - s.step);
    s.step = step;
    return spike;
  }

  void arrive(const SourceSpike& spike, const SegmentView& segment, double* sums) override {
    const std::uint32_t* newest = history_.newest() + first_neuron_;
    // Spikes of a target up to `last` meet the synapse until this one does; those up to `seen` it knows already.
    const std::int32_t last = history_.since_origin(spike.step - segment.delay);
    const std::int32_t seen = spike.trace > 0.0 ? history_.since_origin(spike.previous - segment.delay) : last;
    const Meeting meeting{history_.spikes(), history_.slow(), rule_, decay_.view(), seen, spike.trace};
    const TargetSpike* spikes = meeting.spikes;
    const math::DecayView target_decay = target_decay_.view();
    const double sign = sign_;
    for (std::size_t j = 0; j < segment.count; ++j) {
      const std::size_t target = read_packed<std::uint16_t>(segment.targets, j);
      const std::uint32_t latest = latest_until(spikes, last, newest[target]);
      double weight = take_in(meeting, sign * read_packed<double>(segment.weights, j), latest);
      if (!spike.silent) {
        // One that meets the synapse together with this spike leaves its trace after it.
        const TargetSpike& before = spikes[spikes[latest].step == last ? spikes[latest].previous : latest];
        const double trace = before.trace * target_decay(std::int64_t{last} - before.step);
        weight = meeting.rule.source_spike(weight, trace, spike.slow);
        sums[target] += sign * weight;
      }
      const double stored = sign * weight;
      std::memcpy(segment.weights + j * sizeof(double), &stored, sizeof(double));
    }
  }

  void visit_state(StateVisitor& visitor) override {
    const std::span sources{sources_};
    visitor.column(column("last_spike", "step", Per::source, sources, &SourceTrace::step));
    visitor.column(column("trace", "1", Per::source, sources, &SourceTrace::first));
    visitor.column(column("slow_trace", "1", Per::source, sources, &SourceTrace::second));
  }

  [[nodiscard]] std::size_t bytes() const override {
    return sources_.capacity() * sizeof(SourceTrace) + decay_.bytes() + slow_decay_.bytes() + target_decay_.bytes();
  }

 private:
  /// What a spike brings along to all synapses of a segment.
  struct Meeting {
    const TargetSpike* spikes;
    const double* slow;
    Rule rule;
    math::DecayView decay;
    std::int32_t seen;  // spikes of the target up to here are in the weight already
    double trace;       // of the source at `seen`
  };

  /// The last spike of a target that is not after step `last`, from its newest on.
  static std::uint32_t latest_until(const TargetSpike* spikes, std::int32_t last, std::uint32_t newest) {
    // Often the first, sometimes the second, hardly ever another one: a choice and no branch between the first two.
    const TargetSpike spike = spikes[newest];
    std::uint32_t latest = spike.step > last ? spike.previous : newest;
    while (spikes[latest].step > last) latest = spikes[latest].previous;
    return latest;
  }

  /// Potentiates by the spikes of a target that are not yet in the weight, up to number `latest`, in the order of time.
  double take_in(const Meeting& meeting, double weight, std::uint32_t latest) {
    const TargetSpike* spikes = meeting.spikes;
    if constexpr (Rule::cheap) {
      // How many there are is what a processor cannot foresee: up to two without a branch.
      const std::uint32_t before = spikes[latest].previous;
      if (spikes[spikes[before].previous].step <= meeting.seen) {
        return take_in_one(meeting, take_in_one(meeting, weight, before), latest);
      }
    } else if (spikes[latest].step <= meeting.seen) {
      return weight;
    }
    return take_in_many(meeting, weight, latest);
  }
  /// By value: what is only read in registers has no address.
  double take_in_many(Meeting meeting, double weight, std::uint32_t latest) {
    const TargetSpike* spikes = meeting.spikes;
    later_.clear();
    for (; spikes[spikes[latest].previous].step > meeting.seen; latest = spikes[latest].previous) {
      later_.push_back(latest);
    }
    weight = take_in_one(meeting, weight, latest);
    for (; !later_.empty(); later_.pop_back()) weight = take_in_one(meeting, weight, later_.back());
    return weight;
  }
  /// By one spike, which does nothing if it is in the weight already.
  static double take_in_one(const Meeting& meeting, double weight, std::uint32_t number) {
    const double slow = Rule::has_slow ? meeting.slow[number] : 0.0;
    const std::int64_t gap = std::int64_t{meeting.spikes[number].step} - meeting.seen;
    const double trace = meeting.trace * meeting.decay(gap > 0 ? gap : math::Decay::endless);
    return meeting.rule.target_spike(weight, trace, slow);
  }

  Rule rule_;
  Pairing pairing_;
  math::Decay decay_;
  math::Decay slow_decay_;
  math::Decay target_decay_;
  double sign_;  // of the weights
  const SpikeHistory& history_;
  std::uint32_t first_neuron_;  // of target 0, in the history
  std::vector<SourceTrace> sources_;
  std::vector<std::uint32_t> later_;  // scratch: spikes of one target
};

/// Makes the dynamics of a kind by its rule.
template <class Kind, class Rule>
[[nodiscard]] std::unique_ptr<SynapseDynamics> make_stdp(const DynamicsOf<Kind>& of, const Traces& traces, Rule rule) {
  return std::make_unique<StdpSynapses<Rule>>(std::move(rule), traces.source, of.synapse.Wmax, of.table, of.dt,
                                              *of.history, traces.target);
}

}  // namespace lapicque::detail
